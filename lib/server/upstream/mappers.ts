import 'server-only';
import { createTimeRange, getLengthMs, type Milliseconds, type TimeRange } from '@/lib/domain/time';
import type { FaceData, TaskData } from './schemas';
import type { IdentifiedFace, IdentifiedVideo, UpstreamTask } from './types';

/** Reads an address that upstream handed over; `null` where it is not one that we would ever fetch. */
export type ReadUrl = (text: string | null | undefined) => string | null;

/** https anywhere, or the upstream's own origin (a stand-in on loopback has no https). */
export function createReadUrl(upstreamOrigin: string): ReadUrl {
  return (text) => {
    const url = text == null || text.length > 8_000 ? null : URL.parse(text.trim());
    const isAcceptable =
      url !== null && url.username === '' && url.password === '' && (url.protocol === 'https:' || url.origin === upstreamOrigin);
    return isAcceptable ? url.href : null;
  };
}

export function toIdentifiedVideo(sessionId: string, faceData: readonly FaceData[], readUrl: ReadUrl): IdentifiedVideo {
  const faces = new Map<string, IdentifiedFace>();
  for (const data of faceData) {
    const face = { faceId: data.face_id, imageUrl: readUrl(data.face_image), window: toWindow(data.start_time, data.end_time) };
    const duplicate = faces.get(face.faceId);
    // An id stands for one window (specification). If it comes twice, the longer one is legal on its own; both as one might not be.
    if (duplicate === undefined || getLengthMs(duplicate.window) < getLengthMs(face.window)) {
      faces.set(face.faceId, face);
    }
  }
  return { sessionId, faces: [...faces.values()] };
}

/**
 * A window from whatever upstream sent. No face is dropped for a bad number: a window that cannot be known is empty, so
 * that the face is shown, and shown as unusable.
 */
function toWindow(start: number | null | undefined, end: number | null | undefined): TimeRange {
  const startMs = toMilliseconds(start ?? 0);
  const endMs = toMilliseconds(end ?? startMs);
  return createTimeRange(Math.min(startMs, endMs), Math.max(startMs, endMs));
}

function toMilliseconds(value: number): Milliseconds {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value)));
}

const STATUSES: Readonly<Record<string, UpstreamTask['status']>> = {
  submitted: 'submitted',
  processing: 'processing',
  succeed: 'succeeded',
  failed: 'failed',
};

export function toTask(data: TaskData, taskId: string, readUrl: ReadUrl, redact: (text: string) => string): UpstreamTask {
  const videos = data.task_result?.videos?.flatMap((video) => (video == null ? [] : [{ ...video, url: readUrl(video.url) }])) ?? [];
  const result = videos.find((video) => video.url !== null);
  const status = Object.hasOwn(STATUSES, data.task_status ?? '') ? STATUSES[data.task_status ?? ''] : undefined;
  const isSuccess = status === 'succeeded';
  return {
    taskId,
    externalTaskId: data.task_info?.external_task_id ?? null,
    // A success without a video that can be fetched is not believed: it may appear yet, and `succeededTask` would end the asking.
    status: status === undefined || (isSuccess && result === undefined) ? 'unrecognised' : status,
    message: redact(data.task_status_msg ?? '') || null,
    resultUrl: isSuccess ? (result?.url ?? null) : null,
    resultDurationMs: isSuccess ? toDurationMs(result?.duration) : null,
    parentVideoUrl: readUrl(data.task_info?.parent_video?.url),
    updatedAtMs: toTimestampMs(data.updated_at),
  };
}

/** Seconds as text ("5.1") or number. Other values return `null`. */
function toDurationMs(seconds: string | number | null | undefined): Milliseconds | null {
  const match = /^\s*(\d{1,9}(?:\.\d{1,20})?)\s*s?\s*$/.exec(String(seconds ?? ''));
  return match === null ? null : Math.round(Number(match[1]) * 1000);
}

/** Between 2001 and 2286, so that seconds, or rubbish, are not taken for milliseconds. */
function toTimestampMs(value: number | null | undefined): number | null {
  return value != null && Number.isSafeInteger(value) && value >= 1e12 && value < 1e13 ? value : null;
}
