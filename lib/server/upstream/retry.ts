import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';
import { UpstreamError } from './types';

const MAX_ATTEMPTS = 3;
const INITIAL_DELAY_MS = 1_000;
/** The longest pause that a waiting request is worth; upstream asking for more ends it, and the caller is told when to come back. */
const MAX_DELAY_MS = 5_000;

/**
 * Connecting alone can take 10 s a time. With the 60 s that a create then has, it is over within 75 s, after which a job that is
 * still `submitting` counts as `unknown`.
 */
const PAID_RETRY_WINDOW_MS = 11_000;

export interface RetryTiming {
  readonly sleep: (ms: Milliseconds) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

/**
 * Makes up to three attempts. A paid call is retried only if no connection was established, so nothing was charged; a free call after
 * any retryable error. Delays use full jitter on top of `Retry-After`.
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  canRetry: (error: UpstreamError) => boolean,
  timing: RetryTiming,
): Promise<Result> {
  for (let attemptCount = 1; ; attemptCount += 1) {
    try {
      return await attempt();
    } catch (error) {
      const requestedMs = error instanceof UpstreamError ? (error.retryAfterMs ?? 0) : 0;
      if (!(error instanceof UpstreamError) || attemptCount >= MAX_ATTEMPTS || requestedMs > MAX_DELAY_MS || !canRetry(error)) {
        throw error;
      }
      await timing.sleep(requestedMs + Math.floor(timing.random() * INITIAL_DELAY_MS * 2 ** (attemptCount - 1)));
    }
  }
}

/** @param elapsedMs since the first attempt began. */
export function canRetryPaid(error: UpstreamError, elapsedMs: Milliseconds): boolean {
  return error.failure === 'unreachable' && error.retryable && elapsedMs <= PAID_RETRY_WINDOW_MS;
}

export function canRetryFree(error: UpstreamError): boolean {
  return error.retryable;
}
