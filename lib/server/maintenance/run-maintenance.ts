import 'server-only';
import { POLL_TIMEOUT_MS, UNRECOGNISED_POLL_TIMEOUT_MS } from '@/lib/domain/job';
import type { JobRecords } from '@/lib/server/db/records/records';
import { INITIAL_LOOKUP_DELAY_MS, MAX_SUBMITTING_MS } from '@/lib/server/jobs/reconcile-job';
import { type RefreshDeps, refreshJob } from '@/lib/server/jobs/refresh-job';
import { type ArchiveDeps, archiveResult } from '@/lib/server/results/archive-result';
import { describeError } from '@/lib/server/runtime/log';
import type { PracticeServices } from '@/lib/server/services';
import type { Storage } from '@/lib/server/storage/types';
import { type CleanupPartsDeps, cleanupParts } from '@/lib/server/uploads/multipart-upload';
import { cleanupFiles, type RetentionDeps } from './retention';

/** What must go on with every tab closed: lost jobs looked for, running ones followed to their end, results copied, and what nothing needs let go. */

/** A job that somebody watches is asked about by them; this is for the others. */
const UNWATCHED_AFTER_MS = 60_000;
/** Upstream deletes results after 30 days (specification); what happened before is beyond help. */
const MAX_JOB_AGE_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_JOBS_PER_ROUND = 20;

type JobDeps = RefreshDeps & ArchiveDeps & { readonly db: JobRecords };

export type MaintenanceDeps = JobDeps &
  CleanupPartsDeps &
  RetentionDeps & {
    readonly storage: Pick<Storage, 'cleanup'>;
    /** Practice on a live server is swept along. */
    readonly practice: PracticeServices | null;
  };

/**
 * One round, one job after another. Never throws.
 * @param untilMs when the caller has to be done; what is left over is the next round's.
 * @returns whether there was more than one round takes.
 */
export async function runMaintenance(deps: MaintenanceDeps, untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
  const { db, log, now, practice } = deps;
  try {
    const nowMs = now();
    await db.markAllUnknown(nowMs - MAX_SUBMITTING_MS, nowMs, nowMs + INITIAL_LOOKUP_DELAY_MS);
    let hasMore = await maintainJobs(deps, untilMs);
    if (practice !== null) hasMore = (await maintainJobs({ ...deps, ...practice }, untilMs)) || hasMore;
    if (now() >= untilMs) return true;
    await cleanupParts(deps);
    await deps.storage.cleanup?.().catch((error: unknown) => log({ event: 'left-overs-not-removed', error: describeError(error) }));
    const hasFilesLeft = await cleanupFiles(deps, untilMs);
    return hasFilesLeft || hasMore;
  } catch (error) {
    log({ event: 'sweep-failed', error: describeError(error) });
    return false;
  }
}

/** One mode's jobs: asked about, looked for, copied. */
async function maintainJobs(deps: JobDeps, untilMs: number): Promise<boolean> {
  const { db, mode, now } = deps;
  const nowMs = now();
  const jobsToPoll = await db.findDueJobs({
    mode,
    nowMs,
    polledBeforeMs: nowMs - UNWATCHED_AFTER_MS,
    createdAfterMs: nowMs - MAX_JOB_AGE_MS,
    runningSinceMs: nowMs - POLL_TIMEOUT_MS,
    unrecognisedSinceMs: nowMs - UNRECOGNISED_POLL_TIMEOUT_MS,
    limit: MAX_JOBS_PER_ROUND,
  });
  for (const jobId of jobsToPoll) {
    if (now() >= untilMs) return true;
    const job = await db.findJob(jobId);
    if (job !== null) await refreshJob(deps, job);
  }
  // Those that have just succeeded among them.
  const jobsToArchive = await db.findDueCopies({ mode, nowMs: now(), sinceMs: nowMs - MAX_JOB_AGE_MS, limit: MAX_JOBS_PER_ROUND });
  for (const jobId of jobsToArchive) {
    if (now() >= untilMs) return true;
    const job = await db.findJob(jobId);
    if (job !== null) await archiveResult(deps, job, untilMs);
  }
  return jobsToPoll.length === MAX_JOBS_PER_ROUND || jobsToArchive.length === MAX_JOBS_PER_ROUND;
}
