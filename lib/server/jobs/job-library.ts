import 'server-only';
import type { LibraryJob, ListJobsQuery, ListJobsResponse, PersonResponse, RenamedJob } from '@/lib/contracts/library';
import type { Editor } from '@/lib/domain/editor';
import { canDeleteJob, DELETED_JOB_RETENTION_MS, nextPollDelayMs } from '@/lib/domain/job';
import { toSearchTerms } from '@/lib/domain/job-name';
import type { Env } from '@/lib/server/config/env';
import type { EditorLabel, JobCursor, JobScope, LibraryRecords, ListedJob } from '@/lib/server/db/records/library';
import type { JobRecords, Mode } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import {
  findOwnJob,
  getCharged,
  getCostMilliPtc,
  getUpstreamDeletionMs,
  hasResult,
  toIsoOrNull,
  UPSTREAM_RETENTION_MS,
} from './job-response';

/**
 * The job library: an editor lists their own jobs, the owner lists all jobs. Deleting hides a job at once; its files are deleted when the
 * restore period ends, and its charges are kept forever.
 */

const PAGE_SIZE = 50;
/** Reading this many takes a few milliseconds, and most sites have fewer. */
const MAX_ROWS_SCANNED = 10_000;
const MAX_PEOPLE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface JobLibraryDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'keepDays'>;
  readonly db: LibraryRecords & Pick<JobRecords, 'findJob'>;
  readonly now: () => number;
}

/** @throws {AppError} `invalid-request` for a foreign cursor, `not-found` if an editor requests another editor's jobs. */
export async function listJobs({ mode, env, db, now }: JobLibraryDeps, editor: Editor, query: ListJobsQuery): Promise<ListJobsResponse> {
  const nowMs = now();
  const isOwner = editor.role === 'owner';
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  const [{ jobs, next }, people] = await Promise.all([
    db.listJobs({
      scope: getScope(mode, editor, query.person),
      terms: toSearchTerms(query.q ?? ''),
      filter: query.state ?? null,
      deletedAfterMs: nowMs - DELETED_JOB_RETENTION_MS,
      upstreamKeepsAfterMs: nowMs - UPSTREAM_RETENTION_MS,
      after,
      limit: PAGE_SIZE,
      maxRowsScanned: MAX_ROWS_SCANNED,
    }),
    isOwner && after === null ? db.listEditors(mode, MAX_PEOPLE) : null,
  ]);
  return {
    jobs: jobs.map((job) => toLibraryJob(job, { forOwner: isOwner, keepDays: env.keepDays, nowMs })),
    nextCursor: next === null ? null : `${next.createdAtMs}-${next.jobId}`,
    people: people?.map(toPersonResponse) ?? null,
  };
}

function getScope(mode: Mode, editor: Editor, person: string | undefined): JobScope {
  if (editor.role === 'owner') return person === undefined ? { allEditorsIn: mode, alsoEditorId: editor.editorId } : { editorId: person };
  if (person !== undefined && person !== editor.editorId) throw new AppError('not-found', 'there is no such person');
  return { editorId: editor.editorId };
}

function parseCursor(text: string): JobCursor {
  const [, createdAtMs, jobId] = /^(\d{1,15})-([\w-]{0,128})$/.exec(text) ?? [];
  if (createdAtMs === undefined || jobId === undefined) {
    throw new AppError('invalid-request', 'this cursor is none of ours', {
      issues: [{ code: 'bad-field', field: 'cursor', reason: 'not_ours' }],
    });
  }
  return { createdAtMs: Number(createdAtMs), jobId };
}

interface LibraryJobOptions {
  readonly forOwner: boolean;
  readonly keepDays: number | null;
  readonly nowMs: number;
}

function toLibraryJob(job: ListedJob, { forOwner, keepDays, nowMs }: LibraryJobOptions): LibraryJob {
  const { jobId, status, recognised, deletedAtMs, placement } = job;
  const ageMs = nowMs - job.createdAtMs;
  const practice = job.mode === 'practice';
  const faceUrl = `/api/identify-face/${job.videoId}/faces/${encodeURIComponent(job.faceId)}/thumbnail`;
  return {
    jobId,
    status,
    name: job.name,
    videoName: job.videoName,
    createdAt: new Date(job.createdAtMs).toISOString(),
    sourceJobId: job.sourceJobId,
    thumbnailUrl: job.hasThumbnail ? faceUrl : null,
    videoDurationMs: job.videoDurationMs,
    voiceMs: Math.max(0, placement.trimEndMs - placement.trimStartMs),
    costMilliPtc: getCostMilliPtc(job),
    charged: getCharged(job),
    practice,
    isWatched: deletedAtMs === null && nextPollDelayMs({ status, recognised, ageMs, practice }) !== null,
    result: getResultAvailability(job, keepDays, nowMs),
    person: forOwner ? toPersonResponse(job) : null,
    mayDelete: canDeleteJob({ status, recognised, ageMs }),
    restorableUntil: deletedAtMs === null ? null : new Date(deletedAtMs + DELETED_JOB_RETENTION_MS).toISOString(),
  };
}

function getResultAvailability(job: ListedJob, keepDays: number | null, nowMs: number): LibraryJob['result'] {
  if (job.status !== 'succeeded') return null;
  if (!hasResult(job, nowMs)) return { state: 'gone', until: null };
  if (job.archive.archivedAtMs === null) return { state: 'expiring', until: toIsoOrNull(getUpstreamDeletionMs(job)) };
  const untilMs = keepDays === null || job.succeededAtMs === null ? null : job.succeededAtMs + keepDays * DAY_MS;
  return { state: 'saved', until: toIsoOrNull(untilMs) };
}

function toPersonResponse({ editorId, role, label }: EditorLabel): PersonResponse {
  return { personId: editorId, role, label };
}

/** @throws {AppError} `not-found`, also for a deleted job. */
export async function renameJob({ db }: JobLibraryDeps, editor: Editor, jobId: string, name: string | null): Promise<RenamedJob> {
  const job = await findOwnJob(db, editor, jobId);
  if (!(await db.renameJob(job, name))) throw new AppError('not-found', 'there is no such job');
  return { jobId, name };
}

/**
 * Marks a job as deleted. Idempotent.
 * @throws {AppError} `not-found`; `validation-failed` for an active job, which is paid and must be followed until it ends.
 */
export async function deleteJob({ db, now }: JobLibraryDeps, editor: Editor, jobId: string): Promise<void> {
  const job = await findOwnJob(db, editor, jobId, 'deleted-too');
  if (job.deletedAtMs !== null) return;
  if (!canDeleteJob({ status: job.status, recognised: job.recognised, ageMs: now() - job.createdAtMs })) {
    throw new AppError('validation-failed', 'this job is on its way: it can be deleted once it has ended', {
      issues: [{ code: 'job-under-way', severity: 'error' }],
    });
  }
  await db.deleteJob(jobId, now());
}

/** Restores a deleted job with its share links. @throws {AppError} `not-found`, also when the restore period is over. */
export async function restoreJob({ db, now }: JobLibraryDeps, editor: Editor, jobId: string): Promise<void> {
  const job = await findOwnJob(db, editor, jobId, 'deleted-too');
  if (job.deletedAtMs === null || (await db.restoreJob(jobId, now() - DELETED_JOB_RETENTION_MS))) return;
  throw new AppError('not-found', 'this job was deleted for good');
}
