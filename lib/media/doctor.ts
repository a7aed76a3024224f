/**
 * The media doctor, as the page sees it: says what a file is, heals it by a plan, and draws it. All work happens in workers;
 * this file and what it imports is small, and the worker's code loads with the first file.
 */

import type { ClipFacts, VideoPlan } from '@/lib/domain/video-treatment';
import type { SoundFacts, VoicePlan } from '@/lib/domain/voice-treatment';
import type { VideoOutcome } from './conform-video';
import type { VoiceOutcome } from './conform-voice';
import type { Ask, Reply, TaskName, Tasks } from './doctor-tasks';
import type { Examined } from './examine';
import type { DrawnThumbnail, ThumbnailWish } from './read-thumbnails';
import type { SoundMap } from './sound-map';

/** No sound file takes longer to say what it is; one that does is built to. */
const EXAMINE_LIMIT_MS = 20_000;
/** Without a step ahead for this long, an encoder or decoder hangs. */
const STALL_LIMIT_MS = 45_000;
/** Before this, the time left would be a guess. */
const ESTIMATE_AFTER_MS = 1_500;

type Told<Name extends TaskName> = (event: Tasks[Name]['event']) => void;

/** The worker ended before it answered: its code did not load, or it ran out of memory. */
class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
}

function newWorker(): Worker {
  return new Worker(new URL('./doctor-worker.ts', import.meta.url), { type: 'module' });
}

let spare: Worker | null = null;

/** Starts a worker ahead of its use, which then saves what loading its code takes: when a file is on its way, not before. */
export function warmUp(): void {
  if (spare !== null) return;
  const worker = newWorker();
  spare = worker;
  // One that does not load is not kept; the next one says so to who asks it.
  worker.addEventListener(
    'error',
    (event) => {
      event.preventDefault();
      if (spare === worker) spare = null;
    },
    { once: true },
  );
}

function startWorker(): Worker {
  const worker = spare ?? newWorker();
  spare = null;
  return worker;
}

function ask<Name extends TaskName>(worker: Worker, question: Extract<Ask, { task: Name }>, told: Told<Name>, signal?: AbortSignal) {
  return new Promise<Tasks[Name]['answer']>((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const end = () => {
      port1.close();
      worker.removeEventListener('error', lost);
      signal?.removeEventListener('abort', takeBack);
    };
    const lost = (event: ErrorEvent) => {
      event.preventDefault();
      end();
      reject(new WorkerLostError(event.message));
    };
    const takeBack = () => port1.postMessage('stop');
    port1.onmessage = ({ data }: MessageEvent<Reply<Name>>) => {
      if (data.kind === 'event') return told(data.event);
      end();
      if (data.kind === 'answer') resolve(data.answer);
      else reject(new Error(data.message));
    };
    worker.addEventListener('error', lost);
    signal?.addEventListener('abort', takeBack, { once: true });
    worker.postMessage(question, [port2]);
    if (signal?.aborted) takeBack();
  });
}

export interface OpenMedia {
  examineVideo(): Promise<Examined<ClipFacts>>;
  examineVoice(): Promise<Examined<SoundFacts>>;
  /** When its key pictures stand, in milliseconds; asked once, then remembered. */
  keyframes(): Promise<readonly number[]>;
  /**
   * Small pictures, one by one, coarse first; those already drawn come at once. They belong to this file's cache: `close` frees them.
   * Answers how many there are.
   */
  thumbnails(wish: ThumbnailWish, onDrawn: (thumbnail: DrawnThumbnail) => void, signal?: AbortSignal): Promise<number>;
  /** `null`: no sound that can be decoded here. Asked once, then remembered. */
  soundMap(onShare?: (share: number) => void): Promise<SoundMap | null>;
  /** Frees all that was drawn and ends its worker; whatever is still asked never answers. */
  close(): void;
}

interface Strip {
  readonly drawn: DrawnThumbnail[];
  done: boolean;
}

