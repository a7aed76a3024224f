import 'server-only';
import type { JobResponse } from '@/lib/contracts/job';
import type { Editor } from '@/lib/domain/editor';
import { estimateJobDurationMs, nextPollDelayMs } from '@/lib/domain/job';
import type { Milliseconds } from '@/lib/domain/time';
import type { JobRecord, JobRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { Storage } from '@/lib/server/storage/storage';

export interface JobResponseContext {
  readonly nowMs: number;
  /** Typical duration of recent jobs in the same mode. */
  readonly usualMs?: Milliseconds;
  /** The storage with our copies of results. */
  readonly storage: Pick<Storage, 'supportsContentDisposition'>;
}

/** Converts a job for the browser. Upstream's ids and URLs are never included. */
export function toJobResponse(job: JobRecord, { nowMs, usualMs, storage }: JobResponseContext): JobResponse {
  const { jobId, status, recognised, createdAtMs } = job;
  const practice = job.mode === 'practice';
  const expectedDurationMs = usualMs ?? estimateJobDurationMs([], practice);
  const isPlayable = hasResult(job, nowMs);
  const path = `/api/advanced-lip-sync/${jobId}`;
  return {
    jobId,
    status,
    message: job.message,
    createdAt: new Date(createdAtMs).toISOString(),
    updatedAt: new Date(job.updatedAtMs).toISOString(),
    videoUrl: isPlayable ? `${path}/video` : null,
    // Also applies while the result is streamed from upstream, because the copy may exist by the time of the download.
    downloadBy: storage.supportsContentDisposition ? 'link' : 'page',
    originalUrl: job.kept.original ? `${path}/original` : null,
    voiceUrl: job.kept.voice ? `${path}/voice` : null,
    savedAt: toIsoOrNull(job.archive.archivedAtMs),
    upstreamDeletesAt: toIsoOrNull(getUpstreamDeletionMs(job)),
    resultDeletedAt: toIsoOrNull(job.resultDeletedAtMs),
    nextPollMs: nextPollDelayMs({ status, ageMs: nowMs - createdAtMs, recognised, practice, estimatedMs: expectedDurationMs }),
    usualMs: expectedDurationMs,
    videoId: job.videoId,
    uploadId: job.uploadId,
    sourceJobId: job.sourceJobId,
    sessionExpiresAt: new Date(job.sessionExpiresAtMs).toISOString(),
    faceId: job.faceId,
    faceWindow: job.faceWindow,
    placement: job.placement,
    voiceDurationMs: job.voiceDurationMs,
    videoDurationMs: job.videoDurationMs,
    videoName: job.videoName,
    name: job.name,
    costMilliPtc: getCostMilliPtc(job),
    charged: getCharged(job),
    practice,
  };
}

/** Upstream deletes results after 30 days (specification). */
export const UPSTREAM_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** The columns that locate a result. */
type ResultState = Pick<JobRecord, 'status' | 'resultUrl' | 'succeededAtMs' | 'resultDeletedAtMs'> & {
  readonly archive: Pick<JobRecord['archive'], 'archivedAtMs'>;
};

export function getUpstreamDeletionMs({ succeededAtMs }: Pick<JobRecord, 'succeededAtMs'>): number | null {
  return succeededAtMs === null ? null : succeededAtMs + UPSTREAM_RETENTION_MS;
}

/** @returns whether a result can be played: from our own copy, or from upstream until upstream deletes it. */
export function hasResult(job: ResultState, nowMs: number): boolean {
  if (job.status !== 'succeeded' || job.resultDeletedAtMs !== null) return false;
  if (job.archive.archivedAtMs !== null) return true;
  return job.resultUrl !== null && nowMs < (getUpstreamDeletionMs(job) ?? 0);
}

export function toIsoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

type JobCharge = Pick<JobRecord, 'mode' | 'status'> & { readonly charge: Pick<JobRecord['charge'], 'milliPtc' | 'state'> };

/** 1/1000 PTC. */
export function getCostMilliPtc({ mode, charge }: JobCharge): number {
  return mode === 'practice' || charge.state === 'released' ? 0 : charge.milliPtc;
}

/** A failed job counts as charged until the charge is settled. */
export function getCharged({ mode, charge, status }: JobCharge): JobResponse['charged'] {
  if (mode === 'practice' || charge.state === 'released') return 'no';
  return status === 'submitting' || status === 'unknown' ? 'unknown' : 'yes';
}

/**
 * A live job is visible to its editor and to the owner. A practice job costs nothing and is visible to every client that knows its
 * unguessable id, so that its URL works on any device. A deleted job is visible to none.
 * @throws {AppError} `not-found`, also for a job of another editor.
 */
export async function findVisibleJob(db: Pick<JobRecords, 'findJob'>, editor: Editor, jobId: string): Promise<JobRecord> {
  const job = await db.findJob(jobId);
  if (job === null || job.deletedAtMs !== null || !(job.mode === 'practice' || canManage(job, editor))) throw jobNotFoundError();
  return job;
}

/**
 * Requires write permission: only the job's editor and the owner may change, delete or share it, in practice mode too.
 * @throws {AppError} `not-found`, also for a job of another editor.
 */
export async function findOwnJob(
  db: Pick<JobRecords, 'findJob'>,
  editor: Editor,
  jobId: string,
  visibility: 'present' | 'deleted-too' = 'present',
): Promise<JobRecord> {
  const job = await db.findJob(jobId);
  if (job === null || !canManage(job, editor) || (visibility === 'present' && job.deletedAtMs !== null)) throw jobNotFoundError();
  return job;
}

export function canManage(job: Pick<JobRecord, 'editorId'>, editor: Editor): boolean {
  return job.editorId === editor.editorId || editor.role === 'owner';
}

function jobNotFoundError(): AppError {
  return new AppError('not-found', 'there is no such job');
}
