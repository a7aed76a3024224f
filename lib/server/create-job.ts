import 'server-only';
import { createHash } from 'node:crypto';
import type { Charged } from '@/lib/contracts/error';
import type { CreateJobRequest } from '@/lib/contracts/job';
import { checkPlacement } from '@/lib/domain/placement';
import { PRICES } from '@/lib/domain/price';
import { timeRange } from '@/lib/domain/time';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { Editor, Limits } from './access/port';
import { AppError, shownOut } from './app-error';
import { budgetOf, overBudget } from './budget';
import type { Env } from './env';
import { insistently } from './insistently';
import { keepVoice } from './job-files';
import type { FileRecords } from './ledger/files-port';
import type { JobRecord, JobRecords, Mode, VideoRecord, VideoRecords } from './ledger/port';
import { describeError, type Log } from './log';
import type { MeasureVoice } from './media/port';
import { newId } from './new-id';
import { FIRST_LOOKUP_MS } from './reconcile';
import { errorOf, recordOf } from './recorded-error';
import type { Storage } from './storage/port';
import type { Upstream, UpstreamTask } from './upstream/port';
import { newsOf } from './upstream-news';
import { decodeVoice, measuredVoice } from './voice-of-request';

/**
 * `POST /api/advanced-lip-sync`: pays at most once for one key. The job and its money are committed before the one call; an answer that
 * is not believed leaves the job `unknown`, to be looked for, never to be sent again.
 */

export interface CreateJobDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;
  readonly ledger: JobRecords & FileRecords & Pick<VideoRecords, 'findVideo'>;
  readonly upstream: Pick<Upstream, 'createLipSync'>;
  readonly measureVoice: MeasureVoice;
  readonly storage: Pick<Storage, 'write' | 'delete'>;
  readonly defer: (task: () => Promise<void>) => void;
  readonly limits: Limits;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface CreatedJob {
  /** `false`: the key was known, and this is its job. */
  readonly isNew: boolean;
  readonly job: JobRecord;
}

/** @throws {AppError} what the rules or upstream say; for a key whose job was refused, that same refusal again. */
export async function createJob(
  deps: CreateJobDeps,
  editor: Editor,
  idempotencyKey: string,
  request: CreateJobRequest,
): Promise<CreatedJob> {
  const { ledger, mode, now } = deps;
  const { bytes, sha256 } = decodeVoice(request.voice.base64);
  const key = { editorId: editor.editorId, mode, idempotencyKey };
  const paramsHash = hashOf(request, sha256);
  const known = await ledger.findJobByKey(key);
  if (known !== null) return replay(known, paramsHash);
  const elsewhere = await ledger.findJobByKey({ ...key, mode: mode === 'live' ? 'practice' : 'live' });
  if (elsewhere !== null) throw otherParameters();
  // A key that is known never waits: its job may be paid, and whoever asks must hear of it.
  await deps.limits.take('create', editor);

  const video = await checkedVideo(deps, editor, request);
  const voice = await measuredVoice(deps.measureVoice, bytes, request.voice.durationMs);
  checkRules(video, request, voice);

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
  const outcome = await ledger.insertJob(job, { chargeId: newId(), milliPtc: PRICES.lipSync, budgetMilliPtc: budgetOf(deps.env) });
  switch (outcome) {
    case 'inserted': {
      // Begun beside the call, so that a job whose answer is lost has its voice too; nobody waits for it.
      const keeping = keepVoice(deps, job.jobId, bytes, voice.kind);
      deps.defer(() => keeping);
      return { isNew: true, job: await submit(deps, job, video, request.voice.base64) };
    }
    case 'key-taken':
      return replay(await ledger.findJobByKey(key), paramsHash);
    case 'over-budget':
      // Of the day that was asked, which may be over by now.
      throw overBudget(job.createdAtMs);
    case 'not-let-in':
      throw shownOut();
    case 'not-replaceable':
      throw new AppError('rules-say-no', 'the job to replace is not a lost job of yours, or is replaced already', {
        issues: [{ code: 'not-replaceable', severity: 'error', jobId: request.replaces ?? '' }],
      });
  }
}

