/** Opens a file or link to probe it and to read its thumbnails and waveform. Results are cached until it is closed. */

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

/** Probing an intact file takes far less; a crafted one can take longer. */
const PROBE_TIMEOUT_MS = 20_000;

export interface ThumbnailSource {
  /**
   * Draws thumbnails progressively; cached ones are returned at once. The images belong to the cache, so a caller that keeps one must copy it.
   * Returns their number, which is 0 if the browser cannot decode the clip.
   */
  thumbnails(request: ThumbnailRequest, onDrawn: (thumbnail: Thumbnail) => void, signal?: AbortSignal): Promise<number>;
}

export interface WaveformSource {
  /** `null`: no audio that this browser can decode. The result is cached. */
  waveform(onShare?: (share: number) => void): Promise<Waveform | null>;
}

export interface OpenMedia extends ThumbnailSource, WaveformSource {
  probeVideo(): Promise<ProbeResult<ProbedVideo>>;
  probeVoice(): Promise<ProbeResult<ProbedVoice>>;
  /** Times of the keyframes in milliseconds. The result is cached. */
  keyframes(): Promise<readonly number[]>;
  /** Frees all images and terminates the worker. Pending calls never settle; later calls return nothing. */
  close(): void;
}

/** Opens a file. One worker serves it until `close`. */
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

  async function examine<Name extends 'probe-video' | 'probe-voice'>(
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
    // If the worker is lost, the thumbnails drawn so far remain.
    const drawnCount = await runTask<'thumbnails'>(
      getWorker(),
      { task: 'thumbnails', input: { ...request, known: drawnSlots }, file },
      onEvent,
      signal,
    ).catch(() => 0);
    if (drawnCount > 0 || drawnSlots.length > 0 || signal.aborted || closed) return;
    // Fallback for browsers without WebCodecs that can still play the video.
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
    const waveform = await runTask<'waveform'>(getWorker(), { task: 'waveform', input: null, file }, onEvent).catch(() => null);
    return waveform ?? (closed ? null : decodeWholeWaveform(file));
  }

  const timeoutResult = { kind: 'fault', fault: 'stuck' } as const;
  const unreadableResult = { kind: 'fault', fault: 'unreadable' } as const;
  return {
    probeVideo: () => examine<'probe-video'>({ task: 'probe-video', input: null, file }, timeoutResult, unreadableResult),
    probeVoice: () => {
      voiceProbe = examine<'probe-voice'>({ task: 'probe-voice', input: null, file }, timeoutResult, unreadableResult);
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

/** Opens a link. Its thumbnails come from a `<video>` element, if the other site allows playback. */
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
