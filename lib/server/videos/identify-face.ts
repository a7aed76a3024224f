import 'server-only';
import type { Charged } from '@/lib/contracts/error';
import type { IdentifyFaceRequest, IdentifyFaceResponse } from '@/lib/contracts/video';
import type { Editor } from '@/lib/domain/editor';
import { PRICES } from '@/lib/domain/price';
import type { Milliseconds } from '@/lib/domain/time';
import { checkVideoLimits, VIDEO_LIMITS } from '@/lib/domain/video';
import type { Env } from '@/lib/server/config/env';
import type { FileRecords } from '@/lib/server/db/records/files';
import type { JobRecords, Mode, UploadRecords, VideoRecord, VideoRecords } from '@/lib/server/db/records/records';
import { AppError, accessRevokedError } from '@/lib/server/http/app-error';
import { fromErrorRecord, toErrorRecord } from '@/lib/server/http/error-record';
import type { SafeFetch } from '@/lib/server/http/safe-fetch';
import { budgetExceededError, getDailyBudget } from '@/lib/server/jobs/budget';
import { getResultKey } from '@/lib/server/jobs/job-files';
import type { MeasureVideo } from '@/lib/server/media/measurable-file';
import { describeError, type Log } from '@/lib/server/runtime/log';
import { newId } from '@/lib/server/runtime/new-id';
import { retry } from '@/lib/server/runtime/retry';
import type { ByteRange, InputPublisher, Storage, StorageKey } from '@/lib/server/storage/storage';
import type { IdentifiedVideo, Upstream } from '@/lib/server/upstream/types';
import { copyThumbnails, THUMBNAILS_TIMEOUT_MS } from './copy-thumbnails';
import { getUrlFileName, parseVideoUrl, toUrlSourceKey } from './validate-video-url';
import { getVideoContentType } from './video-content-type';

/**
 * `POST /api/identify-face`: finds a video's faces once. The call is paid, so one request pays for all requests about the same upload or
 * link during the session's lifetime; the others wait for it or get its stored result.
 */

/** Upstream forgets a session after 24 hours (specification). */
const SESSION_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Longer than the longest call: several connection attempts, then 120 s without data. */
const IDENTIFY_LEASE_MS = 150_000;
/** Longer than the longest upload to a paid store. */
const PUBLISH_LEASE_MS = 660_000;
/** 302.AI does not document how long it keeps uploads; a file is needed for one session's lifetime. */
const PAID_URL_REUSE_MS = 24 * 60 * 60 * 1000;
/** When upstream rejects a URL of this age, the URL may have expired; when it rejects a newer one, the video itself is at fault. */
const PAID_URL_FRESH_MS = 60 * 60 * 1000;
const CLAIM_POLL_INTERVAL_MS = 250;

export interface IdentifyFaceDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;
  readonly db: VideoRecords & UploadRecords & Pick<JobRecords, 'findJob'> & Pick<FileRecords, 'registerFile'>;
  readonly upstream: Pick<Upstream, 'identifyFace'>;
  readonly inputs: InputPublisher;
  readonly storage: Storage;
  readonly measureVideo: MeasureVideo;
  readonly safeFetch: SafeFetch;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** @throws {AppError} if validation or upstream rejects the video; the error says whether the request was charged. */
export async function identifyFace(deps: IdentifyFaceDeps, editor: Editor, request: IdentifyFaceRequest): Promise<IdentifyFaceResponse> {
  const source = await resolveSource(deps, editor, request);
  const { db, mode, now } = deps;
  const publishedUrl = source.url ?? (await findPaidUrl(deps, source));
  const nowMs = now();
  const budgetMilliPtc = getDailyBudget(deps.env);
  const { costMilliPtc } = deps.inputs;
  const isUploadPaid = publishedUrl === null && costMilliPtc > 0;
  const claim = await db.claimVideo({
    video: {
      videoId: newId(),
      editorId: editor.editorId,
      mode,
      sourceKey: source.key,
      uploadId: source.uploadId,
      sourceJobId: source.jobId,
      name: source.name,
      durationMs: source.durationMs,
      expiresAtMs: nowMs + SESSION_LIFETIME_MS,
      leaseUntilMs: nowMs + (publishedUrl === null ? PUBLISH_LEASE_MS : IDENTIFY_LEASE_MS),
      createdAtMs: nowMs,
    },
    identify: { chargeId: newId(), milliPtc: PRICES.identify, budgetMilliPtc },
    upload: isUploadPaid ? { chargeId: newId(), milliPtc: costMilliPtc, budgetMilliPtc } : null,
    nowMs,
  });
  if (claim === 'gone') throw new AppError('not-found', 'what this video is made of is no longer kept');
  if (claim === 'over-budget') throw budgetExceededError(nowMs);
  if (claim === 'unauthorized') throw accessRevokedError();
  const { videoId } = claim.video;
  if (!claim.claimed) return toIdentifyFaceResponse(await waitForClaim(deps, videoId));
  return toIdentifyFaceResponse(await identifyClaimedVideo(deps, videoId, source, publishedUrl, isUploadPaid));
}

