/** Sends a file's bytes where a ticket says: real progress, cancel, and patience with a network that goes and comes back. */

import { errorBodySchema } from '@/lib/contracts/error';
import type { UploadTicket } from '@/lib/contracts/upload';
import type { Api } from './api';
import { ApiError, wasCancelled } from './api-error';

export type UploadProgress =
  | {
      readonly kind: 'sending';
      readonly sentBytes: number;
      readonly totalBytes: number;
      /** `null` until there is enough to go by. */
      readonly remainingMs: number | null;
    }
  /** The connection is gone; the next try comes by itself. */
  | { readonly kind: 'waiting'; readonly offline: boolean };

export interface UploadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UploadProgress) => void;
}

/** What an uploader needs of the browser; tests hand in their own. */
export interface UploadDeps {
  readonly openRequest: () => XMLHttpRequest;
  readonly isOnline: () => boolean;
  /** Resolves when the browser says that it is online again, or after `ms`; rejects when cancelled. */
  readonly waitForNetwork: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

/** Waits between tries that got nowhere; a try that moved bytes starts the row again. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** No byte acknowledged for this long counts as a broken connection. */
const STALL_MS = 30_000;
/** Over how long the speed is taken: long enough to be calm, short enough to notice a train entering a tunnel. */
const SPEED_WINDOW_MS = 5_000;
const OFFLINE_LOOK_MS = 10_000;

const browserUploadDeps: UploadDeps = {
  openRequest: () => new XMLHttpRequest(),
  isOnline: () => navigator.onLine,
  waitForNetwork: (ms, signal) =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        window.removeEventListener('online', onOnline);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const onOnline = () => end(resolve);
      const onAbort = () => end(() => reject(new DOMException('cancelled', 'AbortError')));
      const timer = setTimeout(onOnline, ms);
      window.addEventListener('online', onOnline);
      signal.addEventListener('abort', onAbort);
    }),
  now: () => performance.now(),
};

/**
 * @throws {ApiError} when the server refuses the file, or the connection broke again and again (`upload-broken`).
 * @throws {DOMException} `AbortError` when the caller cancelled.
 */
export async function uploadFile(
  api: Pick<Api, 'openUpload'>,
  file: File,
  { signal, onProgress }: UploadOptions,
  deps: UploadDeps = browserUploadDeps,
): Promise<{ readonly uploadId: string }> {
  let ticket: UploadTicket | null = null;
  let failures = 0;
  let lastCause: unknown;
  while (failures <= RETRY_DELAYS_MS.length) {
    let movedBytes = false;
    try {
      ticket ??= await api.openUpload(
        { fileName: file.name.slice(-255) || 'clip', byteSize: file.size, contentType: contentTypeOf(file) },
        { signal },
      );
      await sendBytes(ticket, file, signal, deps, (progress) => {
        if (progress.kind === 'sending' && progress.sentBytes > 0) movedBytes = true;
        onProgress(progress);
      });
      return { uploadId: ticket.uploadId };
    } catch (thrown) {
      if (signal.aborted || wasCancelled(thrown)) throw new DOMException('cancelled', 'AbortError');
      if (!(thrown instanceof ApiError) || !isPassing(thrown)) throw thrown;
      lastCause = thrown;
      // A ticket that is gone, or whose bytes half arrived, is replaced rather than argued with.
      ticket = null;
      failures = movedBytes ? 1 : failures + 1;
      const offline = !deps.isOnline();
      if (failures > RETRY_DELAYS_MS.length) break;
      onProgress({ kind: 'waiting', offline });
      await deps.waitForNetwork(thrown.retryAfterMs ?? RETRY_DELAYS_MS[failures - 1] ?? 0, signal);
      while (!deps.isOnline()) await deps.waitForNetwork(OFFLINE_LOOK_MS, signal);
    }
  }
  throw new ApiError('upload-broken', { cause: lastCause });
}

/** What may heal by itself: a broken connection, or a server that says it is only for now. */
function isPassing(error: ApiError): boolean {
  return error.code === 'no-answer' || error.code === 'slow-down' || error.code === 'strange-answer';
}

function sendBytes(
  ticket: UploadTicket,
  file: File,
  signal: AbortSignal,
  deps: UploadDeps,
  onProgress: (progress: UploadProgress) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = deps.openRequest();
    const speed = speedometer(deps.now);
    let stall: ReturnType<typeof setTimeout> | undefined;
    const broke = () => end(() => reject(new ApiError('no-answer')));
    const end = (settle: () => void) => {
      clearTimeout(stall);
      signal.removeEventListener('abort', cancel);
      settle();
    };
    const cancel = () => {
      end(() => reject(new DOMException('cancelled', 'AbortError')));
      request.abort();
    };
    const watchForStall = () => {
      clearTimeout(stall);
      stall = setTimeout(() => {
        broke();
        request.abort();
      }, STALL_MS);
    };
    if (signal.aborted) return reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', cancel);
    request.open(ticket.method, ticket.url);
    for (const [name, value] of Object.entries(ticket.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      watchForStall();
      const sentBytes = Math.min(loaded, file.size);
      onProgress({ kind: 'sending', sentBytes, totalBytes: file.size, remainingMs: speed(sentBytes, file.size) });
    };
    // All bytes are out; measuring them on the other side may take longer than a stall would.
    request.upload.onload = () => clearTimeout(stall);
    request.onerror = broke;
    request.ontimeout = broke;
    request.onload = () => end(() => (isSuccess(request.status) ? resolve() : reject(refusal(request))));
    watchForStall();
    onProgress({ kind: 'sending', sentBytes: 0, totalBytes: file.size, remainingMs: null });
    request.send(file);
  });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Ours speaks in our words; another store (its own address) may answer in whatever way it likes. */
function refusal(request: XMLHttpRequest): ApiError {
  const body = errorBodySchema.safeParse(parseJson(request.responseText));
  if (!body.success) return new ApiError('strange-answer', { message: `upload answered ${request.status}` });
  const { code, ...details } = body.data.error;
  return new ApiError(code, details);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function speedometer(now: () => number): (sentBytes: number, totalBytes: number) => number | null {
  const seen: { atMs: number; sentBytes: number }[] = [];
  return (sentBytes, totalBytes) => {
    const atMs = now();
    seen.push({ atMs, sentBytes });
    while (seen.length > 2 && atMs - (seen[1]?.atMs ?? atMs) > SPEED_WINDOW_MS) seen.shift();
    const first = seen[0];
    if (!first || atMs - first.atMs < 500 || sentBytes === first.sentBytes) return null;
    return Math.round(((totalBytes - sentBytes) * (atMs - first.atMs)) / (sentBytes - first.sentBytes));
  };
}

const TYPE_BY_ENDING: Readonly<Record<string, string>> = { mp4: 'video/mp4', m4v: 'video/mp4', mov: 'video/quicktime' };

/** Some systems give a file no type at all; the contract wants one. */
function contentTypeOf(file: File): string {
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  return file.type || TYPE_BY_ENDING[ending] || 'application/octet-stream';
}
