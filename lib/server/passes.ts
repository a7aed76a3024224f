import 'server-only';
import type { Pass, PassesAnswer } from '@/lib/contracts/passes';
import { isTerminal } from '@/lib/domain/job';
import type { Editor } from './access/port';
import { thumbnailPath } from './identify-face';
import { costOf, findVisibleJob, hasResult } from './job-answer';
import type { PassRecord, PassRecords } from './ledger/passes-port';
import type { JobRecords } from './ledger/port';

/** `GET /api/advanced-lip-sync/{jobId}/passes`: the piece of work that a job belongs to. */

export interface PassesDeps {
  readonly ledger: PassRecords & Pick<JobRecords, 'findJob'>;
  readonly now: () => number;
}

/** @throws {AppError} `not-found`, also for a job that is somebody else's. */
export async function passesOf({ ledger, now }: PassesDeps, editor: Editor, jobId: string): Promise<PassesAnswer> {
  const job = await findVisibleJob(ledger, editor, jobId);
  const passes = await ledger.listPasses(jobId);
  return { passes: passes.map((pass) => toPass(pass, now())), isOwn: job.editorId === editor.editorId };
}

function toPass({ job, hasThumbnail, identify, upload }: PassRecord, nowMs: number): Pass {
  const { jobId, sourceJobId, status, mode, placement, videoId, faceId } = job;
  const path = `/api/advanced-lip-sync/${jobId}`;
  // Their own charges, which were settled when the faces were found.
  const paid = (charge: PassRecord['upload']) => (charge === null ? 0 : costOf({ mode, status, charge }));
  return {
    jobId,
    sourceJobId,
    status,
    createdAt: new Date(job.createdAtMs).toISOString(),
    voice: { startMs: placement.insertAtMs, endMs: placement.insertAtMs + placement.trimEndMs - placement.trimStartMs },
    thumbnailUrl: hasThumbnail ? thumbnailPath(videoId, faceId) : null,
    originalUrl: job.kept.original ? `${path}/original` : null,
    videoUrl: isTerminal(status) && hasResult(job, nowMs) ? `${path}/video` : null,
    facesMilliPtc: paid(identify) + paid(upload),
    lipSyncMilliPtc: costOf(job),
  };
}
