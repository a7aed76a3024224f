import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { PartEtag } from './storage';

/**
 * Streams a body of any length to a store with multipart uploads. At most two parts are in memory: one being sent
 * and one being filled.
 */

/** The minimum part size of S3, except for the last part. */
export const PART_BYTES = 5 * 1024 * 1024;

export interface MultipartTarget {
  /** Writes a body that fits into one part. */
  writeWhole(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  create(): Promise<string>;
  send(reference: string, partNumber: number, bytes: Uint8Array<ArrayBuffer>): Promise<PartEtag>;
  complete(reference: string, etags: readonly PartEtag[], byteSize: number): Promise<void>;
  abort(reference: string): Promise<void>;
}

/**
 * @returns The length in bytes.
 * @throws Errors of the body, after discarding what was written.
 */
export async function writeMultipart(body: ReadableStream<Uint8Array>, target: MultipartTarget): Promise<number> {
  const chunks = createChunkReader(body.getReader());
  let byteSize = 0;
  let reference: string | undefined;
  const etags: PartEtag[] = [];
  let pending: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const { bytes, isLast } = await chunks.next();
      await pending;
      byteSize += bytes.byteLength;
      if (isLast && reference === undefined) {
        await target.writeWhole(bytes);
        return byteSize;
      }
      reference ??= await target.create();
      // A body that ends just where a part does leaves nothing for another.
      if (bytes.byteLength > 0) {
        pending = target.send(reference, etags.length + 1, bytes).then((etag) => void etags.push(etag));
        // Awaited above or below; until then the rejection must not count as unhandled.
        pending.catch(() => undefined);
      }
      if (!isLast) continue;
      await pending;
      await target.complete(reference, etags, byteSize);
      return byteSize;
    }
  } catch (error) {
    chunks.cancel(error);
    await pending.catch(() => undefined);
    if (reference !== undefined) await target.abort(reference).catch(() => undefined);
    throw error;
  }
}

interface ChunkReader {
  /** A full part, except for the last one. */
  next(): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly isLast: boolean }>;
  cancel(reason: unknown): void;
}

function createChunkReader(reader: ReadableStreamDefaultReader<Uint8Array>): ChunkReader {
  // Two that take turns, so that a long file makes no more garbage than a short one.
  const buffers = [new Uint8Array(PART_BYTES), new Uint8Array(PART_BYTES)];
  let bufferIndex = 0;
  let leftover: Uint8Array = new Uint8Array(0);
  return {
    async next() {
      const buffer = buffers[bufferIndex % 2] ?? new Uint8Array(PART_BYTES);
      bufferIndex += 1;
      let filled = 0;
      while (filled < PART_BYTES) {
        if (leftover.byteLength === 0) {
          const chunk = await nextChunk(reader);
          if (chunk === null) return { bytes: buffer.subarray(0, filled), isLast: true };
          leftover = chunk;
        }
        const consumed = leftover.subarray(0, PART_BYTES - filled);
        buffer.set(consumed, filled);
        filled += consumed.byteLength;
        leftover = leftover.subarray(consumed.byteLength);
      }
      return { bytes: buffer, isLast: false };
    },
    // Not awaited: a source that takes its time to stop must not keep the answer waiting.
    cancel: (reason) => void reader.cancel(reason).catch(() => undefined),
  };
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | null> {
  try {
    const { done, value } = await reader.read();
    return done ? null : value;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('invalid-request', 'The bytes stopped before the file was whole.', { cause: error });
  }
}
