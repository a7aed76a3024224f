import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';
import { AppError } from '@/lib/server/http/app-error';
import type { SafeFetch } from '@/lib/server/http/safe-fetch';
import type { CountVideoFrames } from '@/lib/server/media/types';
import type { Storage, StorageKey, StoredFile } from '@/lib/server/storage/types';

/**
 * Copies a video from upstream into our own store, a chunk at a time, and looks whether what lies there then is whole and plays. Nothing
 * else counts as a copy: not that its bytes came without an error, and not what the sender says of them.
 */

/** A result is the clip again: 100 MB in, and room for an encoder that spends more. */
const MAX_BYTE_SIZE = 1_000_000_000;

/** What stores and CDNs call a video. */
export const VIDEO_CONTENT_TYPES = ['video/', 'application/mp4', 'application/octet-stream', 'binary/octet-stream'];

/** How far a length may be off: encoders end on whole frames, containers on whole samples, and upstream gives tenths of a second. */
const MIN_DURATION_TOLERANCE_MS = 1_000;
const DURATION_TOLERANCE_RATIO = 0.1;

export interface CopyVideoDeps {
  readonly storage: Pick<Storage, 'write' | 'stat' | 'read'>;
  readonly safeFetch: SafeFetch;
  /** Measures, and reads the first and the last picture. */
  readonly examineVideo: CountVideoFrames;
}

export interface CopyVideoOptions {
  readonly url: string;
  readonly key: StorageKey;
  readonly timeoutMs: number;
  /** Called before each chunk goes on, and once more at the end; what it throws ends the copy, and leaves nothing behind. */
  readonly beforeChunk: (isLast: boolean) => Promise<void>;
}

/** @throws {AppError} what fetching or the store met. */
export async function copyVideo({ safeFetch, storage }: CopyVideoDeps, options: CopyVideoOptions): Promise<StoredFile> {
  const { url, key, timeoutMs, beforeChunk } = options;
  const response = await safeFetch.get(url, { maxByteSize: MAX_BYTE_SIZE, timeoutMs, acceptTypes: VIDEO_CONTENT_TYPES });
  // `safeFetch` fails where fewer bytes come than were announced, and then `write` leaves nothing behind.
  const guard = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      await beforeChunk(false);
      controller.enqueue(chunk);
    },
    flush: () => beforeChunk(true),
  });
  return storage.write(key, response.body.pipeThrough(requireVideoSignature()).pipeThrough(guard), 'video/mp4');
}

/** Lets an MP4 or MOV pass (both begin with a box whose name stands in bytes 4 to 8) and nothing else, such as an error page that calls itself a video. */
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
  /** How far its length is from what was expected; 0 where nothing was. */
  readonly durationErrorMs: Milliseconds;
  readonly hasExpectedDuration: boolean;
}

/**
 * Looks at a copy as it lies in the store.
 * @param expectedMs how long it should be; `null` where that is not known.
 * @throws {AppError} `upstream-invalid-response` where it is no video that plays; what the store met.
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
