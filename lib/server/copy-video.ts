import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';
import { AppError } from './app-error';
import type { Egress } from './egress';
import type { ExamineVideo } from './media/port';
import type { Storage, StorageKey, StoredFile } from './storage/port';

/**
 * Copies a video from upstream into our own store, a chunk at a time, and looks whether what lies there then is whole and plays. Nothing
 * else counts as a copy: not that its bytes came without an error, and not what the sender says of them.
 */

/** A result is the clip again: 100 MB in, and room for an encoder that spends more. */
const MAX_BYTE_SIZE = 1_000_000_000;

/** What stores and CDNs call a video. */
export const VIDEO_TYPES = ['video/', 'application/mp4', 'application/octet-stream', 'binary/octet-stream'];

/** How far a length may be off: encoders end on whole frames, containers on whole samples, and upstream gives tenths of a second. */
const LEAST_TOLERANCE_MS = 1_000;
const TOLERANCE = 0.1;

export interface CopyDeps {
  readonly storage: Pick<Storage, 'write' | 'stat' | 'read'>;
  readonly egress: Egress;
  /** Measures, and reads the first and the last picture. */
  readonly examineVideo: ExamineVideo;
}

export interface CopyOrder {
  readonly url: string;
  readonly key: StorageKey;
  readonly timeoutMs: number;
  /** Called before each chunk goes on, and once more at the end; what it throws ends the copy, and leaves nothing behind. */
  readonly beforeChunk: (isLast: boolean) => Promise<void>;
}

/** @throws {AppError} what fetching or the store met. */
export async function copyVideo({ egress, storage }: CopyDeps, order: CopyOrder): Promise<StoredFile> {
  const { url, key, timeoutMs, beforeChunk } = order;
  const answer = await egress.get(url, { maxByteSize: MAX_BYTE_SIZE, timeoutMs, acceptTypes: VIDEO_TYPES });
  // `egress` fails where fewer bytes come than were announced, and then `write` leaves nothing behind.
  const kept = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      await beforeChunk(false);
      controller.enqueue(chunk);
    },
    flush: () => beforeChunk(true),
  });
  return storage.write(key, answer.body.pipeThrough(videoOnly()).pipeThrough(kept), 'video/mp4');
}

/** Lets an MP4 or MOV pass (both begin with a box whose name stands in bytes 4 to 8) and nothing else, such as an error page that calls itself a video. */
function videoOnly(): TransformStream<Uint8Array, Uint8Array> {
  const boxes = ['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip'];
  let head = new Uint8Array(0);
  let isKnown = false;
  return new TransformStream({
    transform(chunk, controller) {
      if (isKnown) {
        controller.enqueue(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.byteLength < 8) return;
      if (!boxes.includes(Buffer.from(head.subarray(4, 8)).toString('latin1'))) throw notPlaying('it begins as no video does');
      isKnown = true;
      controller.enqueue(head);
    },
    flush() {
      if (!isKnown) throw notPlaying('it is too short for one');
    },
  });
}

export interface ExaminedCopy {
  readonly byteSize: number;
  /** How far its length is from what was expected; 0 where nothing was. */
  readonly offByMs: Milliseconds;
  readonly hasExpectedLength: boolean;
}

/**
 * Looks at a copy as it lies in the store.
 * @param expectedMs how long it should be; `null` where that is not known.
 * @throws {AppError} `upstream-unintelligible` where it is no video that plays; what the store met.
 */
export async function examineCopy(
  { storage, examineVideo }: CopyDeps,
  key: StorageKey,
  stored: StoredFile,
  expectedMs: Milliseconds | null,
): Promise<ExaminedCopy> {
  const { byteSize } = stored;
  const facts = await examineVideo({ byteSize, read: (range) => readWhole(storage, key, range) }).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'wrong-type') throw error;
    throw notPlaying(error instanceof Error ? error.message : 'it cannot be read', error);
  });
  if (facts.container === 'other') throw notPlaying('it is neither MP4 nor MOV');
  if (facts.widthPx === 0 || facts.heightPx === 0 || facts.durationMs === 0) throw notPlaying('it has no picture');
  const offByMs = expectedMs === null ? 0 : Math.abs(facts.durationMs - expectedMs);
  const toleranceMs = expectedMs === null ? 0 : Math.max(LEAST_TOLERANCE_MS, expectedMs * TOLERANCE);
  return { byteSize, offByMs, hasExpectedLength: offByMs <= toleranceMs };
}

function notPlaying(why: string, cause?: unknown): AppError {
  return new AppError('upstream-unintelligible', `what came is no video that plays: ${why}`, { cause });
}

async function readWhole(storage: CopyDeps['storage'], key: StorageKey, range: { readonly start: number; readonly end: number }) {
  return new Uint8Array(await new Response(await storage.read(key, range)).arrayBuffer());
}
