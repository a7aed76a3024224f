import 'server-only';
import { createHash } from 'node:crypto';
import type { Charged } from '@/lib/contracts/error';
import type { CreateJobRequest } from '@/lib/contracts/job';
import type { Editor } from '@/lib/domain/editor';
import { checkPlacement } from '@/lib/domain/placement';
import { PRICES } from '@/lib/domain/price';
import { createTimeRange } from '@/lib/domain/time';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { RateLimiter } from '@/lib/server/auth/types';
import type { Env } from '@/lib/server/config/env';
import type { FileRecords } from '@/lib/server/db/records/files';
import type { JobRecord, JobRecords, Mode, VideoRecord, VideoRecords } from '@/lib/server/db/records/records';
import { AppError, accessRevokedError } from '@/lib/server/http/app-error';
import { fromErrorRecord, toErrorRecord } from '@/lib/server/http/error-record';
import type { MeasureVoice } from '@/lib/server/media/measurable-file';
import { describeError, type Log } from '@/lib/server/runtime/log';
import { newId } from '@/lib/server/runtime/new-id';
import { retry } from '@/lib/server/runtime/retry';
import type { Storage } from '@/lib/server/storage/storage';
import type { Upstream, UpstreamTask } from '@/lib/server/upstream/types';
import { budgetExceededError, getDailyBudget } from './budget';
import { decodeVoice, measureValidVoice } from './decode-voice';
import { saveVoice } from './job-files';
import { toJobUpdate } from './job-update';
import { INITIAL_LOOKUP_DELAY_MS } from './reconcile-job';

/**
 * `POST /api/advanced-lip-sync`: charges at most once per idempotency key. The job and its charge are committed before the only upstream
 * call. If the response is ambiguous, the job becomes `unknown`: it is reconciled later and never sent again.
 */

export interface CreateJobDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;
  readonly db: JobRecords & FileRecords & Pick<VideoRecords, 'findVideo'>;
  readonly upstream: Pick<Upstream, 'createLipSync'>;
  readonly measureVoice: MeasureVoice;
  readonly storage: Pick<Storage, 'write' | 'delete'>;
  readonly defer: (task: () => Promise<void>) => void;
  readonly rateLimit: RateLimiter;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface CreatedJob {
  /** `false` if the key was already used; `job` is then the existing job. */
  readonly isNew: boolean;
  readonly job: JobRecord;
}

/** @throws {AppError} if validation or upstream rejects the job; a known key whose job was rejected throws the same error again. */
export async function createJob(
  deps: CreateJobDeps,
  editor: Editor,
  idempotencyKey: string,
  request: CreateJobRequest,
): Promise<CreatedJob> {
  const { db, mode, now } = deps;
  const { bytes, sha256 } = decodeVoice(request.voice.base64);
  const key = { editorId: editor.editorId, mode, idempotencyKey };
  const paramsHash = hashParameters(request, sha256);
  const existing = await db.findJobByKey(key);
  if (existing !== null) return replay(existing, paramsHash);
  const existingInOtherMode = await db.findJobByKey({ ...key, mode: mode === 'live' ? 'practice' : 'live' });
  if (existingInOtherMode !== null) throw idempotencyConflictError();
  // A known key bypasses the rate limit: its job may be paid, so the client must always get its state.
  await deps.rateLimit.consume('create', editor);

  const video = await findUsableVideo(deps, editor, request);
  const voice = await measureValidVoice(deps.measureVoice, bytes, request.voice.durationMs);
  validatePlacement(video, request, voice);

  const job = {
    ...key,
    jobId: newId(),
    paramsHash,
    videoId: video.videoId,
    videoName: video.name,
    faceId: request.faceId,
    placement: request.placement,
    voiceDurationMs: voice.durationMs,
    replaces: request.replaces ?? null,
    externalTaskId: newId(),
    createdAtMs: now(),
  };
  const outcome = await db.insertJob(job, { chargeId: newId(), milliPtc: PRICES.lipSync, budgetMilliPtc: getDailyBudget(deps.env) });
  switch (outcome) {
    case 'inserted': {
      // Runs beside the upstream call and is not awaited, so that a job whose response is lost still has its voice file.
      const savingVoice = saveVoice(deps, job.jobId, bytes, voice.kind);
      deps.defer(() => savingVoice);
      return { isNew: true, job: await submitToUpstream(deps, job, video, request.voice.base64) };
    }
    case 'key-taken':
      return replay(await db.findJobByKey(key), paramsHash);
    case 'over-budget':
      // The charge counts for the day of the request, which may have ended since.
      throw budgetExceededError(job.createdAtMs);
    case 'unauthorized':
      throw accessRevokedError();
    case 'not-replaceable':
      throw new AppError('validation-failed', 'the job to replace is not a lost job of yours, or is replaced already', {
        issues: [{ code: 'not-replaceable', severity: 'error', jobId: request.replaces ?? '' }],
      });
  }
}