interface VideoSource {
  /** Identifies the upload, link or job among its editor's videos. */
  readonly key: string;
  /** The pasted link; `null` for a stored file, which must be published first. */
  readonly url: string | null;
  readonly uploadId: string | null;
  /** The job whose result is this video. */
  readonly jobId: string | null;
  readonly name: string | null;
  readonly durationMs: Milliseconds | null;
  /** The measured properties; unknown for a link. */
  readonly contentType: string;
}

function resolveSource(deps: IdentifyFaceDeps, editor: Editor, request: IdentifyFaceRequest): Promise<VideoSource> | VideoSource {
  if ('uploadId' in request) return resolveUploadSource(deps, editor, request.uploadId);
  return 'jobId' in request ? resolveResultSource(deps, editor, request.jobId) : resolveUrlSource(request);
}

async function resolveUploadSource({ db }: IdentifyFaceDeps, editor: Editor, uploadId: string): Promise<VideoSource> {
  const upload = await db.findUpload(uploadId);
  if (upload === null || upload.editorId !== editor.editorId) throw new AppError('not-found', 'there is no such upload');
  if (upload.facts === null) {
    throw new AppError('validation-failed', 'this upload has not arrived whole', {
      issues: [{ code: 'upload-incomplete', severity: 'error' }],
    });
  }
  const issues = checkVideoLimits(upload.facts).filter(({ severity }) => severity === 'error');
  if (issues.length > 0) throw new AppError('validation-failed', 'lip-sync does not take this video', { issues });
  const { durationMs, container } = upload.facts;
  const contentType = getVideoContentType(container);
  return { key: `upload ${uploadId}`, url: null, uploadId, jobId: null, name: upload.fileName, durationMs, contentType };
}

/**
 * Another pass: the result of the editor's own job is the next video. It must be in our storage, because upstream deletes its copy, and
 * must meet the limits of lip-sync, because upstream re-encodes.
 */
async function resolveResultSource(
  { db, mode, storage, measureVideo }: IdentifyFaceDeps,
  editor: Editor,
  jobId: string,
): Promise<VideoSource> {
  const job = await db.findJob(jobId);
  if (job === null || job.editorId !== editor.editorId || job.mode !== mode || job.deletedAtMs !== null) {
    throw new AppError('not-found', 'there is no such job');
  }
  const key = getResultKey(jobId);
  const isSaved = job.status === 'succeeded' && job.archive.archivedAtMs !== null && job.resultDeletedAtMs === null;
  const stored = isSaved ? await storage.stat(key) : null;
  if (stored === null) {
    throw new AppError('validation-failed', 'this job has no result that is saved', {
      issues: [{ code: 'result-not-saved', severity: 'error' }],
    });
  }
  const read = async (range: ByteRange) => new Uint8Array(await new Response(await storage.read(key, range)).arrayBuffer());
  const facts = await measureVideo({ byteSize: stored.byteSize, read });
  const issues = checkVideoLimits(facts).filter(({ severity }) => severity === 'error');
  if (issues.length > 0) throw new AppError('validation-failed', 'lip-sync does not take this result', { issues });
  const { durationMs, container } = facts;
  const contentType = getVideoContentType(container);
  return { key: `result ${jobId}`, url: null, uploadId: null, jobId, name: job.videoName, durationMs, contentType };
}

/** At most the length of a linked video is known; upstream validates the rest. */
const PLACEHOLDER_FACTS = {
  container: 'mp4',
  byteSize: 0,
  widthPx: VIDEO_LIMITS.minShortSidePx,
  heightPx: VIDEO_LIMITS.minShortSidePx,
  hasSound: true,
} as const;

