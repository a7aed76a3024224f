import 'server-only';
import { canTransition, isTerminal, MIN_POLL_MS } from '@/lib/domain/job';
import type { JobRecord, JobRecords, JobUpdate, Mode } from '@/lib/server/db/records/records';
import { describeError } from '@/lib/server/runtime/log';
import { isTaskOfJob, toJobUpdate } from './job-update';
import { INITIAL_LOOKUP_DELAY_MS, MAX_SUBMITTING_MS, type ReconcileDeps, reconcileJob } from './reconcile-job';

/**
 * Brings a job up to date, where a look at upstream is due. However many watch, upstream is asked once: whoever wins the conditional
 * write asks, the others get what is known. A job at its end is never asked about again.
 */
export interface RefreshDeps extends ReconcileDeps {
  readonly mode: Mode;
  readonly db: JobRecords;
}

/** Answers the job as it stands after that; a look that failed changes nothing. Never throws for upstream's sake. */
export async function refreshJob(deps: RefreshDeps, job: JobRecord): Promise<JobRecord> {
  // A practice job is unknown to the real service, and the other way round.
  if (job.mode !== deps.mode) return job;
  return (await refreshByStatus(deps, job)) ?? (await deps.db.findJob(job.jobId)) ?? job;
}

/** `null`: what has become of it stands in the database. */
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
    // Gateways may answer from an older copy: a job never goes back.
    const isTransitionAllowed = update.status === job.status || canTransition(job.status, update.status);
    // Most looks find nothing new: then the database need not be written.
    if (!isTransitionAllowed || isUnchanged(update, job)) return polledJob;
    const recorded = await db.recordUpdate(job.jobId, job.status, update, nowMs);
    // The database knows better where somebody else moved it on meanwhile; and what is told last of all is told with all that was kept meanwhile.
    return recorded && !isTerminal(update.status) ? { ...polledJob, ...update, updatedAtMs: nowMs } : null;
  } catch (error) {
    log({ event: 'query-failed', jobId: job.jobId, error: describeError(error) });
    return null;
  }
}

/** A result is told of once, in the step that ends the job. */
function isUnchanged({ status, recognised, message, resultUrl }: JobUpdate, job: JobRecord): boolean {
  return status === job.status && recognised === job.recognised && message === job.message && resultUrl === job.resultUrl;
}
