import 'server-only';
import { createHash } from 'node:crypto';
import type { Charged } from '@/lib/contracts/error';
import type { IdentifyFaceAnswer, IdentifyFaceRequest } from '@/lib/contracts/video';
import { PRICES } from '@/lib/domain/price';
import type { Milliseconds } from '@/lib/domain/time';
import { diagnoseVideo, VIDEO_LIMITS } from '@/lib/domain/video';
import type { Editor } from './access/port';
import { AppError } from './app-error';
import { budgetOf, overBudget } from './budget';
import { copyThumbnails, THUMBNAILS_TIMEOUT_MS } from './copy-thumbnails';
import type { Egress } from './egress';
import type { Env } from './env';
import type { Mode, UploadRecords, VideoRecord, VideoRecords } from './ledger/port';
import { describeError, type Log } from './log';
import { newId } from './new-id';
import { errorOf, recordOf } from './recorded-error';
import type { InputPublisher, Storage } from './storage/port';
import type { IdentifiedVideo, Upstream } from './upstream/port';
import { checkedLink, nameOfLink } from './video-link';

/**
 * `POST /api/identify-face`: finds a video's faces, once. It is paid, so one press pays for all presses on the same upload or link
 * within the session's life; the others wait for it, or get what it got.
 */

/** Upstream forgets a session after 24 hours (specification). */
const SESSION_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Longer than the longest call: connecting anew a few times, then 120 s of silence. */
const IDENTIFY_LEASE_MS = 150_000;
/** Longer than the longest upload to a store that is paid. */
const PUBLISH_LEASE_MS = 660_000;
/** Addresses are good for 25 hours and must outlive upstream's reading of them. */
const PUBLISHED_REUSE_MS = 24 * 60 * 60 * 1000;
const WAIT_MS = 250;

export interface IdentifyDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;
  readonly ledger: VideoRecords & UploadRecords;
  readonly upstream: Pick<Upstream, 'identifyFace'>;
  readonly inputs: InputPublisher;
  readonly storage: Storage;
  readonly egress: Egress;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** @throws {AppError} what upstream or the rules say, with whether the press cost money. */
export async function identifyFace(deps: IdentifyDeps, editor: Editor, request: IdentifyFaceRequest): Promise<IdentifyFaceAnswer> {
  const source = 'uploadId' in request ? await sourceOfUpload(deps, editor, request.uploadId) : sourceOfLink(request);
  const { ledger, mode, now } = deps;
  const published = source.uploadId === null ? null : await ledger.findPublished(source.uploadId);
  const knownUrl = source.url ?? (published !== null && now() - published.atMs < PUBLISHED_REUSE_MS ? published.url : null);
  const nowMs = now();
  const budgetMilliPtc = budgetOf(deps.env);
  const { costMilliPtc } = deps.inputs;
  const paysUpload = knownUrl === null && costMilliPtc > 0;
  const claim = await ledger.claimVideo({
    video: {
      videoId: newId(),
      editorId: editor.editorId,
      mode,
      sourceKey: source.key,
      uploadId: source.uploadId,
      name: source.name,
      durationMs: source.durationMs,
      expiresAtMs: nowMs + SESSION_LIFETIME_MS,
      leaseUntilMs: nowMs + (knownUrl === null ? PUBLISH_LEASE_MS : IDENTIFY_LEASE_MS),
      createdAtMs: nowMs,
    },
    identify: { chargeId: newId(), milliPtc: PRICES.identify, budgetMilliPtc },
    upload: paysUpload ? { chargeId: newId(), milliPtc: costMilliPtc, budgetMilliPtc } : null,
    nowMs,
  });
  if (claim === 'over-budget') throw overBudget(nowMs);
  const { videoId } = claim.video;
  if (!claim.claimed) return answerOf(await settled(deps, videoId));
  return answerOf(await identifyClaimed(deps, videoId, source, knownUrl, paysUpload));
}

interface Source {
  /** Names the upload or the link within its editor's videos. */
  readonly key: string;
  /** The link itself; `null` for an upload, which must be published first. */
  readonly url: string | null;
  readonly uploadId: string | null;
  readonly name: string | null;
  readonly durationMs: Milliseconds | null;
}

async function sourceOfUpload({ ledger }: IdentifyDeps, editor: Editor, uploadId: string): Promise<Source> {
  const upload = await ledger.findUpload(uploadId);
  if (upload === null || upload.editorId !== editor.editorId) throw new AppError('not-found', 'there is no such upload');
  if (upload.facts === null) {
    throw new AppError('rules-say-no', 'this upload has not arrived whole', { issues: [{ code: 'upload-incomplete', severity: 'error' }] });
  }
  const issues = diagnoseVideo(upload.facts).filter(({ severity }) => severity === 'error');
  if (issues.length > 0) throw new AppError('rules-say-no', 'lip-sync does not take this video', { issues });
  return { key: `upload ${uploadId}`, url: null, uploadId, name: upload.fileName, durationMs: upload.facts.durationMs };
}

/** Of a link only its length may be known; everything else about it is upstream's to judge. */
const LEGAL_FACTS = {
  container: 'mp4',
  byteSize: 0,
  widthPx: VIDEO_LIMITS.minShortSidePx,
  heightPx: VIDEO_LIMITS.minShortSidePx,
  hasSound: true,
} as const;

