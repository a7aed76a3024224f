import 'server-only';
import type { JobRecord, JobRecords } from '@/lib/server/db/records/records';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Upstream, UpstreamTask } from '@/lib/server/upstream/types';
import { toJobUpdate } from './job-update';

/**
 * Reconciles jobs whose response was lost, by looking up the id that we assigned (free). A task that is found is adopted. A task that is
 * not found proves nothing, because the specification contradicts itself about this look-up: the job then waits for a decision by the
 * owner.
 */

/** Upstream may accept a task some time before it can be looked up. */
export const INITIAL_LOOKUP_DELAY_MS = 2_000;
/** The create call times out after 60 s. After this time, including overhead, no `submitting` job still waits for its response. */
export const MAX_SUBMITTING_MS = 75_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Look-ups back off for 10 minutes, until the owner can decide; after that they are rare. */
const FREQUENT_LOOKUP_PERIOD_MS = 10 * MINUTE;
const MAX_FREQUENT_LOOKUP_DELAY_MS = 30 * SECOND;

/** Delay before the next look-up: 2, 4, 8 … 30 s; after ten minutes, each delay is 1.5 times the last. */
export function getNextLookupMs(job: Pick<JobRecord, 'lookups' | 'unknownSinceMs' | 'createdAtMs'>, nowMs: number): number {
  const sinceMs = Math.max(0, nowMs - (job.unknownSinceMs ?? job.createdAtMs));
  if (sinceMs < FREQUENT_LOOKUP_PERIOD_MS)
    return nowMs + Math.min(MAX_FREQUENT_LOOKUP_DELAY_MS, INITIAL_LOOKUP_DELAY_MS * 2 ** Math.min(job.lookups, 10));
  return nowMs + Math.max(FREQUENT_LOOKUP_PERIOD_MS, sinceMs / 2);
}

export interface ReconcileDeps {
  readonly db: Pick<JobRecords, 'claimLookup' | 'recordTask'>;
  readonly upstream: Pick<Upstream, 'queryLipSync'>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Looks up one `unknown` job, if a look-up is due and no other process has claimed it. Never throws.
 * @returns whether the task was found.
 */
export async function reconcileJob({ db, upstream, log, now }: ReconcileDeps, job: JobRecord): Promise<boolean> {
  const nowMs = now();
  if (job.status !== 'unknown' || job.nextLookupAtMs === null || job.nextLookupAtMs > nowMs) return false;
  try {
    if (!(await db.claimLookup(job.jobId, nowMs, Math.round(getNextLookupMs(job, nowMs))))) return false;
    const task = await upstream.queryLipSync(job.externalTaskId);
    if (!isOwnTask(task, job)) {
      log({ event: 'lookup-found-another', jobId: job.jobId });
      return false;
    }
    const adopted = await db.recordTask(job.jobId, task.taskId, toJobUpdate(task, { ...job, status: 'submitted' }, now()), now());
    if (adopted) log({ event: 'job-found', jobId: job.jobId });
    return adopted;
  } catch (error) {
    log({ event: 'lookup-failed', jobId: job.jobId, error: describeError(error) });
    return false;
  }
}

/** Adopts only a task that matches our id. A response without an id also matches, because the request named only ours. */
function isOwnTask(task: UpstreamTask, job: JobRecord): boolean {
  return task.externalTaskId === null || task.externalTaskId === job.externalTaskId;
}
