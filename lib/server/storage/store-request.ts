import 'server-only';
import { AppError } from '@/lib/server/http/app-error';

/** How any store over a network is asked: with a limit of time, and again where that can help. What it breaks off is said in our own words. */

/** How long each kind of request may take until its answer begins. */
export interface StoreTimeouts {
  /** Carries no file; a function may not be held longer than 10 s. */
  readonly short: number;
  /** A part of 5 MB on a slow line between two data centres. */
  readonly file: number;
  /** Making one object of many parts may take a store a while. */
  readonly finish: number;
  /** No byte of an answer for this long counts as broken off. */
  readonly stall: number;
}

const TIMEOUTS_MS: StoreTimeouts = { short: 4_000, file: 60_000, finish: 8_000, stall: 20_000 };
/** Tries in all. The first pause is short, because most hiccups are. */
const MAX_ATTEMPTS = 3;
/** What took this long already is not begun again: whoever waits has more patience than the function that they wait for. */
const MAX_RETRY_TIME_MS = 5_000;
const INITIAL_RETRY_DELAY_MS = 150;

export type StoreTimeoutName = Exclude<keyof StoreTimeouts, 'stall'>;

export interface StoreRequests {
  /**
   * @param send makes the request, anew for each try, so it must be safe to make twice. An `AppError` that it throws is the answer, and any
   * other error is the network's.
   * @throws {AppError}
   */
  attempt<T>(send: (signal: AbortSignal) => Promise<T>, timeout?: StoreTimeoutName): Promise<T>;
  /** An answer's body, which fails where it stops in the middle, and where it is not as long as it was said to be. */
  watchBody(response: Response, byteSize: number): ReadableStream<Uint8Array>;
}

export interface StoreRequestOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** For pauses that do not all end at once. */
  readonly random?: () => number;
  readonly timeouts?: StoreTimeouts;
}

export function storageUnavailableError(message: string, cause?: unknown): AppError {
  return new AppError('storage-unavailable', message, cause === undefined ? {} : { cause });
}

/** Statuses that say: not now. */
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
    // From here on a body has its own clock.
    clearTimeout(timer);
  }
}

function withStallTimeout(response: Response, byteSize: number, stallMs: number): ReadableStream<Uint8Array> {
  const reader = response.body?.getReader();
  let seen = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = reader === undefined ? null : await nextChunk(reader, stallMs);
        if (chunk === null) {
          if (seen !== byteSize) throw storageUnavailableError('the store broke off in the middle of a file');
          controller.close();
          return;
        }
        seen += chunk.byteLength;
        if (seen > byteSize) throw storageUnavailableError('the store sent more than it announced');
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