function sourceOfLink(request: Extract<IdentifyFaceRequest, { videoUrl: string }>): Source {
  const url = checkedLink(request.videoUrl);
  const durationMs = request.durationMs ?? null;
  const issues = durationMs === null ? [] : diagnoseVideo({ ...LEGAL_FACTS, durationMs });
  if (issues.length > 0) throw new AppError('rules-say-no', 'lip-sync does not take a video of this length', { issues });
  const key = `link ${createHash('sha256').update(url).digest('hex')}`;
  return { key, url, uploadId: null, name: nameOfLink(url), durationMs };
}

/** Waits for whoever holds the video, and shares what came of it: the faces, or the very same error. Never pays. */
async function settled({ ledger, now, sleep }: IdentifyDeps, videoId: string): Promise<VideoRecord> {
  for (;;) {
    const video = await ledger.findVideo(videoId);
    if (video === null) throw new Error('a video vanished from the ledger');
    const isHeld = video.leaseUntilMs > now();
    if (video.status === 'identified' && !isHeld) return video;
    if (video.status !== 'identified' && (video.status !== 'identifying' || !isHeld)) {
      throw video.error === null ? lostAnswer() : errorOf(video.error);
    }
    await sleep(WAIT_MS);
  }
}

function lostAnswer(): AppError {
  return new AppError('upstream-silent', 'the answer about this video was lost; pressing again may pay again', { charged: 'unknown' });
}

/** Publishes, asks and records. Whatever happens, the claim ends with its charges settled. */
async function identifyClaimed(
  deps: IdentifyDeps,
  videoId: string,
  source: Source,
  knownUrl: string | null,
  paysUpload: boolean,
): Promise<VideoRecord> {
  const { ledger, now } = deps;
  let upload: Charged = 'no';
  let sent = false;
  let found: IdentifiedVideo;
  try {
    let videoUrl = knownUrl;
    if (videoUrl === null) {
      videoUrl = await publish(deps, source).catch((error: unknown) => {
        if (paysUpload) upload = asAppError(error, true).charged;
        throw error;
      });
      if (paysUpload) upload = 'yes';
      if (source.uploadId !== null) await ledger.recordPublished(source.uploadId, { url: videoUrl, atMs: now() });
      await ledger.renewLease(videoId, now() + IDENTIFY_LEASE_MS);
    }
    sent = true;
    found = await deps.upstream.identifyFace({ videoUrl });
  } catch (thrown) {
    throw await endedClaim(deps, videoId, asAppError(thrown, sent), sent, upload);
  }
  await recordFound(deps, videoId, found);
  const copied = await copyThumbnails(
    deps,
    videoId,
    found.faces.map(({ imageUrl }, position) => ({ position, imageUrl })),
  );
  // Only the end of others' waiting; they would stop by themselves.
  await ledger
    .renewLease(videoId, 0)
    .catch((error: unknown) => deps.log({ event: 'lease-not-ended', videoId, error: describeError(error) }));
  const video = await ledger.findVideo(videoId);
  if (video === null) throw new Error('a video vanished from the ledger');
  return { ...video, faces: video.faces.map((face) => ({ ...face, hasThumbnail: copied.includes(face.position) })) };
}

async function publish({ inputs }: IdentifyDeps, source: Source): Promise<string> {
  if (source.uploadId === null) throw new Error('a link needs no publishing');
  const { url } = await inputs.publish(`inputs/${source.uploadId}`, { name: source.name ?? 'video' });
  return url;
}

/** Settles both charges of a claim that got no answer, and words the error for the whole press. */
async function endedClaim(deps: IdentifyDeps, videoId: string, error: AppError, sent: boolean, upload: Charged): Promise<AppError> {
  const identify = sent ? error.charged : 'no';
  const record = recordOf(error, worst(identify, upload));
  try {
    await deps.ledger.endClaim({
      videoId,
      status: identify === 'unknown' ? 'lost' : 'failed',
      error: record,
      identify: identify === 'no' ? 'released' : 'spent',
      upload: upload === 'no' ? 'released' : 'spent',
    });
  } catch (failure) {
    // Its lease will end it, and the money stays reserved.
    deps.log({ event: 'claim-not-ended', videoId, error: describeError(failure) });
  }
  return errorOf(record, error);
}

async function recordFound({ ledger, now }: IdentifyDeps, videoId: string, found: IdentifiedVideo): Promise<void> {
  const faces = found.faces.map(({ faceId, window }, position) => {
    return { faceId, position, startMs: window.startMs, endMs: window.endMs, hasThumbnail: false };
  });
  try {
    await ledger.recordFaces({ videoId, sessionId: found.sessionId, faces, leaseUntilMs: now() + THUMBNAILS_TIMEOUT_MS });
  } catch (cause) {
    throw new AppError('out-of-order', 'the faces were found and paid, but could not be recorded', { charged: 'yes', cause });
  }
}

/** What was not thrown on purpose may have happened anywhere; after sending, that is not known to be free. */
function asAppError(thrown: unknown, sent: boolean): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('out-of-order', 'this server has a problem of its own', { charged: sent ? 'unknown' : 'no', cause: thrown });
}

function worst(a: Charged, b: Charged): Charged {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';
}

function answerOf(video: VideoRecord): IdentifyFaceAnswer {
  return {
    videoId: video.videoId,
    durationMs: video.durationMs,
    expiresAt: new Date(video.expiresAtMs).toISOString(),
    faces: video.faces.map(({ faceId, startMs, endMs, hasThumbnail }) => ({
      faceId,
      thumbnailUrl: hasThumbnail ? `/api/identify-face/${video.videoId}/faces/${encodeURIComponent(faceId)}/thumbnail` : null,
      startMs,
      endMs,
    })),
  };
}
