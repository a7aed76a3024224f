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
const MAX_TRIES = 3;
/** What took this long already is not begun again: whoever waits has more patience than the function that they wait for. */
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 150;

export type StoreWait = Exclude<keyof StoreTimeouts, 'stall'>;

export interface StoreCalls {
  /**
   * @param ask makes the request, anew for each try, so it must be safe to make twice. An `AppError` that it throws is the answer, and any
   * other error is the network's.
   * @throws {AppError}
   */
  attempt<T>(ask: (signal: AbortSignal) => Promise<T>, wait?: StoreWait): Promise<T>;
  /** An answer's body, which fails where it stops in the middle, and where it is not as long as it was said to be. */
  watch(response: Response, byteSize: number): ReadableStream<Uint8Array>;
}

export interface StoreCallsOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** For pauses that do not all end at once. */
  readonly random?: () => number;
  readonly timeouts?: StoreTimeouts;
}

export function storeDown(message: string, cause?: unknown): AppError {
  return new AppError('storage-down', message, cause === undefined ? {} : { cause });
}

/** Statuses that say: not now. */
export function isBroken(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

export function createStoreCalls({ sleep, random = Math.random, timeouts = TIMEOUTS_MS }: StoreCallsOptions): StoreCalls {
  return {
    async attempt(ask, wait = 'short') {
      const timeoutMs = timeouts[wait];
      const startedAt = performance.now();
      for (let tries = 1; ; tries += 1) {
        try {
          return await within(timeoutMs, ask);
        } catch (error) {
          const mayHelp = error instanceof AppError && error.code === 'storage-down' && tries < MAX_TRIES;
          if (!mayHelp || performance.now() - startedAt > Math.max(PATIENCE_MS, timeoutMs)) throw error;
          await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + random()));
        }
      }
    },

    watch: (response, byteSize) => watchedBody(response, byteSize, timeouts.stall),
  };
}

async function within<T>(timeoutMs: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    return await ask(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw storeDown('the store did not answer in time', error);
    if (error instanceof AppError) throw error;
    throw storeDown('the store could not be reached', error);
  } finally {
    // From here on a body has its own clock.
    clearTimeout(timer);
  }
}

function watchedBody(response: Response, byteSize: number, stallMs: number): ReadableStream<Uint8Array> {
  const reader = response.body?.getReader();
  let seen = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = reader === undefined ? null : await nextChunk(reader, stallMs);
        if (chunk === null) {
          if (seen !== byteSize) throw storeDown('the store broke off in the middle of a file');
          controller.close();
          return;
        }
        seen += chunk.byteLength;
        if (seen > byteSize) throw storeDown('the store sent more than it announced');
        controller.enqueue(chunk);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>, stallMs: number): Promise<Uint8Array | null> {
  const stalled = Promise.withResolvers<never>();
  const timer = setTimeout(() => stalled.reject(storeDown('the store stopped in the middle of a file')), stallMs);
  try {
    const { done, value } = await Promise.race([reader.read(), stalled.promise]);
    return done ? null : value;
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    throw error instanceof AppError ? error : storeDown('the store broke off in the middle of a file', error);
  } finally {
    clearTimeout(timer);
  }
}
