import 'server-only';
import { POLL_TIMEOUT_MS, UNRECOGNISED_POLL_TIMEOUT_MS } from '@/lib/domain/job';
import type { JobRecords } from '@/lib/server/db/records/records';
import { INITIAL_LOOKUP_DELAY_MS, MAX_SUBMITTING_MS } from '@/lib/server/jobs/reconcile-job';
import { type RefreshDeps, refreshJob } from '@/lib/server/jobs/refresh-job';
import { type ArchiveDeps, archiveResult } from '@/lib/server/results/archive-result';
import { describeError } from '@/lib/server/runtime/log';
import type { PracticeServices } from '@/lib/server/services';
import type { Storage } from '@/lib/server/storage/storage';
import { type CleanupPartsDeps, cleanupParts } from '@/lib/server/uploads/multipart-upload';
import { cleanupFiles, type RetentionDeps } from './retention';

/** Work that must continue without an open browser tab: reconciling lost jobs, polling running jobs, copying results, and deleting unneeded files. */

/** An open page polls its own job; maintenance polls the others. */
const UNWATCHED_AFTER_MS = 60_000;
/** Upstream deletes results after 30 days (specification); older results cannot be recovered. */
const MAX_JOB_AGE_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_JOBS_PER_ROUND = 20;

type JobDeps = RefreshDeps & ArchiveDeps & { readonly db: JobRecords };

export type MaintenanceDeps = JobDeps &
  CleanupPartsDeps &
  RetentionDeps & {
    readonly storage: Pick<Storage, 'cleanup'>;
    /** Practice data on a live server is maintained in the same round. */
    readonly practice: PracticeServices | null;
  };

/**
 * Runs one round, one job after another. Never throws.
 * @param untilMs the caller's deadline; the next round does the rest.
 * @returns whether there was more work than one round can do.
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

/** Polls, reconciles and copies the jobs of one mode. */
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
  // Includes the jobs that have just succeeded.
  const jobsToArchive = await db.findDueCopies({ mode, nowMs: now(), sinceMs: nowMs - MAX_JOB_AGE_MS, limit: MAX_JOBS_PER_ROUND });
  for (const jobId of jobsToArchive) {
    if (now() >= untilMs) return true;
    const job = await db.findJob(jobId);
    if (job !== null) await archiveResult(deps, job, untilMs);
  }
  return jobsToPoll.length === MAX_JOBS_PER_ROUND || jobsToArchive.length === MAX_JOBS_PER_ROUND;
}
