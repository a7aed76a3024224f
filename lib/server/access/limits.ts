import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { Limited, LimitStore, Limits, Pace } from './port';

/**
 * What one editor may do in a time, kept in the database, so that it holds over restarts and over several servers. Where the database
 * cannot be asked, nothing is allowed. Polling is not limited: it is cheap, and a limit on it would hide paid work.
 */

/**
 * Far above what a person does, far below what a script that ran wild would do. The fastest editor begins a job in about 20 s; a
 * hundred at once leave room for whoever sends a whole folder, and then it is one in 5 s. Money has its own limit, the day's budget.
 */
const PACES: Record<Limited, Pace> = {
  identify: { capacity: 120, everyMs: 5_000 },
  create: { capacity: 120, everyMs: 5_000 },
  // A clip is cut and sent again more often than it is dubbed.
  upload: { capacity: 240, everyMs: 2_500 },
  // Invites and share links are made by hand.
  manage: { capacity: 120, everyMs: 5_000 },
};

/** A class or an office behind one address: as much as five of them. */
const VISITORS_AT_AN_ADDRESS = 5;

function ofAddress({ capacity, everyMs }: Pace): Pace {
  return { capacity: capacity * VISITORS_AT_AN_ADDRESS, everyMs: everyMs / VISITORS_AT_AN_ADDRESS };
}

export function createLimits({ store, now }: { readonly store: LimitStore; readonly now: () => number }): Limits {
  return {
    async take(what, { editorId, addressHash }) {
      const pace = PACES[what];
      const nowMs = now();
      await takeOne(store, `${what} ${editorId}`, pace, nowMs);
      if (addressHash !== undefined) await takeOne(store, `${what} at ${addressHash}`, ofAddress(pace), nowMs);
    },
  };
}

/** @throws {AppError} `slow-down`, with when there will be one again. */
export async function takeOne(store: Pick<LimitStore, 'takeOne'>, key: string, pace: Pace, nowMs: number): Promise<void> {
  const { taken, busyUntilMs } = await store.takeOne(key, pace, nowMs);
  if (!taken) throw slowDown(untilNextMs(busyUntilMs, pace, nowMs));
}

/** When there is one again, for whoever found none. */
export function untilNextMs(busyUntilMs: number, { capacity, everyMs }: Pace, nowMs: number): number {
  return Math.max(1, busyUntilMs + everyMs - capacity * everyMs - nowMs);
}

export function slowDown(retryAfterMs: number): AppError {
  return new AppError('slow-down', 'too much at once; try again a little later', { retryAfterMs });
}
