/**
 * One file (or link) as the page looks at it: what it is, its small pictures, how loud it is. Everything that was drawn is kept for as long as
 * the file is open, and freed with it.
 */

import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import type { ProbeResult } from './probe/probe-file';
import type { Thumbnail, ThumbnailRequest } from './thumbnails/decode-thumbnails';
import { seekThumbnails } from './thumbnails/seek-thumbnails';
import { ThumbnailCache } from './thumbnails/thumbnail-cache';
import { canDecodeWhole, decodeWholeWaveform } from './waveform/decode-whole-waveform';
import type { Waveform } from './waveform/waveform';
import { runTask, startWorker, WorkerLostError } from './worker/worker-client';
import type { WorkerRequest, WorkerTasks } from './worker/worker-tasks';

/** No sound file takes longer to say what it is; one that does is built to. */
const PROBE_TIMEOUT_MS = 20_000;

/** What can be drawn of a clip. */
export interface ThumbnailSource {
  /**
   * Small pictures, one by one, coarse first; those already drawn come at once. They belong to this clip's cache: who wants one for longer than
   * the call draws it. Answers how many there are; none of a clip that this browser cannot show.
   */
  thumbnails(request: ThumbnailRequest, onDrawn: (thumbnail: Thumbnail) => void, signal?: AbortSignal): Promise<number>;
}

/** What can be drawn of a sound. */
export interface WaveformSource {
  /** `null`: no sound that can be decoded here. Decoded once, then remembered. */
  waveform(onShare?: (share: number) => void): Promise<Waveform | null>;
}

export interface OpenMedia extends ThumbnailSource, WaveformSource {
  probeVideo(): Promise<ProbeResult<ProbedVideo>>;
  probeVoice(): Promise<ProbeResult<ProbedVoice>>;
  /** When its key pictures stand, in milliseconds; asked once, then remembered. */
  keyframes(): Promise<readonly number[]>;
  /** Frees all that was drawn and ends its worker; whatever is still asked never answers, and what is asked later finds nothing. */
  close(): void;
}

/** Opens a file for looking at it. One worker serves it until `closeLabel`. */
export function openMedia(file: Blob): OpenMedia {
  let worker: Worker | null = null;
  let closed = false;
  const thumbnailCache = new ThumbnailCache();
  let voiceProbe: Promise<ProbeResult<ProbedVoice>> | null = null;
  let keyframes: Promise<readonly number[]> | null = null;
  let waveform: Promise<Waveform | null> | null = null;
  const getWorker = () => {
    worker ??= startWorker();
    return worker;
  };
  const restart = () => {
    worker?.terminate();
    worker = null;
  };

  async function examine<Name extends 'examine-video' | 'examine-voice'>(
    workerRequest: Extract<WorkerRequest, { task: Name }>,
    timeoutResult: WorkerTasks[Name]['output'],
    unreadableResult: WorkerTasks[Name]['output'],
  ): Promise<WorkerTasks[Name]['output']> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timedOut = new Promise<WorkerTasks[Name]['output']>((resolve) => {
      timer = setTimeout(() => {
        restart();
        resolve(timeoutResult);
      }, PROBE_TIMEOUT_MS);
    });
    try {
      return await Promise.race([runTask<Name>(getWorker(), workerRequest), timedOut]);
    } catch (thrown) {
      restart();
      if (thrown instanceof WorkerLostError) return unreadableResult;
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  async function drawThumbnails(
    request: ThumbnailRequest,
    drawnSlots: readonly number[],
    onEvent: (thumbnail: Thumbnail) => void,
    signal: AbortSignal,
  ) {
    // A worker that is lost has drawn what it could.
    const drawnCount = await runTask<'thumbnails'>(
      getWorker(),
      { task: 'thumbnails', input: { ...request, known: drawnSlots }, file },
      onEvent,
      signal,
    ).catch(() => 0);
    if (drawnCount > 0 || drawnSlots.length > 0 || signal.aborted || closed) return;
    // The engine decodes through WebCodecs, which not every browser has that shows videos.
    const src = URL.createObjectURL(file);
    await seekThumbnails(src, request, onEvent, signal).finally(() => URL.revokeObjectURL(src));
  }

  async function readWaveform(onShare: ((share: number) => void) | undefined): Promise<Waveform | null> {
    const probed = await voiceProbe?.catch(() => null);
    if (probed?.kind === 'measured' && canDecodeWhole(file, probed.facts)) {
      const waveform = await decodeWholeWaveform(file, probed.facts);
      if (waveform !== null || closed) return waveform;
    }
    const onEvent = (share: number) => onShare?.(share);
    const waveform = await runTask<'sound-map'>(getWorker(), { task: 'sound-map', input: null, file }, onEvent).catch(() => null);
    return waveform ?? (closed ? null : decodeWholeWaveform(file));
  }

  const timeoutResult = { kind: 'fault', fault: 'stuck' } as const;
  const unreadableResult = { kind: 'fault', fault: 'unreadable' } as const;
  return {
    probeVideo: () => examine<'examine-video'>({ task: 'examine-video', input: null, file }, timeoutResult, unreadableResult),
    probeVoice: () => {
      voiceProbe = examine<'examine-voice'>({ task: 'examine-voice', input: null, file }, timeoutResult, unreadableResult);
      return voiceProbe;
    },
    keyframes: () => {
      keyframes ??= closed ? Promise.resolve([]) : runTask<'keyframes'>(getWorker(), { task: 'keyframes', input: null, file });
      return keyframes;
    },
    thumbnails: (request, onDrawn, signal) => thumbnailCache.show(request, drawThumbnails, onDrawn, signal),
    waveform: (onShare) => {
      waveform ??= closed ? Promise.resolve(null) : readWaveform(onShare);
      return waveform;
    },
    close: () => {
      closed = true;
      restart();
      thumbnailCache.close();
    },
  };
}

export interface OpenLink extends ThumbnailSource {
  close(): void;
}

/** A clip that is no file: its pictures come through the browser's own player, where the other site lets it play. */
export function openLink(url: string): OpenLink {
  const thumbnailCache = new ThumbnailCache();
  return {
    thumbnails: (request, onDrawn, signal) =>
      thumbnailCache.show(
        request,
        (request, _known, onEvent, cacheSignal) => seekThumbnails(url, request, onEvent, cacheSignal),
        onDrawn,
        signal,
      ),
    close: () => thumbnailCache.close(),
  };
}
