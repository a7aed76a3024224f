/** Converts a file by a plan, in a separate worker that is terminated on cancellation. */

import type { ProbedVideo, VideoPlan } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice, VoicePlan } from '@/lib/domain/conversion/voice-plan';
import { runTask, startWorker, WorkerLostError } from '@/lib/media/worker/worker-client';
import type { WorkerRequest, WorkerTasks } from '@/lib/media/worker/worker-tasks';
import type { VideoConversionOutcome } from './run-video-conversion';
import type { VoiceConversionOutcome } from './run-voice-conversion';

/** Without progress for this long, an encoder or decoder is stuck. */
const STALL_LIMIT_MS = 45_000;
/** Minimum time before the remaining time is estimated. */
const ESTIMATE_AFTER_MS = 1_500;

export interface ConversionOptions {
  /** `msLeft` is `null` until it can be estimated. */
  readonly onProgress?: (percent: number, msLeft: number | null) => void;
  /** Cancels immediately by terminating the worker. */
  readonly signal?: AbortSignal;
}

/** Executes a plan. The original file is only read. */
export function convertVideo(
  file: Blob,
  facts: ProbedVideo,
  plan: VideoPlan,
  options: ConversionOptions = {},
): Promise<VideoConversionOutcome> {
  if (plan.kind === 'as-is' || plan.kind === 'impossible') throw new TypeError(`plan "${plan.kind}" has no conversion to run`);
  return runConversion<'convert-video'>({ task: 'convert-video', input: { facts, plan }, file }, options);
}

export function convertVoice(
  file: Blob,
  facts: ProbedVoice,
  plan: VoicePlan,
  options: ConversionOptions = {},
): Promise<VoiceConversionOutcome> {
  if (plan.kind !== 'encode') throw new TypeError(`plan "${plan.kind}" has no conversion to run`);
  return runConversion<'convert-voice'>({ task: 'convert-voice', input: { facts, plan }, file }, options);
}

type UnfinishedConversion = { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly fault: 'stuck' | 'broken' };

async function runConversion<Name extends 'convert-video' | 'convert-voice'>(
  request: Extract<WorkerRequest, { task: Name }>,
  { onProgress, signal }: ConversionOptions,
): Promise<WorkerTasks[Name]['output'] | UnfinishedConversion> {
  if (signal?.aborted) return { kind: 'cancelled' };
  const worker = startWorker();
  let startedAt = performance.now();
  let maxShare = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cancel = () => {};
  try {
    return await new Promise<WorkerTasks[Name]['output'] | UnfinishedConversion>((resolve, reject) => {
      const resetStallTimer = () => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve({ kind: 'failed', fault: 'stuck' }), STALL_LIMIT_MS);
      };
      cancel = () => resolve({ kind: 'cancelled' });
      signal?.addEventListener('abort', cancel, { once: true });
      resetStallTimer();
      const reportShare = (share: number) => {
        // A retry restarts the progress and its estimate.
        if (share < maxShare - 0.2) startedAt = performance.now();
        if (share !== maxShare) resetStallTimer();
        maxShare = share;
        const elapsedMs = performance.now() - startedAt;
        const msLeft = elapsedMs < ESTIMATE_AFTER_MS || share < 0.01 ? null : (elapsedMs * (1 - share)) / share;
        onProgress?.(Math.min(99, Math.floor(share * 100)), msLeft === null ? null : Math.round(msLeft));
      };
      runTask<Name>(worker, request, reportShare).then(resolve, reject);
    });
  } catch (thrown) {
    // Usually out of memory: the file is too large for this browser.
    if (thrown instanceof WorkerLostError) return { kind: 'failed', fault: 'broken' };
    throw thrown;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    worker.terminate();
  }
}
