import 'server-only';
import { LOOK_FOR_MS, LOOK_FOR_UNRECOGNISED_MS } from '@/lib/domain/job';
import { type ArchiveDeps, archiveResult } from './archive-result';
import type { JobRecords } from './ledger/port';
import { describeError } from './log';
import { FIRST_LOOKUP_MS, SUBMITTING_MAX_MS } from './reconcile';
import { type RefreshDeps, refreshJob } from './refresh-job';

/** What must go on with every tab closed: lost jobs looked for, running ones followed to their end, results copied. */

/** A job that somebody watches is asked about by them; this is for the others. */
const UNWATCHED_FOR_MS = 60_000;
/** Upstream deletes results after 30 days (specification); what happened before is beyond help. */
const LOOK_BACK_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_JOBS = 20;

export type SweepDeps = RefreshDeps & ArchiveDeps & { readonly ledger: JobRecords };

/** One round, one job after another. Never throws. */
export async function sweep(deps: SweepDeps): Promise<void> {
  const { ledger, log, mode, now } = deps;
  try {
    const nowMs = now();
    await ledger.markAllUnknown(nowMs - SUBMITTING_MAX_MS, nowMs, nowMs + FIRST_LOOKUP_MS);
    const jobIds = await ledger.dueJobs({
      mode,
      nowMs,
      askedBeforeMs: nowMs - UNWATCHED_FOR_MS,
      createdAfterMs: nowMs - LOOK_BACK_MS,
      runningSinceMs: nowMs - LOOK_FOR_MS,
      unrecognisedSinceMs: nowMs - LOOK_FOR_UNRECOGNISED_MS,
      limit: MAX_JOBS,
    });
    for (const jobId of jobIds) {
      const job = await ledger.findJob(jobId);
      if (job !== null) await archiveResult(deps, await refreshJob(deps, job));
    }
  } catch (error) {
    log({ event: 'sweep-failed', error: describeError(error) });
  }
}
