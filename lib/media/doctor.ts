/** The media doctor, as the page sees it: heals a file by a plan, in a worker of its own, which is ended to cancel it. */

import type { ClipFacts, VideoPlan } from '@/lib/domain/video-treatment';
import type { SoundFacts, VoicePlan } from '@/lib/domain/voice-treatment';
import type { VideoOutcome } from './conform-video';
import type { VoiceOutcome } from './conform-voice';
import type { Ask, Tasks } from './doctor-tasks';
import { ask, startWorker, WorkerLostError } from './workers';

/** Without a step ahead for this long, an encoder or decoder hangs. */
const STALL_LIMIT_MS = 45_000;
/** Before this, the time left would be a guess. */
const ESTIMATE_AFTER_MS = 1_500;

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
