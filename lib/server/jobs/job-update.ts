import 'server-only';
import type { JobRecord, JobUpdate } from '@/lib/server/db/records/records';
import type { UpstreamTask } from '@/lib/server/upstream/types';
import { toUrlSourceKey } from '@/lib/server/videos/validate-video-url';

/**
 * What a task's state means for its job. A status in no known word, or a success without a result, is no end: the job stays where it
 * was, and is marked so that it is not polled forever.
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
  // Upstream's clock says when it deletes the result, but may run fast or slow: never later than now, or we would come too late.
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

/** An upload is kept here anyway, and so is another job's result. And where upstream only names the pasted link again, it stays with the rule: links are not fetched by us. */
function getOriginalUrlToCopy(
  { parentVideoUrl }: UpstreamTask,
  { uploadId, sourceJobId, sourceKey }: Pick<JobRecord, 'uploadId' | 'sourceJobId' | 'sourceKey'>,
): string | null {
  if (uploadId !== null || sourceJobId !== null || parentVideoUrl === null) return null;
  return toUrlSourceKey(parentVideoUrl) === sourceKey ? null : parentVideoUrl;
}

/** Upstream's answers name their task. One about another would end the job with somebody else's video, and end the asking. */
export function isTaskOfJob(task: UpstreamTask, { taskId, externalTaskId }: Pick<JobRecord, 'taskId' | 'externalTaskId'>): boolean {
  return task.externalTaskId === externalTaskId || (taskId !== null && isSameTaskId(task.taskId, taskId));
}

/** Something between upstream and us may read its 18 digits as a number, and round the last ones: in one answer, and not in the next. */
function isSameTaskId(one: string, other: string): boolean {
  const areNumbers = /^\d+$/.test(one) && /^\d+$/.test(other);
  return one === other || (areNumbers && Number(one) === Number(other));
}
