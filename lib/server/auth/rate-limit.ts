import 'server-only';
import type { RateLimit } from '@/lib/domain/editor';
import { AppError } from '@/lib/server/http/app-error';
import type { RateLimitedAction, RateLimiter, RateLimitStore } from './types';

/**
 * Per-editor rate limits, stored in the database so that they hold across restarts and servers. If the database is
 * unavailable, requests are refused. Polling is not limited: it is cheap, and a limit would hide paid work.
 */

/**
 * Far above manual use, far below a runaway script. The fastest editor creates a job in about 20 s; a burst of 100
 * allows a whole folder, then one per 5 s. Spending has its own limit, the daily budget.
 */
const RATE_LIMITS: Record<RateLimitedAction, RateLimit> = {
  identify: { capacity: 120, everyMs: 5_000 },
  create: { capacity: 120, everyMs: 5_000 },
  // Clips are cut and uploaded more often than they are dubbed.
  upload: { capacity: 240, everyMs: 2_500 },
  // Invites and share links are created by hand.
  manage: { capacity: 120, everyMs: 5_000 },
};

/** A class or an office may share one address, so an address gets the limits of five editors. */
const VISITORS_PER_ADDRESS = 5;

function forAddress({ capacity, everyMs }: RateLimit): RateLimit {
  return { capacity: capacity * VISITORS_PER_ADDRESS, everyMs: everyMs / VISITORS_PER_ADDRESS };
}

export function createRateLimiter({ store, now }: { readonly store: RateLimitStore; readonly now: () => number }): RateLimiter {
  return {
    async consume(action, { editorId, addressHash }) {
      const rateLimit = RATE_LIMITS[action];
      const nowMs = now();
      await consume(store, `${action} ${editorId}`, rateLimit, nowMs);
      if (addressHash !== undefined) await consume(store, `${action} at ${addressHash}`, forAddress(rateLimit), nowMs);
    },
  };
}

/** @throws {AppError} `rate-limited`, with the time until the next use is allowed. */
export async function consume(store: Pick<RateLimitStore, 'consume'>, key: string, rateLimit: RateLimit, nowMs: number): Promise<void> {
  const { isAllowed, busyUntilMs } = await store.consume(key, rateLimit, nowMs);
  if (!isAllowed) throw rateLimitedError(getWaitMs(busyUntilMs, rateLimit, nowMs));
}

/** Returns the milliseconds until the next use is allowed. */
export function getWaitMs(busyUntilMs: number, { capacity, everyMs }: RateLimit, nowMs: number): number {
  return Math.max(1, busyUntilMs + everyMs - capacity * everyMs - nowMs);
}

export function rateLimitedError(retryAfterMs: number): AppError {
  return new AppError('rate-limited', 'too much at once; try again a little later', { retryAfterMs });
}
