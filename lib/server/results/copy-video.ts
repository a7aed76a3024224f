import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';
import { AppError } from '@/lib/server/http/app-error';
import type { SafeFetch } from '@/lib/server/http/safe-fetch';
import type { MeasureCompleteVideo } from '@/lib/server/media/measurable-file';
import type { Storage, StorageKey, StoredFile } from '@/lib/server/storage/storage';

/**
 * Streams a video from upstream into our storage, then checks that the stored file is complete and plays. A transfer without errors and the
 * sender's headers are not sufficient proof.
 */

/** A result has the length of its video: up to 100 MB of input, plus room for a higher bitrate. */
const MAX_BYTE_SIZE = 1_000_000_000;

/** Content types that stores and CDNs use for videos. */
export const VIDEO_CONTENT_TYPES = ['video/', 'application/mp4', 'application/octet-stream', 'binary/octet-stream'];

/** Tolerated difference in length: encoders end on whole frames, containers on whole samples, and upstream reports tenths of a second. */
const MIN_DURATION_TOLERANCE_MS = 1_000;
const DURATION_TOLERANCE_RATIO = 0.1;

export interface CopyVideoDeps {
  readonly storage: Pick<Storage, 'write' | 'stat' | 'read'>;
  readonly safeFetch: SafeFetch;
  /** Measures the video, and decodes its first and last frame. */
  readonly examineVideo: MeasureCompleteVideo;
}

export interface CopyVideoOptions {
  readonly url: string;
  readonly key: StorageKey;
  readonly timeoutMs: number;
  /** Called before each chunk is passed on, and once at the end; an error aborts the copy, which then leaves no file. */
  readonly beforeChunk: (isLast: boolean) => Promise<void>;
}

/** @throws {AppError} for fetch and storage errors. */
export async function copyVideo({ safeFetch, storage }: CopyVideoDeps, options: CopyVideoOptions): Promise<StoredFile> {
  const { url, key, timeoutMs, beforeChunk } = options;
  const response = await safeFetch.get(url, { maxByteSize: MAX_BYTE_SIZE, timeoutMs, acceptTypes: VIDEO_CONTENT_TYPES });
  // `safeFetch` fails if fewer bytes arrive than were announced, and `write` then leaves no file.
  const guard = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      await beforeChunk(false);
      controller.enqueue(chunk);
    },
    flush: () => beforeChunk(true),
  });
  return storage.write(key, response.body.pipeThrough(requireVideoSignature()).pipeThrough(guard), 'video/mp4');
}

/** Accepts only MP4 and MOV (both start with a box whose type is in bytes 4 to 8), so that an error page sent as a video is rejected. */
function requireVideoSignature(): TransformStream<Uint8Array, Uint8Array> {
  const boxTypes = ['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip'];
  let head = new Uint8Array(0);
  let isVideo = false;
  return new TransformStream({
    transform(chunk, controller) {
      if (isVideo) {
        controller.enqueue(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.byteLength < 8) return;
      if (!boxTypes.includes(Buffer.from(head.subarray(4, 8)).toString('latin1'))) throw unplayableVideoError('it begins as no video does');
      isVideo = true;
      controller.enqueue(head);
    },
    flush() {
      if (!isVideo) throw unplayableVideoError('it is too short for one');
    },
  });
}

export interface CopyInspection {
  readonly byteSize: number;
  /** Difference from the expected length; 0 if there was no expected length. */
  readonly durationErrorMs: Milliseconds;
  readonly hasExpectedDuration: boolean;
}

/**
 * Checks a copy in storage.
 * @param expectedMs the expected length; `null` if unknown.
 * @throws {AppError} `upstream-invalid-response` if it is not a playable video; storage errors.
 */
export async function examineCopy(
  { storage, examineVideo }: CopyVideoDeps,
  key: StorageKey,
  stored: StoredFile,
  expectedMs: Milliseconds | null,
): Promise<CopyInspection> {
  const { byteSize } = stored;
  const facts = await examineVideo({ byteSize, read: (range) => readStoredRange(storage, key, range) }).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'unsupported-media-type') throw error;
    throw unplayableVideoError(error instanceof Error ? error.message : 'it cannot be read', error);
  });
  if (facts.container === 'other') throw unplayableVideoError('it is neither MP4 nor MOV');
  if (facts.widthPx === 0 || facts.heightPx === 0 || facts.durationMs === 0) throw unplayableVideoError('it has no picture');
  const durationErrorMs = expectedMs === null ? 0 : Math.abs(facts.durationMs - expectedMs);
  const toleranceMs = expectedMs === null ? 0 : Math.max(MIN_DURATION_TOLERANCE_MS, expectedMs * DURATION_TOLERANCE_RATIO);
  return { byteSize, durationErrorMs, hasExpectedDuration: durationErrorMs <= toleranceMs };
}

function unplayableVideoError(reason: string, cause?: unknown): AppError {
  return new AppError('upstream-invalid-response', `what came is no video that plays: ${reason}`, { cause });
}

async function readStoredRange(
  storage: CopyVideoDeps['storage'],
  key: StorageKey,
  range: { readonly start: number; readonly end: number },
) {
  return new Uint8Array(await new Response(await storage.read(key, range)).arrayBuffer());
}
