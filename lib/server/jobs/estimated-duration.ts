import 'server-only';
import { ESTIMATE_SAMPLE_SIZE, estimateJobDurationMs, isTerminal } from '@/lib/domain/job';
import type { Milliseconds } from '@/lib/domain/time';
import type { JobRecord, JobRecords } from '@/lib/server/db/records/records';

/** Estimates a job's duration from the durations of recent jobs in the database. Finished jobs need no estimate, so they cause no query. */
export async function estimateDuration(
  { db }: { readonly db: Pick<JobRecords, 'findRecentJobTimes'> },
  { mode, status }: Pick<JobRecord, 'mode' | 'status'>,
): Promise<Milliseconds> {
  // A failed query must not fail the response about a paid job.
  const recentMs = isTerminal(status) ? [] : await db.findRecentJobTimes(mode, ESTIMATE_SAMPLE_SIZE.max).catch(() => []);
  return estimateJobDurationMs(recentMs, mode === 'practice');
}