function resolveUrlSource(request: Extract<IdentifyFaceRequest, { videoUrl: string }>): VideoSource {
  const url = parseVideoUrl(request.videoUrl);
  const durationMs = request.durationMs ?? null;
  const issues = durationMs === null ? [] : checkVideoLimits({ ...PLACEHOLDER_FACTS, durationMs });
  if (issues.length > 0) throw new AppError('validation-failed', 'lip-sync does not take a video of this length', { issues });
  const contentType = getVideoContentType('mp4');
  return { key: toUrlSourceKey(url), url, uploadId: null, jobId: null, name: getUrlFileName(url), durationMs, contentType };
}

/** Waits for the request that holds the claim and returns its result: the faces or the same error. Never charges. */
async function waitForClaim({ db, now, sleep }: IdentifyFaceDeps, videoId: string): Promise<VideoRecord> {
  for (;;) {
    const video = await db.findVideo(videoId);
    if (video === null) throw new Error('a video vanished from the db');
    const isClaimed = video.leaseUntilMs > now();
    if (video.status === 'identified' && !isClaimed) return video;
    if (video.status !== 'identified' && (video.status !== 'identifying' || !isClaimed)) {
      throw video.error === null ? responseLostError() : fromErrorRecord(video.error);
    }
    await sleep(CLAIM_POLL_INTERVAL_MS);
  }
}

function claimLostError(): AppError {
  return new AppError('upstream-timeout', 'this video was so long on its way that nobody waited for it: press again');
}

function responseLostError(): AppError {
  return new AppError('upstream-timeout', 'the answer about this video was lost; pressing again may pay again', { charged: 'unknown' });
}

/** Publishes the video, calls upstream and records the result. In every outcome, the claim ends with its charges settled. */
async function identifyClaimedVideo(
  deps: IdentifyFaceDeps,
  videoId: string,
  source: VideoSource,
  publishedUrl: string | null,
  isUploadPaid: boolean,
): Promise<VideoRecord> {
  const { db, now } = deps;
  let upload: Charged = 'no';
  let wasSent = false;
  let identified: IdentifiedVideo;
  try {
    let videoUrl = publishedUrl;
    if (videoUrl === null) {
      videoUrl = await publishSource(deps, source).catch((error: unknown) => {
        if (isUploadPaid) upload = toAppError(error, true).charged;
        throw error;
      });
      if (isUploadPaid) upload = 'yes';
      if (isUploadPaid && source.uploadId !== null) await db.recordPublished(source.uploadId, { url: videoUrl, atMs: now() });
      // The process may have been suspended during the upload; another request may then have taken over the claim and pays for it.
      if (!(await db.extendClaim(videoId, now() + IDENTIFY_LEASE_MS))) throw claimLostError();
    }
    wasSent = true;
    identified = await deps.upstream.identifyFace({ videoUrl });
  } catch (thrown) {
    const error = toAppError(thrown, wasSent);
    if (error.code === 'video-refused' && source.uploadId !== null) await forgetStalePaidUrl(deps, source.uploadId);
    throw await settleFailedClaim(deps, videoId, error, wasSent, upload);
  }
  await recordIdentifiedFaces(deps, videoId, identified);
  const copiedPositions = await copyThumbnails(
    deps,
    videoId,
    identified.faces.map(({ imageUrl }, position) => ({ position, imageUrl })),
  );
  // A failure is safe to ignore: this write only ends the wait of other requests early.
  await db.renewLease(videoId, 0).catch((error: unknown) => deps.log({ event: 'lease-not-ended', videoId, error: describeError(error) }));
  const video = await retry(() => db.findVideo(videoId), deps.sleep).catch((cause: unknown) => {
    throw new AppError('internal-error', 'the faces were found and paid, but cannot be read just now', { charged: 'yes', cause });
  });
  if (video === null) throw new Error('a video vanished from the db');
  return { ...video, faces: video.faces.map((face) => ({ ...face, hasThumbnail: copiedPositions.includes(face.position) })) };
}

/**
 * The existing URL of an upload that was published to a paid store. A free URL is always created again: it then lives longer, and a URL
 * from practice mode or from an earlier store is never sent to upstream.
 */
async function findPaidUrl({ db, inputs, now }: IdentifyFaceDeps, { uploadId }: VideoSource): Promise<string | null> {
  const published = uploadId === null || inputs.costMilliPtc === 0 ? null : await db.findPublished(uploadId);
  return published !== null && now() - published.atMs < PAID_URL_REUSE_MS ? published.url : null;
}

