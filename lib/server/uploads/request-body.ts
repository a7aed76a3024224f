import 'server-only';
import { SNIFFED_BYTES, sniffContainer } from '@/lib/domain/conversion/sniff-container';
import type { VideoContainer } from '@/lib/domain/video';
import { AppError } from '@/lib/server/http/app-error';
import { notVideoError } from './validate-upload';

/** A request's bytes on their way to a store: one chunk at a time, and an end to them as soon as they are too many or no video. */

export interface BodyReader {
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  /** What is still to come is nobody's to read. Not cancelled: that would cut the connection before the answer is out. */
  release(): void;
}

/** A kilobyte a second is a dead line to any person, and what a part would take half an hour over. */
const MIN_BYTES_PER_INTERVAL = 64_000;
const MIN_RATE_INTERVAL_MS = 60_000;

/**
 * A body as it comes. Whoever lets one trickle would hold its place and its bytes for as long as a request may take: where too little came
 * while it was waited for, it is ended and its connection cut.
 */
export function createBodyReader(body: ReadableStream<Uint8Array>): BodyReader {
  const reader = body.getReader();
  let receivedByteSize = 0;
  /** Ends the read that is waited for; a disk that is slow to take what came is not the sender's fault. */
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

/** What was read to see how a file begins. */
export interface VideoHead {
  readonly chunks: Uint8Array[];
  readonly container: VideoContainer;
}

/** Reads until the file says what it is, and refuses what is no video before the rest is read. */
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

/** The body from its beginning, which fails as soon as it is too long, and at its end if it is too short. */
export function createSizedBody(options: {
  readonly source: BodyReader;
  readonly byteSize: number;
  /** What was read of it already. */
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
