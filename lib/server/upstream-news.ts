import 'server-only';
import type { JobStatus } from '@/lib/domain/job';
import type { JobNews } from './ledger/port';
import type { UpstreamTask } from './upstream/port';

/**
 * What a task's state means for its job. A status in no known word, or a success without a result, is no end: the job stays where it
 * was, and is marked so that it is not polled forever.
 */
export function newsOf(task: UpstreamTask, was: JobStatus): JobNews {
  const { message, resultUrl, status } = task;
  if (status === 'unrecognised') return { status: was, recognised: false, message: null, resultUrl: null };
  if (status === 'succeeded' && resultUrl === null) return { status: 'processing', recognised: false, message: null, resultUrl: null };
  return { status, recognised: true, message: status === 'failed' ? message : null, resultUrl };
}
