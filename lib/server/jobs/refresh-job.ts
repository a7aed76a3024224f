import 'server-only';
import { canTransition, isTerminal, MIN_POLL_MS } from '@/lib/domain/job';
import type { JobRecord, JobRecords, JobUpdate, Mode } from '@/lib/server/db/records/records';
import { describeError } from '@/lib/server/runtime/log';
import { isTaskOfJob, toJobUpdate } from './job-update';
import { INITIAL_LOOKUP_DELAY_MS, MAX_SUBMITTING_MS, type ReconcileDeps, reconcileJob } from './reconcile-job';

/**
 * Refreshes a job from upstream when a poll is due. Upstream gets one request however many clients poll: the client that wins the
 * conditional write sends it, the others get the stored state. Ended jobs are never polled.
 */
export interface RefreshDeps extends ReconcileDeps {
  readonly mode: Mode;
  readonly db: JobRecords;
}

/** @returns the job after the refresh; a failed poll changes nothing. Never throws because of upstream. */
export async function refreshJob(deps: RefreshDeps, job: JobRecord): Promise<JobRecord> {
  // The upstream of one mode does not know the jobs of the other.
  if (job.mode !== deps.mode) return job;
  return (await refreshByStatus(deps, job)) ?? (await deps.db.findJob(job.jobId)) ?? job;
}

/** @returns `null` if the current state must be read from the database. */
async function refreshByStatus(deps: RefreshDeps, job: JobRecord): Promise<JobRecord | null> {
  const { db, now } = deps;
  switch (job.status) {
    case 'submitting': {
      const nowMs = now();
      if (nowMs - job.createdAtMs < MAX_SUBMITTING_MS) return job;
      await db.markUnknown(job.jobId, nowMs, nowMs + INITIAL_LOOKUP_DELAY_MS);
      return null;
    }
    case 'unknown':
      await reconcileJob(deps, job);
      return null;
    case 'submitted':
    case 'processing':
      return pollUpstream(deps, job);
    case 'succeeded':
    case 'failed':
      return job;
  }
}

async function pollUpstream({ db, upstream, log, now, mode }: RefreshDeps, job: JobRecord): Promise<JobRecord | null> {
  const polledAtMs = now();
  const polledBeforeMs = polledAtMs - MIN_POLL_MS[mode];
  if (job.taskId === null || (job.lastPolledAtMs !== null && job.lastPolledAtMs > polledBeforeMs)) return job;
  if (!(await db.claimPoll(job.jobId, polledAtMs, polledBeforeMs))) return null;
  const polledJob = { ...job, lastPolledAtMs: polledAtMs };
  try {
    const task = await upstream.queryLipSync(job.taskId);
    if (!isTaskOfJob(task, job)) {
      log({ event: 'query-answered-another', jobId: job.jobId });
      return polledJob;
    }
    const nowMs = now();
    const update = toJobUpdate(task, job, nowMs);
    // A gateway may respond from an older copy: a job's status never moves backwards.
    const isTransitionAllowed = update.status === job.status || canTransition(job.status, update.status);
    // Most polls return no change; skip the database write then.
    if (!isTransitionAllowed || isUnchanged(update, job)) return polledJob;
    const recorded = await db.recordUpdate(job.jobId, job.status, update, nowMs);
    // Read the row again if another process has moved the job on, or if the job ended, to include files that were stored since.
    return recorded && !isTerminal(update.status) ? { ...polledJob, ...update, updatedAtMs: nowMs } : null;
  } catch (error) {
    log({ event: 'query-failed', jobId: job.jobId, error: describeError(error) });
    return null;
  }
}

function isUnchanged({ status, recognised, message, resultUrl }: JobUpdate, job: JobRecord): boolean {
  return status === job.status && recognised === job.recognised && message === job.message && resultUrl === job.resultUrl;
}
