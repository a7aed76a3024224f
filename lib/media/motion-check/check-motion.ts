/** Compares two videos in a worker to check whether the lips moved. The worker is terminated on abort. */

import { getSampleTimes, judgeMotion, type MotionVerdict } from '@/lib/domain/motion-check';
import type { Milliseconds } from '@/lib/domain/time';
import type { ComparisonFault, MotionCheckRequest, MotionCheckResponse } from './motion-check-messages';

/** The comparison stops after this time and judges the moments compared so far. */
const COMPARISON_LIMIT_MS = 12_000;
/** Without a response after this time, the worker is stuck. */
const TIMEOUT_MS = 45_000;

export interface MotionCheckInput {
  readonly before: string;
  readonly after: string;
  readonly voice: { readonly startMs: Milliseconds; readonly endMs: Milliseconds };
  readonly face: { readonly startMs: Milliseconds; readonly endMs: Milliseconds };
  readonly durationMs: Milliseconds;
}

/** `unreadable`: this browser cannot read or decode one of the videos. `other-shape`: their aspect ratios differ. */
export type MotionReport = MotionVerdict | { readonly kind: 'cannot-tell'; readonly reason: ComparisonFault };

/** @throws only the abort reason of `signal`. */
export async function checkMotion(
  { before, after, voice, face, durationMs }: MotionCheckInput,
  signal: AbortSignal,
): Promise<MotionReport> {
  signal.throwIfAborted();
  if (typeof Worker === 'undefined' || typeof VideoDecoder === 'undefined' || typeof OffscreenCanvas === 'undefined')
    return inconclusive('unreadable');
  const toAbsoluteUrl = (path: string) => new URL(path, window.location.href).href;
  const request: MotionCheckRequest = {
    before: toAbsoluteUrl(before),
    after: toAbsoluteUrl(after),
    ...getSampleTimes(voice, face, durationMs),
    limitMs: COMPARISON_LIMIT_MS,
  };
  const response = await postToWorker(request, signal);
  return response.kind === 'fault' ? inconclusive(response.fault) : judgeMotion(response.moments, response.columns, response.rows);
}

function inconclusive(reason: ComparisonFault): MotionReport {
  return { kind: 'cannot-tell', reason };
}

async function postToWorker(request: MotionCheckRequest, signal: AbortSignal): Promise<MotionCheckResponse> {
  const worker = new Worker(new URL('./motion-check-worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rejectAborted = () => {};
  try {
    return await new Promise<MotionCheckResponse>((resolve, reject) => {
      const failUnreadable = () => resolve({ kind: 'fault', fault: 'unreadable' });
      rejectAborted = () => reject(signal.reason);
      signal.addEventListener('abort', rejectAborted, { once: true });
      timer = setTimeout(failUnreadable, TIMEOUT_MS);
      worker.addEventListener('message', ({ data }: MessageEvent<MotionCheckResponse>) => resolve(data));
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        failUnreadable();
      });
      worker.postMessage(request);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', rejectAborted);
    worker.terminate();
  }
}
