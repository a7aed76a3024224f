import 'server-only';
import { LOOK_FOR_MS, LOOK_FOR_UNRECOGNISED_MS } from '@/lib/domain/job';
import { type ArchiveDeps, archiveResult } from './archive-result';
import type { JobRecords } from './ledger/port';
import { describeError } from './log';
import { FIRST_LOOKUP_MS, SUBMITTING_MAX_MS } from './reconcile';
import { type RefreshDeps, refreshJob } from './refresh-job';
import { type RetentionDeps, sweepFiles } from './retention';
import type { PracticeLane } from './services';
import type { Storage } from './storage/port';
import { type SweepPartsDeps, sweepParts } from './upload-parts';

/** What must go on with every tab closed: lost jobs looked for, running ones followed to their end, results copied, and what nothing needs let go. */

/** A job that somebody watches is asked about by them; this is for the others. */
const UNWATCHED_FOR_MS = 60_000;
/** Upstream deletes results after 30 days (specification); what happened before is beyond help. */
const LOOK_BACK_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_JOBS = 20;

type JobDeps = RefreshDeps & ArchiveDeps & { readonly ledger: JobRecords };

export type SweepDeps = JobDeps &
  SweepPartsDeps &
  RetentionDeps & {
    readonly storage: Pick<Storage, 'tidy'>;
    /** Practice on a live server is swept along. */
    readonly practice: PracticeLane | null;
  };

/**
 * One round, one job after another. Never throws.
 * @param untilMs when the caller has to be done; what is left over is the next round's.
 * @returns whether there was more than one round takes.
 */
export async function sweep(deps: SweepDeps, untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
  const { ledger, log, now, practice } = deps;
  try {
    const nowMs = now();
    await ledger.markAllUnknown(nowMs - SUBMITTING_MAX_MS, nowMs, nowMs + FIRST_LOOKUP_MS);
    let more = await sweepJobs(deps, untilMs);
    if (practice !== null) more = (await sweepJobs({ ...deps, ...practice }, untilMs)) || more;
    if (now() >= untilMs) return true;
    await sweepParts(deps);
    await deps.storage.tidy?.().catch((error: unknown) => log({ event: 'left-overs-not-removed', error: describeError(error) }));
    const leftOver = await sweepFiles(deps, untilMs);
    return leftOver || more;
  } catch (error) {
    log({ event: 'sweep-failed', error: describeError(error) });
    return false;
  }
}

/** One mode's jobs: asked about, looked for, copied. */
async function sweepJobs(deps: JobDeps, untilMs: number): Promise<boolean> {
  const { ledger, mode, now } = deps;
  const nowMs = now();
  const unasked = await ledger.dueJobs({
    mode,
    nowMs,
    askedBeforeMs: nowMs - UNWATCHED_FOR_MS,
    createdAfterMs: nowMs - LOOK_BACK_MS,
    runningSinceMs: nowMs - LOOK_FOR_MS,
    unrecognisedSinceMs: nowMs - LOOK_FOR_UNRECOGNISED_MS,
    limit: MAX_JOBS,
  });
  for (const jobId of unasked) {
    if (now() >= untilMs) return true;
    const job = await ledger.findJob(jobId);
    if (job !== null) await refreshJob(deps, job);
  }
  // Those that have just succeeded among them.
  const uncopied = await ledger.dueCopies({ mode, nowMs: now(), sinceMs: nowMs - LOOK_BACK_MS, limit: MAX_JOBS });
  for (const jobId of uncopied) {
    if (now() >= untilMs) return true;
    const job = await ledger.findJob(jobId);
    if (job !== null) await archiveResult(deps, job, untilMs);
  }
  return unasked.length === MAX_JOBS || uncopied.length === MAX_JOBS;
}
