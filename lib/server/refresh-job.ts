import 'server-only';
import { canBecome, isTerminal, LEAST_POLL_MS } from '@/lib/domain/job';
import type { JobNews, JobRecord, JobRecords, Mode } from './ledger/port';
import { describeError } from './log';
import { FIRST_LOOKUP_MS, type ReconcileDeps, reconcile, SUBMITTING_MAX_MS } from './reconcile';
import { isAbout, newsOf } from './upstream-news';

/**
 * Brings a job up to date, where a look at upstream is due. However many watch, upstream is asked once: whoever wins the conditional
 * write asks, the others get what is known. A job at its end is never asked about again.
 */
export interface RefreshDeps extends ReconcileDeps {
  readonly mode: Mode;
  readonly ledger: JobRecords;
}

/** Answers the job as it stands after that; a look that failed changes nothing. Never throws for upstream's sake. */
export async function refreshJob(deps: RefreshDeps, job: JobRecord): Promise<JobRecord> {
  // A practice job is unknown to the real service, and the other way round.
  if (job.mode !== deps.mode) return job;
  return (await look(deps, job)) ?? (await deps.ledger.findJob(job.jobId)) ?? job;
}

/** `null`: what has become of it stands in the ledger. */
async function look(deps: RefreshDeps, job: JobRecord): Promise<JobRecord | null> {
  const { ledger, now } = deps;
  switch (job.status) {
    case 'submitting': {
      const nowMs = now();
      if (nowMs - job.createdAtMs < SUBMITTING_MAX_MS) return job;
      await ledger.markUnknown(job.jobId, nowMs, nowMs + FIRST_LOOKUP_MS);
      return null;
    }
    case 'unknown':
      await reconcile(deps, job);
      return null;
    case 'submitted':
    case 'processing':
      return ask(deps, job);
    case 'succeeded':
    case 'failed':
      return job;
  }
}

async function ask({ ledger, upstream, log, now, mode }: RefreshDeps, job: JobRecord): Promise<JobRecord | null> {
  const askedAtMs = now();
  const askedBeforeMs = askedAtMs - LEAST_POLL_MS[mode];
  if (job.taskId === null || (job.lastAskedAtMs !== null && job.lastAskedAtMs > askedBeforeMs)) return job;
  if (!(await ledger.claimQuestion(job.jobId, askedAtMs, askedBeforeMs))) return null;
  const asked = { ...job, lastAskedAtMs: askedAtMs };
  try {
    const task = await upstream.queryLipSync(job.taskId);
    if (!isAbout(task, job)) {
      log({ event: 'query-answered-another', jobId: job.jobId });
      return asked;
    }
    const nowMs = now();
    const news = newsOf(task, job, nowMs);
    // Gateways may answer from an older copy: a job never goes back.
    const moves = news.status === job.status || canBecome(job.status, news.status);
    // Most looks find nothing new: then the ledger need not be written.
    if (!moves || isKnown(news, job)) return asked;
    const recorded = await ledger.recordNews(job.jobId, job.status, news, nowMs);
    // The ledger knows better where somebody else moved it on meanwhile; and what is told last of all is told with all that was kept meanwhile.
    return recorded && !isTerminal(news.status) ? { ...asked, ...news, updatedAtMs: nowMs } : null;
  } catch (error) {
    log({ event: 'query-failed', jobId: job.jobId, error: describeError(error) });
    return null;
  }
}

/** A result is told of once, in the step that ends the job. */
function isKnown({ status, recognised, message, resultUrl }: JobNews, job: JobRecord): boolean {
  return status === job.status && recognised === job.recognised && message === job.message && resultUrl === job.resultUrl;
}
