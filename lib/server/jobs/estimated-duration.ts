import 'server-only';
import { ESTIMATE_SAMPLE_SIZE, estimateJobDurationMs, isTerminal } from '@/lib/domain/job';
import type { Milliseconds } from '@/lib/domain/time';
import type { JobRecord, JobRecords } from '@/lib/server/db/records/records';

/** What jobs usually take, from the database's own history; of a job at its end nobody waits for that, and nothing is looked up. */
export async function estimateDuration(
  { db }: { readonly db: Pick<JobRecords, 'findRecentJobTimes'> },
  { mode, status }: Pick<JobRecord, 'mode' | 'status'>,
): Promise<Milliseconds> {
  // A job that was just paid is answered, whether or not its past can be read.
  const recentMs = isTerminal(status) ? [] : await db.findRecentJobTimes(mode, ESTIMATE_SAMPLE_SIZE.max).catch(() => []);
  return estimateJobDurationMs(recentMs, mode === 'practice');
}
