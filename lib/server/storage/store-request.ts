import 'server-only';
import { AppError } from '@/lib/server/http/app-error';

/** Requests to remote stores, with timeouts, retries and errors converted to `AppError`. */

/** Maximum time until the response starts, by kind of request. */
export interface StoreTimeouts {
  /** Requests without a file; serverless functions should not block longer than 10 s. */
  readonly short: number;
  /** A part of 5 MB on a slow line between two data centres. */
  readonly file: number;
  /** A store may take a while to join many parts. */
  readonly finish: number;
  /** A response without a byte for this long counts as aborted. */
  readonly stall: number;
}

const TIMEOUTS_MS: StoreTimeouts = { short: 4_000, file: 60_000, finish: 8_000, stall: 20_000 };
/** Total attempts. The first delay is short, because most failures are brief. */
const MAX_ATTEMPTS = 3;
/** A request that took this long is not retried, so that the total stays within a serverless function's limit. */
const MAX_RETRY_TIME_MS = 5_000;
const INITIAL_RETRY_DELAY_MS = 150;

export type StoreTimeoutName = Exclude<keyof StoreTimeouts, 'stall'>;

export interface StoreRequests {
  /**
   * @param send Sends the request; called per attempt, so it must be idempotent. An `AppError` from it is final;
   * any other error counts as a network failure.
   * @throws {AppError}
   */
  attempt<T>(send: (signal: AbortSignal) => Promise<T>, timeout?: StoreTimeoutName): Promise<T>;
  /** Returns the response body, which fails if it stalls or its length differs from `byteSize`. */
  watchBody(response: Response, byteSize: number): ReadableStream<Uint8Array>;
}

export interface StoreRequestOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** Jitter for the delays. */
  readonly random?: () => number;
  readonly timeouts?: StoreTimeouts;
}

export function storageUnavailableError(message: string, cause?: unknown): AppError {
  return new AppError('storage-unavailable', message, cause === undefined ? {} : { cause });
}

/** Statuses of temporary failures. */
export function isServerErrorStatus(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

export function createStoreRequests({ sleep, random = Math.random, timeouts = TIMEOUTS_MS }: StoreRequestOptions): StoreRequests {
  return {
    async attempt(send, timeout = 'short') {
      const timeoutMs = timeouts[timeout];
      const startedAt = performance.now();
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await withTimeout(timeoutMs, send);
        } catch (error) {
          const isRetryable = error instanceof AppError && error.code === 'storage-unavailable' && attempts < MAX_ATTEMPTS;
          if (!isRetryable || performance.now() - startedAt > Math.max(MAX_RETRY_TIME_MS, timeoutMs)) throw error;
          await sleep(INITIAL_RETRY_DELAY_MS * 2 ** (attempts - 1) * (0.5 + random()));
        }
      }
    },

    watchBody: (response, byteSize) => withStallTimeout(response, byteSize, timeouts.stall),
  };
}

async function withTimeout<T>(timeoutMs: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    return await send(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw storageUnavailableError('the store did not answer in time', error);
    if (error instanceof AppError) throw error;
    throw storageUnavailableError('the store could not be reached', error);
  } finally {
    // The body has its own stall timeout.
    clearTimeout(timer);
  }
}

function withStallTimeout(response: Response, byteSize: number, stallMs: number): ReadableStream<Uint8Array> {
  const reader = response.body?.getReader();
  let receivedBytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = reader === undefined ? null : await nextChunk(reader, stallMs);
        if (chunk === null) {
          if (receivedBytes !== byteSize) throw storageUnavailableError('the store broke off in the middle of a file');
          controller.close();
          return;
        }
        receivedBytes += chunk.byteLength;
        if (receivedBytes > byteSize) throw storageUnavailableError('the store sent more than it announced');
        controller.enqueue(chunk);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>, stallMs: number): Promise<Uint8Array | null> {
  const stalled = Promise.withResolvers<never>();
  const timer = setTimeout(() => stalled.reject(storageUnavailableError('the store stopped in the middle of a file')), stallMs);
  try {
    const { done, value } = await Promise.race([reader.read(), stalled.promise]);
    return done ? null : value;
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    throw error instanceof AppError ? error : storageUnavailableError('the store broke off in the middle of a file', error);
  } finally {
    clearTimeout(timer);
  }
}
