import 'server-only';
import { canBecome, LEAST_POLL_MS } from '@/lib/domain/job';
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
  const looked = await look(deps, job);
  return looked ? ((await deps.ledger.findJob(job.jobId)) ?? job) : job;
}

async function look(deps: RefreshDeps, job: JobRecord): Promise<boolean> {
  const { ledger, now } = deps;
  switch (job.status) {
    case 'submitting': {
      const nowMs = now();
      if (nowMs - job.createdAtMs < SUBMITTING_MAX_MS) return false;
      await ledger.markUnknown(job.jobId, nowMs, nowMs + FIRST_LOOKUP_MS);
      return true;
    }
    case 'unknown':
      await reconcile(deps, job);
      return true;
    case 'submitted':
    case 'processing':
      return ask(deps, job);
    case 'succeeded':
    case 'failed':
      return false;
  }
}

async function ask({ ledger, upstream, log, now, mode }: RefreshDeps, job: JobRecord): Promise<boolean> {
  const askedBeforeMs = now() - LEAST_POLL_MS[mode];
  if (job.taskId === null || (job.lastAskedAtMs !== null && job.lastAskedAtMs > askedBeforeMs)) return false;
  if (!(await ledger.claimQuestion(job.jobId, now(), askedBeforeMs))) return true;
  try {
    const task = await upstream.queryLipSync(job.taskId);
    if (!isAbout(task, job)) {
      log({ event: 'query-answered-another', jobId: job.jobId });
      return true;
    }
    const news = newsOf(task, job, now());
    // Gateways may answer from an older copy: a job never goes back.
    const moves = news.status === job.status || canBecome(job.status, news.status);
    // Most looks find nothing new: then the ledger need not be written, nor read again.
    if (!moves || isKnown(news, job)) return false;
    await ledger.recordNews(job.jobId, job.status, news, now());
  } catch (error) {
    log({ event: 'query-failed', jobId: job.jobId, error: describeError(error) });
  }
  return true;
}

/** A result is told of once, in the step that ends the job. */
function isKnown({ status, recognised, message, resultUrl }: JobNews, job: JobRecord): boolean {
  return status === job.status && recognised === job.recognised && message === job.message && resultUrl === job.resultUrl;
}