/** Everything that makes it this very job; arrays, so that no two sets of parameters share a text. */
function hashOf({ videoId, faceId, voice, placement, replaces }: CreateJobRequest, voiceSha256: string): string {
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
  if (job === null) throw new Error('a job vanished from the ledger');
  if (job.paramsHash !== paramsHash) throw otherParameters();
  if (job.error !== null) throw errorOf(job.error);
  return { isNew: false, job };
}

function otherParameters(): AppError {
  return new AppError('other-parameters', 'this Idempotency-Key belongs to a job with other parameters');
}

async function checkedVideo({ ledger, mode, now }: CreateJobDeps, editor: Editor, request: CreateJobRequest): Promise<VideoRecord> {
  const video = await ledger.findVideo(request.videoId);
  if (video === null || video.editorId !== editor.editorId || video.mode !== mode || video.status !== 'identified') {
    throw new AppError('not-found', 'there is no such video');
  }
  if (video.expiresAtMs <= now()) throw new AppError('session-expired', 'upstream has forgotten the faces of this video: find them again');
  return video;
}

function checkRules(video: VideoRecord, { faceId, placement }: CreateJobRequest, voice: VoiceFacts): void {
  const face = video.faces.find((one) => one.faceId === faceId);
  if (face === undefined) throw new AppError('not-found', 'this video has no such face');
  const durationMs = video.durationMs ?? Math.max(...video.faces.map(({ endMs }) => endMs));
  const ground = { face: { window: timeRange(face.startMs, face.endMs) }, video: { durationMs }, voice };
  const issues = checkPlacement(placement, ground).filter(({ severity }) => severity === 'error');
  if (issues.length > 0) throw new AppError('rules-say-no', 'the voice cannot be placed like this', { issues });
}

type Submission = Pick<JobRecord, 'jobId' | 'externalTaskId' | 'faceId' | 'placement' | 'createdAtMs'>;

/** The one call. Whatever comes of it, the ledger hears of it; where the ledger fails, the job is found again as one without an answer. */
async function submit(deps: CreateJobDeps, job: Submission, video: VideoRecord, voiceBase64: string): Promise<JobRecord> {
  const { ledger, log, now, sleep } = deps;
  const { jobId, externalTaskId, faceId, placement } = job;
  let task: UpstreamTask;
  try {
    task = await deps.upstream.createLipSync({ sessionId: video.sessionId ?? '', externalTaskId, faceId, voiceBase64, placement });
  } catch (error) {
    await recordFailure(deps, jobId, error);
    return found(ledger, jobId, 'unknown');
  }
  const news = newsOf(task, { ...video, status: 'submitted', createdAtMs: job.createdAtMs }, now());
  try {
    await insistently(() => ledger.recordTask(jobId, task.taskId, news, now()), sleep);
  } catch (cause) {
    // The only place that still knows it: upstream may not let itself be asked by our own id.
    log({ event: 'task-not-recorded', jobId, taskId: task.taskId, error: describeError(cause) });
    throw new AppError('out-of-order', 'the job is made and paid, but could not be recorded; it will be looked for', {
      charged: 'yes',
      cause,
    });
  }
  return found(ledger, jobId, 'yes');
}

/** Records a definite refusal and throws it; anything else makes the job `unknown`, and returns. */
async function recordFailure({ ledger, log, now, sleep }: CreateJobDeps, jobId: string, error: unknown): Promise<void> {
  const refusal = error instanceof AppError && error.charged !== 'unknown' ? error : null;
  try {
    if (refusal === null) await ledger.markUnknown(jobId, now(), now() + FIRST_LOOKUP_MS);
    else {
      const charge = refusal.charged === 'no' ? 'released' : 'spent';
      await insistently(() => ledger.recordRefusal(jobId, recordOf(refusal), charge, now()), sleep);
    }
  } catch (failure) {
    log({ event: 'job-not-recorded', jobId, error: describeError(failure) });
  }
  if (refusal !== null) throw refusal;
  log({ event: 'job-unknown', jobId, error: describeError(error) });
}

async function found(ledger: CreateJobDeps['ledger'], jobId: string, charged: Charged): Promise<JobRecord> {
  const job = await ledger.findJob(jobId).catch((cause: unknown) => {
    throw new AppError('out-of-order', 'the job is sent, but cannot be read just now', { charged, cause });
  });
  if (job === null) throw new Error('a job vanished from the ledger');
  return job;
}
