import 'server-only';
import { and, eq, gt, or, sql } from 'drizzle-orm';
import type { DatabaseClient } from './connection/client';
import type { ClockRepair } from './records/records';
import { jobs, videos } from './schema';

/**
 * A machine whose clock ran ahead, was set right, and started again: what it had noted lies in the future, and whoever waits for it to pass
 * would wait as long as the clock was wrong. Limits heal by themselves (`limits.ts`).
 */

/** Servers on one database never agree to the second. */
const MINUTE = 60_000;
/** Longer than any lease on a search for faces, and than any pause between two copies of a result. */
const MAX_LOOKUP_MS = 20 * MINUTE;
const MAX_POLL_DELAY_MS = 7 * 60 * MINUTE;

export function createClockRepair({ query, write }: DatabaseClient): ClockRepair {
  return {
    async forgetTheFuture(nowMs, nextLookupAtMs) {
      const soonMs = nowMs + MINUTE;
      const becameUnknownLater = gt(sql`coalesce(${jobs.unknownSinceMs}, ${jobs.createdAtMs})`, soonMs);
      await write([
        query
          .update(jobs)
          .set({ status: 'unknown', unknownSinceMs: nowMs, nextLookupAtMs })
          .where(and(eq(jobs.status, 'submitting'), gt(jobs.createdAtMs, soonMs))),
        query
          .update(jobs)
          .set({ nextLookupAtMs })
          .where(and(eq(jobs.status, 'unknown'), gt(jobs.nextLookupAtMs, soonMs), or(becameUnknownLater, gt(jobs.lastPolledAtMs, soonMs)))),
        query.update(jobs).set({ lastPolledAtMs: null }).where(gt(jobs.lastPolledAtMs, soonMs)),
        query
          .update(jobs)
          .set({ archiveLeaseUntilMs: null })
          .where(gt(jobs.archiveLeaseUntilMs, nowMs + MAX_POLL_DELAY_MS)),
        query
          .update(jobs)
          .set({ originalLeaseUntilMs: null })
          .where(gt(jobs.originalLeaseUntilMs, nowMs + MAX_POLL_DELAY_MS)),
        query
          .update(videos)
          .set({ leaseUntilMs: nowMs })
          .where(and(eq(videos.status, 'identifying'), gt(videos.leaseUntilMs, nowMs + MAX_LOOKUP_MS))),
      ]);
    },
  };
}
