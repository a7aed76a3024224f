import 'server-only';
import type { Pass, PassesResponse } from '@/lib/contracts/passes';
import type { Editor } from '@/lib/domain/editor';
import { isTerminal } from '@/lib/domain/job';
import type { PassRecord, PassRecords } from '@/lib/server/db/records/passes';
import type { JobRecords } from '@/lib/server/db/records/records';
import { toThumbnailPath } from '@/lib/server/videos/identify-face';
import { findVisibleJob, getCostMilliPtc, hasResult } from './job-response';

/** `GET /api/advanced-lip-sync/{jobId}/passes`: all passes of the video that a job belongs to. */

export interface ListPassesDeps {
  readonly db: PassRecords & Pick<JobRecords, 'findJob'>;
  readonly now: () => number;
}

/** @throws {AppError} `not-found`, also for a job of another editor. */
export async function listPasses({ db, now }: ListPassesDeps, editor: Editor, jobId: string): Promise<PassesResponse> {
  const job = await findVisibleJob(db, editor, jobId);
  const passes = await db.listPasses(jobId);
  return { passes: passes.map((pass) => toPass(pass, now())), isOwn: job.editorId === editor.editorId };
}

function toPass({ job, hasThumbnail, identify, upload }: PassRecord, nowMs: number): Pass {
  const { jobId, sourceJobId, status, mode, placement, videoId, faceId } = job;
  const path = `/api/advanced-lip-sync/${jobId}`;
  // These charges are separate from the jobs' charges and were settled when the faces were found.
  const getChargeCost = (charge: PassRecord['upload']) => (charge === null ? 0 : getCostMilliPtc({ mode, status, charge }));
  return {
    jobId,
    sourceJobId,
    status,
    createdAt: new Date(job.createdAtMs).toISOString(),
    voice: { startMs: placement.insertAtMs, endMs: placement.insertAtMs + placement.trimEndMs - placement.trimStartMs },
    thumbnailUrl: hasThumbnail ? toThumbnailPath(videoId, faceId) : null,
    originalUrl: job.kept.original ? `${path}/original` : null,
    videoUrl: isTerminal(status) && hasResult(job, nowMs) ? `${path}/video` : null,
    facesMilliPtc: getChargeCost(identify) + getChargeCost(upload),
    lipSyncMilliPtc: getCostMilliPtc(job),
  };
}
