import 'server-only';
import type { JobRecord, JobUpdate } from '@/lib/server/db/records/records';
import type { UpstreamTask } from '@/lib/server/upstream/types';
import { toUrlSourceKey } from '@/lib/server/videos/validate-video-url';

/**
 * Maps a task's state to a job update. An unknown status, or a success without a result, does not end the job: the job keeps its state and
 * is marked, so that it is not polled forever.
 */
export function toJobUpdate(
  task: UpstreamTask,
  job: Pick<JobRecord, 'status' | 'createdAtMs' | 'uploadId' | 'sourceJobId' | 'sourceKey'>,
  nowMs: number,
): JobUpdate {
  const { message, resultUrl, resultDurationMs, status } = task;
  const noResult = { message: null, resultUrl: null, resultDurationMs: null, parentVideoUrl: null, succeededAtMs: null };
  if (status === 'unrecognised') return { ...noResult, status: job.status, recognised: false };
  if (status === 'failed') return { ...noResult, status, recognised: true, message };
  if (status !== 'succeeded') return { ...noResult, status, recognised: true };
  if (resultUrl === null) return { ...noResult, status: 'processing', recognised: false };
  // Upstream's clock decides when it deletes the result, but may be ahead of or behind ours. Capping at now makes the copy start in time.
  const succeededAtMs = Math.min(nowMs, Math.max(job.createdAtMs, task.updatedAtMs ?? nowMs));
  return {
    status,
    recognised: true,
    message: null,
    resultUrl,
    resultDurationMs,
    parentVideoUrl: getOriginalUrlToCopy(task, job),
    succeededAtMs,
  };
}

/**
 * Uploads and earlier results are stored here already. An original URL that repeats the pasted link is not fetched either: this server never
 * fetches pasted links.
 */
function getOriginalUrlToCopy(
  { parentVideoUrl }: UpstreamTask,
  { uploadId, sourceJobId, sourceKey }: Pick<JobRecord, 'uploadId' | 'sourceJobId' | 'sourceKey'>,
): string | null {
  if (uploadId !== null || sourceJobId !== null || parentVideoUrl === null) return null;
  return toUrlSourceKey(parentVideoUrl) === sourceKey ? null : parentVideoUrl;
}

/**
 * Checks that the response is about the requested task. A response about another task would end the job with another editor's video and
 * stop polling.
 */
export function isTaskOfJob(task: UpstreamTask, { taskId, externalTaskId }: Pick<JobRecord, 'taskId' | 'externalTaskId'>): boolean {
  return task.externalTaskId === externalTaskId || (taskId !== null && isSameTaskId(task.taskId, taskId));
}

/** A proxy may parse the 18-digit id as a number and round its last digits, in some responses and not in others. */
function isSameTaskId(one: string, other: string): boolean {
  const areNumbers = /^\d+$/.test(one) && /^\d+$/.test(other);
  return one === other || (areNumbers && Number(one) === Number(other));
}