/** Forgets the URL, so that the next request pays for a readable one instead of being rejected for the rest of the day. Never throws. */
async function forgetStalePaidUrl({ db, log, now }: IdentifyFaceDeps, uploadId: string): Promise<void> {
  await db
    .clearPublished(uploadId, now() - PAID_URL_FRESH_MS)
    .catch((error: unknown) => log({ event: 'address-not-forgotten', uploadId, error: describeError(error) }));
}

async function publishSource({ inputs }: IdentifyFaceDeps, source: VideoSource): Promise<string> {
  const { uploadId, jobId } = source;
  if (uploadId === null && jobId === null) throw new Error('a link needs no publishing');
  const key: StorageKey = uploadId === null ? getResultKey(jobId ?? '') : `inputs/${uploadId}`;
  const { url } = await inputs.publish(key, { contentType: source.contentType });
  return url;
}

/**
 * Settles both charges of a claim that got no response.
 * @returns the error for the whole request.
 */
async function settleFailedClaim(
  deps: IdentifyFaceDeps,
  videoId: string,
  error: AppError,
  wasSent: boolean,
  upload: Charged,
): Promise<AppError> {
  const identify = wasSent ? error.charged : 'no';
  const record = toErrorRecord(error, combineCharged(identify, upload));
  try {
    await deps.db.failClaim({
      videoId,
      status: identify === 'unknown' ? 'lost' : 'failed',
      error: record,
      identify: identify === 'no' ? 'released' : 'spent',
      upload: upload === 'no' ? 'released' : 'spent',
    });
  } catch (failure) {
    // The lease expires later; until then the money stays reserved.
    deps.log({ event: 'claim-not-ended', videoId, error: describeError(failure) });
  }
  return fromErrorRecord(record, error);
}

async function recordIdentifiedFaces(
  { db, log, now, sleep }: IdentifyFaceDeps,
  videoId: string,
  identified: IdentifiedVideo,
): Promise<void> {
  const faces = identified.faces.map(({ faceId, window }, position) => {
    return { faceId, position, startMs: window.startMs, endMs: window.endMs, hasThumbnail: false };
  });
  try {
    await retry(
      () => db.recordFaces({ videoId, sessionId: identified.sessionId, faces, leaseUntilMs: now() + THUMBNAILS_TIMEOUT_MS }),
      sleep,
    );
  } catch (cause) {
    log({ event: 'faces-not-recorded', videoId, error: describeError(cause) });
    throw new AppError('internal-error', 'the faces were found and paid, but could not be recorded', { charged: 'yes', cause });
  }
}

/** An unexpected error can come from any step; once the request was sent, it may have been charged. */
function toAppError(thrown: unknown, wasSent: boolean): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal-error', 'this server has a problem of its own', { charged: wasSent ? 'unknown' : 'no', cause: thrown });
}

function combineCharged(a: Charged, b: Charged): Charged {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';
}

/** @returns the URL path of a face's thumbnail. */
export function toThumbnailPath(videoId: string, faceId: string): string {
  return `/api/identify-face/${videoId}/faces/${encodeURIComponent(faceId)}/thumbnail`;
}

/**
 * `GET /api/identify-face/{videoId}`: the stored faces, for free, also after upstream's session has expired.
 * @throws {AppError} `not-found`, also for a video of another editor or one without found faces.
 */
export async function getFaces(
  { db, mode }: Pick<IdentifyFaceDeps, 'db' | 'mode'>,
  editor: Editor,
  videoId: string,
): Promise<IdentifyFaceResponse> {
  const video = await db.findVideo(videoId);
  if (video === null || video.editorId !== editor.editorId || video.mode !== mode || video.status !== 'identified') {
    throw new AppError('not-found', 'there is no such video');
  }
  return toIdentifyFaceResponse(video);
}

function toIdentifyFaceResponse(video: VideoRecord): IdentifyFaceResponse {
  return {
    videoId: video.videoId,
    durationMs: video.durationMs,
    expiresAt: new Date(video.expiresAtMs).toISOString(),
    practice: video.mode === 'practice',
    faces: video.faces.map(({ faceId, startMs, endMs, hasThumbnail }) => ({
      faceId,
      thumbnailUrl: hasThumbnail ? toThumbnailPath(video.videoId, faceId) : null,
      startMs,
      endMs,
    })),
  };
}
