import 'server-only';
import type { RateLimit } from '@/lib/domain/editor';
import { AppError } from '@/lib/server/http/app-error';
import type { RateLimitedAction, RateLimiter, RateLimitStore } from './types';

/**
 * What one editor may do in a time, kept in the database, so that it holds over restarts and over several servers. Where the database
 * cannot be asked, nothing is allowed. Polling is not limited: it is cheap, and a limit on it would hide paid work.
 */

/**
 * Far above what a person does, far below what a script that ran wild would do. The fastest editor begins a job in about 20 s; a
 * hundred at once leave room for whoever sends a whole folder, and then it is one in 5 s. Money has its own limit, the day's budget.
 */
const RATE_LIMITS: Record<RateLimitedAction, RateLimit> = {
  identify: { capacity: 120, everyMs: 5_000 },
  create: { capacity: 120, everyMs: 5_000 },
  // A clip is cut and sent again more often than it is dubbed.
  upload: { capacity: 240, everyMs: 2_500 },
  // Invites and share links are made by hand.
  manage: { capacity: 120, everyMs: 5_000 },
};

/** A class or an office behind one address: as much as five of them. */
const VISITORS_PER_ADDRESS = 5;

function forAddress({ capacity, everyMs }: RateLimit): RateLimit {
  return { capacity: capacity * VISITORS_PER_ADDRESS, everyMs: everyMs / VISITORS_PER_ADDRESS };
}

export function createRateLimiter({ store, now }: { readonly store: RateLimitStore; readonly now: () => number }): RateLimiter {
  return {
    async consume(what, { editorId, addressHash }) {
      const pace = RATE_LIMITS[what];
      const nowMs = now();
      await consume(store, `${what} ${editorId}`, pace, nowMs);
      if (addressHash !== undefined) await consume(store, `${what} at ${addressHash}`, forAddress(pace), nowMs);
    },
  };
}

/** @throws {AppError} `rate-limited`, with when there will be one again. */
export async function consume(store: Pick<RateLimitStore, 'consume'>, key: string, pace: RateLimit, nowMs: number): Promise<void> {
  const { isAllowed: taken, busyUntilMs } = await store.consume(key, pace, nowMs);
  if (!taken) throw rateLimitedError(getWaitMs(busyUntilMs, pace, nowMs));
}

/** When there is one again, for whoever found none. */
export function getWaitMs(busyUntilMs: number, { capacity, everyMs }: RateLimit, nowMs: number): number {
  return Math.max(1, busyUntilMs + everyMs - capacity * everyMs - nowMs);
}

export function rateLimitedError(retryAfterMs: number): AppError {
  return new AppError('rate-limited', 'too much at once; try again a little later', { retryAfterMs });
}
