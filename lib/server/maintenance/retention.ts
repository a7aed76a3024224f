import 'server-only';
import { DELETED_JOB_RETENTION_MS } from '@/lib/domain/job';
import type { Env } from '@/lib/server/config/env';
import type { RetentionCutoffs, RetentionRecords } from '@/lib/server/db/records/files';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Storage } from '@/lib/server/storage/storage';

/**
 * Retention periods (described in `docs/retention.md`). An unneeded file is first marked for deletion in the database, then deleted from
 * storage, then removed from the database. A crash between two steps costs only a retry, and a request that is about to use a file either
 * has it or gets an error.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Upstream forgets a session after 24 hours; one day later its video is no longer used. */
const SESSION_GRACE_MS = 1 * DAY;
/** On a slow connection, the last byte may arrive long after the ticket has expired. */
const TICKET_GRACE_MS = 1 * DAY;
/** Upstream deletes results after 30 days (specification). */
const MAX_RUNNING_AGE_MS = 30 * DAY;
/** Longer than any write of a voice or a thumbnail takes. */
const MAX_WRITE_AGE_MS = 1 * HOUR;
/** Margin, so that a restore in the last second by another server's clock still finds all files. */
const UNDELETE_GRACE_MS = 1 * HOUR;

/**
 * Threat: a clock that is wrong for some time, for example by a year, makes all files look expired. Files are marked for deletion only
 * after rounds have run for a day, by a clock that neither jumped nor stopped for two.
 */
const MIN_STEADY_CLOCK_MS = 1 * DAY;
const MAX_ROUND_GAP_MS = 2 * DAY;

/** How often one file is checked, and how often a full pass starts. */
const RECHECK_INTERVAL_MS = 1 * HOUR;
const ROUND_INTERVAL_MS = 10 * MINUTE;
const FILES_PER_BATCH = 500;
const MAX_BATCHES_PER_ROUND = 20;
/** 70,000 a day: more than one hostile IP address can create. */
const MAX_SESSIONS_PER_ROUND = 500;
const DELETIONS_PER_BATCH = 50;
const DELETION_RETRY_DELAY_MS = 10 * MINUTE;

export interface RetentionDeps {
  readonly env: Pick<Env, 'keepDays'>;
  readonly db: RetentionRecords;
  readonly storage: Pick<Storage, 'delete'>;
  readonly log: Log;
  readonly now: () => number;
  /** The system clock; `now` may be ahead of it after the system clock was set back. */
  readonly wallClock: () => number;
}

function getCutoffs(nowMs: number, keepDays: number | null): RetentionCutoffs {
  return {
    nowMs,
    resultsFromMs: keepDays === null ? null : nowMs - keepDays * DAY,
    deletedMs: nowMs - DELETED_JOB_RETENTION_MS - UNDELETE_GRACE_MS,
    sessionsMs: nowMs - SESSION_GRACE_MS,
    ticketsMs: nowMs - TICKET_GRACE_MS,
    runningMs: nowMs - MAX_RUNNING_AGE_MS,
    unfinishedMs: nowMs - MAX_WRITE_AGE_MS,
  };
}

/**
 * Marks unneeded files for deletion once in ten minutes, across all servers, and deletes marked files until the time is over. Database
 * errors are thrown; failed storage deletions are retried later.
 * @returns whether time ran out.
 */
export async function cleanupFiles(deps: RetentionDeps, untilMs: number): Promise<boolean> {
  const { db, env, now, wallClock } = deps;
  const nowMs = wallClock();
  const steadyForMs = await db.beginRound({ nowMs, everyMs: ROUND_INTERVAL_MS, gapMs: MAX_ROUND_GAP_MS });
  if (steadyForMs !== null && steadyForMs >= MIN_STEADY_CLOCK_MS) {
    const cutoffs = getCutoffs(nowMs, env.keepDays);
    const expiredResults = await db.endResults(cutoffs, FILES_PER_BATCH);
    let markedFiles = 0;
    for (let batches = 0; batches < MAX_BATCHES_PER_ROUND && now() < untilMs; batches += 1) {
      const { checked, marked } = await db.markFilesForDeletion(cutoffs, cutoffs.nowMs - RECHECK_INTERVAL_MS, FILES_PER_BATCH);
      markedFiles += marked;
      if (checked < FILES_PER_BATCH) break;
    }
    await db.forgetSessions(nowMs, MAX_SESSIONS_PER_ROUND);
    if (expiredResults > 0 || markedFiles > 0) deps.log({ event: 'no-longer-needed', results: expiredResults, files: markedFiles });
  }
  return deleteMarkedFiles(deps, untilMs);
}

async function deleteMarkedFiles({ db, storage, log, now }: RetentionDeps, untilMs: number): Promise<boolean> {
  for (;;) {
    const keys = await db.findFilesPendingDeletion(now(), DELETIONS_PER_BATCH);
    for (const key of keys) {
      if (now() >= untilMs) return true;
      try {
        await storage.delete(key);
        await db.forgetFile(key);
      } catch (error) {
        log({ event: 'file-not-deleted', kind: key.split('/')[0], error: describeError(error) });
        await db.postponeDeletion(key, now() + DELETION_RETRY_DELAY_MS);
      }
    }
    if (keys.length < DELETIONS_PER_BATCH) return false;
  }
}
