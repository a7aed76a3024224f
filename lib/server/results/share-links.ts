import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { CreatedShareResponse, SharedJobResponse, SharesResponse } from '@/lib/contracts/share';
import type { Editor } from '@/lib/domain/editor';
import type { JobRecord, JobRecords, ShareRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { canManage, findOwnJob, findVisibleJob, hasResult, type JobResponseContext, toJobResponse } from '@/lib/server/jobs/job-response';

/**
 * Share links: a link gives access to watch one job without a session, and to nothing else. The job's editor and the owner create and
 * revoke links. Only a hash of the token is stored, so a link cannot be displayed again; a new one must be created.
 */

/** Allows a separate link for each recipient. */
const MAX_SHARE_LINKS = 50;

export interface ShareLinkDeps {
  readonly db: ShareRecords & Pick<JobRecords, 'findJob'>;
  readonly now: () => number;
}

function hashToken(token: string): string {
  return createHash('sha256').update(`share ${token}`).digest('hex');
}

/** @throws {AppError} `not-found`; `validation-failed` if there are too many links. */
export async function createShareLink(deps: ShareLinkDeps, editor: Editor, jobId: string): Promise<CreatedShareResponse> {
  await findOwnJob(deps.db, editor, jobId);
  const token = randomBytes(32).toString('base64url');
  if (!(await deps.db.insertShare({ tokenHash: hashToken(token), jobId, nowMs: deps.now(), limit: MAX_SHARE_LINKS }))) {
    throw new AppError('validation-failed', 'this job has too many share links: revoke them first', {
      issues: [{ code: 'too-many-shares', severity: 'error', limit: MAX_SHARE_LINKS }],
    });
  }
  return { path: `/share/${token}` };
}

/** @throws {AppError} `not-found`. */
export async function getShareLinks({ db }: ShareLinkDeps, editor: Editor, jobId: string): Promise<SharesResponse> {
  const job = await findVisibleJob(db, editor, jobId);
  return canManage(job, editor) ? { mayShare: true, links: await db.countShares(jobId) } : { mayShare: false, links: 0 };
}

/** Revokes all links of the job. @throws {AppError} `not-found`. */
export async function revokeShareLinks(deps: ShareLinkDeps, editor: Editor, jobId: string): Promise<void> {
  await findOwnJob(deps.db, editor, jobId);
  await deps.db.deleteShares(jobId);
}

/** @throws {AppError} `not-found` for an unknown or revoked link, or one of a deleted job. */
export async function findSharedJob({ db }: Pick<ShareLinkDeps, 'db'>, token: string): Promise<JobRecord> {
  const jobId = await db.findShared(hashToken(token));
  const job = jobId === null ? null : await db.findJob(jobId);
  if (job === null || job.deletedAtMs !== null) throw new AppError('not-found', 'this link leads nowhere, or was revoked');
  return job;
}

/** The original is shown only beside a result; without a result, a link shows nothing. @throws {AppError} `not-found` */
export function requireResult(job: JobRecord, nowMs: number): JobRecord {
  if (!hasResult(job, nowMs)) throw new AppError('not-found', 'there is nothing to compare with yet');
  return job;
}

export function toSharedJobResponse(job: JobRecord, token: string, facts: JobResponseContext): SharedJobResponse {
  const { placement, videoUrl, originalUrl, ...rest } = toJobResponse(job, facts);
  const { status, videoName, createdAt, downloadBy, videoDurationMs, practice } = rest;
  return {
    ...{ status, videoName, createdAt, downloadBy, videoDurationMs, practice },
    videoUrl: videoUrl === null ? null : `/api/share/${token}/video`,
    // The original is shown only beside a result.
    originalUrl: videoUrl === null || originalUrl === null ? null : `/api/share/${token}/original`,
    voice: { startMs: placement.insertAtMs, endMs: placement.insertAtMs + placement.trimEndMs - placement.trimStartMs },
  };
}
