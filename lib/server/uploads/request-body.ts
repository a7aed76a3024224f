import 'server-only';
import { SNIFFED_BYTES, sniffContainer } from '@/lib/domain/conversion/sniff-container';
import type { VideoContainer } from '@/lib/domain/video';
import { AppError } from '@/lib/server/http/app-error';
import { notVideoError } from './validate-upload';

/** Streams a request body to storage one chunk at a time, and aborts once it is too long or not a video. */

export interface BodyReader {
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  /** The rest of the body stays unread. It is not cancelled, because that would close the connection before the response is sent. */
  release(): void;
}

/** Minimum rate, about 1 KB/s. A connection slower than that is treated as dead. */
const MIN_BYTES_PER_INTERVAL = 64_000;
const MIN_RATE_INTERVAL_MS = 60_000;

/**
 * Reads a request body. Threat: a client that sends very slowly would occupy a concurrency slot and its disk space for the whole request
 * timeout. A body that arrives too slowly is aborted and its connection closed.
 */
export function createBodyReader(body: ReadableStream<Uint8Array>): BodyReader {
  const reader = body.getReader();
  let receivedByteSize = 0;
  /** Aborts the pending read. Only time spent waiting for the client counts, not time spent on a slow disk. */
  let rejectRead: ((error: AppError) => void) | undefined;
  const timer = setInterval(() => {
    if (rejectRead !== undefined && receivedByteSize < MIN_BYTES_PER_INTERVAL) {
      rejectRead(new AppError('invalid-request', 'the file came too slowly'));
      reader.cancel().catch(() => undefined);
    }
    receivedByteSize = 0;
  }, MIN_RATE_INTERVAL_MS);
  return {
    async read() {
      const { promise, resolve, reject } = Promise.withResolvers<ReadableStreamReadResult<Uint8Array>>();
      rejectRead = reject;
      reader.read().then(resolve, reject);
      try {
        const result = await promise;
        receivedByteSize += result.value?.byteLength ?? 0;
        return result;
      } finally {
        rejectRead = undefined;
      }
    },
    release() {
      clearInterval(timer);
      reader.releaseLock();
    },
  };
}

export function wrongLengthError(): AppError {
  return new AppError('invalid-request', 'the file has another length than was announced');
}

async function nextChunk(source: BodyReader): Promise<Uint8Array | null> {
  try {
    const { done, value } = await source.read();
    return done ? null : value;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid-request', 'the connection broke before the file was whole; send it again', { cause });
  }
}

/** The chunks that were read to detect the file type. */
export interface VideoHead {
  readonly chunks: Uint8Array[];
  readonly container: VideoContainer;
}

/** Reads until the file type is known, and rejects a file that is not a video before reading the rest. */
export async function readVideoHead(source: BodyReader, byteSize: number): Promise<VideoHead> {
  const chunks: Uint8Array[] = [];
  let bytes = new Uint8Array(0);
  while (bytes.byteLength < SNIFFED_BYTES) {
    const chunk = await nextChunk(source);
    if (chunk === null) break;
    chunks.push(chunk);
    bytes = Uint8Array.from([...bytes, ...chunk.subarray(0, SNIFFED_BYTES - bytes.byteLength)]);
  }
  const container = sniffContainer(bytes);
  if (container !== 'other') return { chunks, container };
  if (bytes.byteLength < Math.min(SNIFFED_BYTES, byteSize)) throw wrongLengthError();
  throw notVideoError();
}

/** Streams the body from its start; fails as soon as it is too long, and at its end if it is too short. */
export function createSizedBody(options: {
  readonly source: BodyReader;
  readonly byteSize: number;
  /** The chunks that were already read. */
  readonly chunks?: Uint8Array[];
  readonly beforeEnd?: () => Promise<void>;
}): ReadableStream<Uint8Array> {
  const { source, byteSize, chunks = [], beforeEnd } = options;
  let receivedByteSize = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = chunks.shift() ?? (await nextChunk(source));
        if (chunk === null) {
          if (receivedByteSize !== byteSize) throw wrongLengthError();
          await beforeEnd?.();
          controller.close();
          return;
        }
        receivedByteSize += chunk.byteLength;
        if (receivedByteSize > byteSize) throw wrongLengthError();
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}
