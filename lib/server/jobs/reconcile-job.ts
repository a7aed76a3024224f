import 'server-only';
import type { JobRecord, JobRecords } from '@/lib/server/db/records/records';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Upstream, UpstreamTask } from '@/lib/server/upstream/types';
import { toJobUpdate } from './job-update';

/**
 * Finds jobs whose answer was lost, by the id that we gave them (free). Found → adopted. Not found proves nothing: the specification
 * contradicts itself about that look-up, so such a job only waits for a person's decision.
 */

/** Upstream may need a moment before a task that it took can be looked up. */
export const INITIAL_LOOKUP_DELAY_MS = 2_000;
/** The create call gives up after 60 s; with what surrounds it, no `submitting` job is still waiting for an answer after this. */
export const MAX_SUBMITTING_MS = 75_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** "With backoff, for 10 minutes; then a person decides": after that, rarely. */
const FREQUENT_LOOKUP_PERIOD_MS = 10 * MINUTE;
const MAX_FREQUENT_LOOKUP_DELAY_MS = 30 * SECOND;

/** When to look again after a look-up that found nothing: 2, 4, 8 … 30 s; after ten minutes, each time half as long again. */
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

/** Looks for one `unknown` job, where that is due and nobody else is at it. Answers whether it was found. Never throws. */
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

/** Only what says that it is ours may be adopted: the id was asked for by us alone, so an answer that names none is about it too. */
function isOwnTask(task: UpstreamTask, job: JobRecord): boolean {
  return task.externalTaskId === null || task.externalTaskId === job.externalTaskId;
}