/** Opens a file for looking at it. One worker serves it until `close`. */
export function openMedia(file: Blob): OpenMedia {
  let worker: Worker | null = null;
  let closed = false;
  const strips = new Map<string, Strip>();
  let keyframes: Promise<readonly number[]> | null = null;
  let soundMap: Promise<SoundMap | null> | null = null;
  const started = () => {
    worker ??= startWorker();
    return worker;
  };
  const restart = () => {
    worker?.terminate();
    worker = null;
  };

  async function examine<Name extends 'examine-video' | 'examine-voice'>(
    question: Extract<Ask, { task: Name }>,
    stuck: Tasks[Name]['answer'],
    unreadable: Tasks[Name]['answer'],
  ): Promise<Tasks[Name]['answer']> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<Tasks[Name]['answer']>((resolve) => {
      timer = setTimeout(() => {
        restart();
        resolve(stuck);
      }, EXAMINE_LIMIT_MS);
    });
    try {
      return await Promise.race([ask<Name>(started(), question, () => undefined), tooLate]);
    } catch (thrown) {
      restart();
      if (thrown instanceof WorkerLostError) return unreadable;
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  const stuck = { kind: 'fault', fault: 'stuck' } as const;
  const unreadable = { kind: 'fault', fault: 'unreadable' } as const;
  return {
    examineVideo: () => examine<'examine-video'>({ task: 'examine-video', ask: null, file }, stuck, unreadable),
    examineVoice: () => examine<'examine-voice'>({ task: 'examine-voice', ask: null, file }, stuck, unreadable),
    keyframes: () => {
      keyframes ??= ask<'keyframes'>(started(), { task: 'keyframes', ask: null, file }, () => undefined);
      return keyframes;
    },
    thumbnails: async (wish, onDrawn, signal) => {
      const key = `${wish.count}×${wish.heightPx}`;
      const strip = strips.get(key) ?? { drawn: [], done: false };
      strips.set(key, strip);
      for (const thumbnail of strip.drawn) onDrawn(thumbnail);
      if (strip.done) return strip.drawn.length;
      const known = new Set(strip.drawn.map(({ slot }) => slot));
      const told = (thumbnail: DrawnThumbnail) => {
        if (closed || known.has(thumbnail.slot)) return thumbnail.picture.close();
        known.add(thumbnail.slot);
        strip.drawn.push(thumbnail);
        if (!signal?.aborted) onDrawn(thumbnail);
      };
      await ask<'thumbnails'>(started(), { task: 'thumbnails', ask: wish, file }, told, signal);
      if (!signal?.aborted) strip.done = true;
      return strip.drawn.length;
    },
    soundMap: (onShare) => {
      soundMap ??= ask<'sound-map'>(started(), { task: 'sound-map', ask: null, file }, (share) => onShare?.(share));
      return soundMap;
    },
    close: () => {
      closed = true;
      worker?.terminate();
      worker = null;
      for (const { drawn } of strips.values()) for (const { picture } of drawn) picture.close();
      strips.clear();
    },
  };
}

export interface ConformOptions {
  /** `msLeft` is `null` until there is something to tell it from. */
  readonly onProgress?: (percent: number, msLeft: number | null) => void;
  /** Cancels at once: the worker is ended, whatever it is doing. */
  readonly signal?: AbortSignal;
}

/** Carries out a plan; the original is only read. */
export function conformVideo(file: Blob, facts: ClipFacts, plan: VideoPlan, options: ConformOptions = {}): Promise<VideoOutcome> {
  if (plan.kind === 'as-is' || plan.kind === 'impossible') throw new TypeError(`there is nothing to do for a plan that is ${plan.kind}`);
  return conform<'conform-video'>({ task: 'conform-video', ask: { facts, plan }, file }, options);
}

export function conformVoice(file: Blob, facts: SoundFacts, plan: VoicePlan, options: ConformOptions = {}): Promise<VoiceOutcome> {
  if (plan.kind !== 'encode') throw new TypeError(`there is nothing to do for a plan that is ${plan.kind}`);
  return conform<'conform-voice'>({ task: 'conform-voice', ask: { facts, plan }, file }, options);
}

type Unfinished = { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly fault: 'stuck' | 'broken' };

async function conform<Name extends 'conform-video' | 'conform-voice'>(
  question: Extract<Ask, { task: Name }>,
  { onProgress, signal }: ConformOptions,
): Promise<Tasks[Name]['answer'] | Unfinished> {
  if (signal?.aborted) return { kind: 'cancelled' };
  const worker = startWorker();
  let startedAt = performance.now();
  let most = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cancel = () => {};
  try {
    return await new Promise<Tasks[Name]['answer'] | Unfinished>((resolve, reject) => {
      const watch = () => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve({ kind: 'failed', fault: 'stuck' }), STALL_LIMIT_MS);
      };
      cancel = () => resolve({ kind: 'cancelled' });
      signal?.addEventListener('abort', cancel, { once: true });
      watch();
      const told = (share: number) => {
        // A new try starts over: so does its estimate.
        if (share < most - 0.2) startedAt = performance.now();
        if (share !== most) watch();
        most = share;
        const elapsedMs = performance.now() - startedAt;
        const msLeft = elapsedMs < ESTIMATE_AFTER_MS || share < 0.01 ? null : (elapsedMs * (1 - share)) / share;
        onProgress?.(Math.min(99, Math.floor(share * 100)), msLeft === null ? null : Math.round(msLeft));
      };
      ask<Name>(worker, question, told).then(resolve, reject);
    });
  } catch (thrown) {
    // Most often the tab's memory: the file is more than this browser can hold.
    if (thrown instanceof WorkerLostError) return { kind: 'failed', fault: 'broken' };
    throw thrown;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    worker.terminate();
  }
}
