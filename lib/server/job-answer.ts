import 'server-only';
import type { JobAnswer } from '@/lib/contracts/job';
import { nextPollDelayMs } from '@/lib/domain/job';
import type { Editor } from './access/port';
import { AppError } from './app-error';
import type { JobRecord, JobRecords } from './ledger/port';

/** A job as a browser sees it. Upstream's ids and addresses stay here. */
export function toJobAnswer(job: JobRecord, nowMs: number): JobAnswer {
  const { jobId, status, recognised, createdAtMs } = job;
  const practice = job.mode === 'practice';
  const plays = status === 'succeeded' && (job.resultUrl !== null || job.archive.archivedAtMs !== null);
  return {
    jobId,
    status,
    message: job.message,
    createdAt: new Date(createdAtMs).toISOString(),
    updatedAt: new Date(job.updatedAtMs).toISOString(),
    videoUrl: plays ? `/api/advanced-lip-sync/${jobId}/video` : null,
    nextPollMs: nextPollDelayMs({ status, ageMs: nowMs - createdAtMs, recognised, practice }),
    videoId: job.videoId,
    faceId: job.faceId,
    placement: job.placement,
    voiceDurationMs: job.voiceDurationMs,
    videoDurationMs: job.videoDurationMs,
    videoName: job.videoName,
    costMilliPtc: practice || job.charge.state === 'released' ? 0 : job.charge.milliPtc,
    charged: practice ? 'no' : chargedOf(job),
    practice,
  };
}

/** A failed job counts as charged until it is known otherwise. */
function chargedOf({ charge, status }: JobRecord): JobAnswer['charged'] {
  if (charge.state === 'released') return 'no';
  return status === 'submitting' || status === 'unknown' ? 'unknown' : 'yes';
}

/**
 * A live job is shown to whoever made it and to the owner. A practice job costs nothing and is shown to whoever was given its
 * unguessable id, so that its address works on any device.
 * @throws {AppError} `not-found`, also for a job that is somebody else's.
 */
export async function findVisibleJob(ledger: Pick<JobRecords, 'findJob'>, editor: Editor, jobId: string): Promise<JobRecord> {
  const job = await ledger.findJob(jobId);
  const isVisible = job !== null && (job.mode === 'practice' || job.editorId === editor.editorId || editor.role === 'owner');
  if (!isVisible) throw new AppError('not-found', 'there is no such job');
  return job;
}