/** All parameters that identify the job. Arrays keep the fingerprint unambiguous: two different sets never serialize to the same text. */
function hashParameters({ videoId, faceId, voice, placement, replaces }: CreateJobRequest, voiceSha256: string): string {
  const { trimStartMs, trimEndMs, insertAtMs, voiceVolume, originalVolume } = placement;
  const params = [
    videoId,
    faceId,
    voiceSha256,
    voice.durationMs,
    trimStartMs,
    trimEndMs,
    insertAtMs,
    voiceVolume,
    originalVolume,
    replaces ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(params)).digest('hex');
}

function replay(job: JobRecord | null, paramsHash: string): CreatedJob {
  if (job === null) throw new Error('a job vanished from the db');
  if (job.paramsHash !== paramsHash) throw idempotencyConflictError();
  if (job.error !== null) throw fromErrorRecord(job.error);
  return { isNew: false, job };
}

function idempotencyConflictError(): AppError {
  return new AppError('idempotency-conflict', 'this Idempotency-Key belongs to a job with other parameters');
}

async function findUsableVideo({ db, mode, now }: CreateJobDeps, editor: Editor, request: CreateJobRequest): Promise<VideoRecord> {
  const video = await db.findVideo(request.videoId);
  if (video === null || video.editorId !== editor.editorId || video.mode !== mode || video.status !== 'identified') {
    throw new AppError('not-found', 'there is no such video');
  }
  if (video.expiresAtMs <= now()) throw new AppError('session-expired', 'upstream has forgotten the faces of this video: find them again');
  return video;
}

function validatePlacement(video: VideoRecord, { faceId, placement }: CreateJobRequest, voice: VoiceFacts): void {
  const face = video.faces.find((one) => one.faceId === faceId);
  if (face === undefined) throw new AppError('not-found', 'this video has no such face');
  const durationMs = video.durationMs ?? Math.max(...video.faces.map(({ endMs }) => endMs));
  const context = { face: { window: createTimeRange(face.startMs, face.endMs) }, video: { durationMs }, voice };
  const issues = checkPlacement(placement, context).filter(({ severity }) => severity === 'error');
  if (issues.length > 0) throw new AppError('validation-failed', 'the voice cannot be placed like this', { issues });
}

type JobSubmission = Pick<JobRecord, 'jobId' | 'externalTaskId' | 'faceId' | 'placement' | 'createdAtMs'>;

/**
 * Makes the only upstream call and records its outcome. If the database write fails, reconciliation later treats the job as one without a
 * response.
 */
async function submitToUpstream(deps: CreateJobDeps, job: JobSubmission, video: VideoRecord, voiceBase64: string): Promise<JobRecord> {
  const { db, log, now, sleep } = deps;
  const { jobId, externalTaskId, faceId, placement } = job;
  let task: UpstreamTask;
  try {
    task = await deps.upstream.createLipSync({ sessionId: video.sessionId ?? '', externalTaskId, faceId, voiceBase64, placement });
  } catch (error) {
    await recordFailure(deps, jobId, error);
    return readJob(db, jobId, 'unknown');
  }
  const update = toJobUpdate(task, { ...video, status: 'submitted', createdAtMs: job.createdAtMs }, now());
  try {
    await retry(() => db.recordTask(jobId, task.taskId, update, now()), sleep);
  } catch (cause) {
    // Log the task id: no other record of it exists, and the look-up by our own id may not work upstream.
    log({ event: 'task-not-recorded', jobId, taskId: task.taskId, error: describeError(cause) });
    throw new AppError('internal-error', 'the job is made and paid, but could not be recorded; it will be looked for', {
      charged: 'yes',
      cause,
    });
  }
  return readJob(db, jobId, 'yes');
}

/** Records a definite rejection and throws it. Any other error makes the job `unknown`, and the function returns. */
async function recordFailure({ db, log, now, sleep }: CreateJobDeps, jobId: string, error: unknown): Promise<void> {
  const rejection = error instanceof AppError && error.charged !== 'unknown' ? error : null;
  try {
    if (rejection === null) await db.markUnknown(jobId, now(), now() + INITIAL_LOOKUP_DELAY_MS);
    else {
      const charge = rejection.charged === 'no' ? 'released' : 'spent';
      await retry(() => db.recordRefusal(jobId, toErrorRecord(rejection), charge, now()), sleep);
    }
  } catch (failure) {
    log({ event: 'job-not-recorded', jobId, error: describeError(failure) });
  }
  if (rejection !== null) throw rejection;
  log({ event: 'job-unknown', jobId, error: describeError(error) });
}

async function readJob(db: CreateJobDeps['db'], jobId: string, charged: Charged): Promise<JobRecord> {
  const job = await db.findJob(jobId).catch((cause: unknown) => {
    throw new AppError('internal-error', 'the job is sent, but cannot be read just now', { charged, cause });
  });
  if (job === null) throw new Error('a job vanished from the db');
  return job;
}
