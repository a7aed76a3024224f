/**
 * Sends a file's bytes where a ticket says, whatever store that is: real progress, cancel, and patience with a network that goes and comes
 * back. Where the store takes parts, only what has not arrived is sent again.
 */

import type { Api } from '@/lib/client/requests/api';
import { ApiError, isAbortError } from '@/lib/client/requests/api-error';
import type { UploadTicket } from '@/lib/contracts/upload';
import { sendBytes } from './send-bytes';
import { SentParts, sendParts } from './send-parts';

interface SentBytes {
  /** Parts under way included. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

export type UploadProgress =
  /** `remainingMs` is `null` until there is enough to go by. */
  | (SentBytes & { readonly kind: 'sending'; readonly remainingMs: number | null })
  /** The connection is gone, or the server asked for patience; the next try comes by itself, and goes on from what has arrived. */
  | (SentBytes & { readonly kind: 'waiting'; readonly why: 'offline' | 'broken' | 'busy' });

export interface UploadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UploadProgress) => void;
  /** An upload of this very file that was begun before and may be gone on with. */
  readonly resume?: string | null;
  /** Which upload could be gone on with later; said as soon as it is known. */
  readonly onResumable?: (uploadId: string) => void;
}

/** What an uploader needs of the browser; tests hand in their own. */
export interface UploadEnvironment {
  readonly openRequest: () => XMLHttpRequest;
  readonly isOnline: () => boolean;
  /** Resolves when the browser says that it is online again, or after `ms`; rejects when cancelled. */
  readonly waitForNetwork: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

export type UploadApi = Pick<Api, 'createUpload' | 'readUpload' | 'completeUpload'>;

/** Waits between tries that got nowhere; a try that moved bytes starts the row again. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const MAX_RETRY_DELAY_MS = 15_000;
/** Where something has arrived already, a line that is away for three minutes is waited for: nobody need sit by. */
const MAX_RETRIES_AFTER_ARRIVAL = 15;
/** Over how long the speed is taken: long enough to be calm, short enough to notice a train entering a tunnel. */
const SPEED_WINDOW_MS = 5_000;
const OFFLINE_CHECK_MS = 10_000;

const browserEnvironment: UploadEnvironment = {
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
 * @throws {ApiError} when the server refuses the file, the connection broke again and again (`upload-broken`), or the store itself could not
 * be reached though our server could (`upload-blocked`).
 * @throws {DOMException} `AbortError` when the caller cancelled.
 */
export async function uploadFile(
  api: UploadApi,
  file: File,
  options: UploadOptions,
  environment: UploadEnvironment = browserEnvironment,
): Promise<{ readonly uploadId: string }> {
  const { signal, onProgress } = options;
  const upload = new Upload(api, file, options, environment);
  let failures = 0;
  for (;;) {
    try {
      return { uploadId: await upload.attempt() };
    } catch (thrown) {
      if (signal.aborted || isAbortError(thrown)) throw new DOMException('cancelled', 'AbortError');
      if (!(thrown instanceof ApiError) || !upload.isRetryable(thrown)) throw thrown;
      // Told to wait is no failure: there is room again once something else has arrived.
      const isBusy = thrown.code === 'rate-limited';
      failures = (upload.hasProgressed() ? 0 : failures) + (isBusy ? 0 : 1);
      if (failures > (upload.arrivedBytes() > 0 ? MAX_RETRIES_AFTER_ARRIVAL : RETRY_DELAYS_MS.length))
        throw new ApiError(upload.isBlocked(thrown) ? 'upload-blocked' : 'upload-broken', { cause: thrown });
      const why = environment.isOnline() ? (isBusy ? 'busy' : 'broken') : 'offline';
      onProgress({ kind: 'waiting', why, sentBytes: upload.arrivedBytes(), totalBytes: file.size });
      await environment.waitForNetwork(thrown.retryAfterMs ?? RETRY_DELAYS_MS[Math.max(0, failures - 1)] ?? MAX_RETRY_DELAY_MS, signal);
      while (!environment.isOnline()) await environment.waitForNetwork(OFFLINE_CHECK_MS, signal);
    }
  }
}

/** One file on its way, over every try. */
class Upload {
  readonly #api: UploadApi;
  readonly #file: File;
  readonly #options: UploadOptions;
  readonly #deps: UploadEnvironment;
  readonly #sent = new SentParts();
  /** What may be gone on with. */
  #uploadId: string | null;
  /** The last that was given. */
  #ticket: UploadTicket | null = null;
  /** Whether the last try brought anything forward. */
  #moved = false;
  #everMoved = false;
  /** Whether our own server answered in the last try. */
  #answered = false;

  constructor(api: UploadApi, file: File, options: UploadOptions, environment: UploadEnvironment) {
    this.#api = api;
    this.#file = file;
    this.#options = options;
    this.#deps = environment;
    this.#uploadId = options.resume ?? null;
  }

  /** @returns the id of the upload that has arrived whole. */
  async attempt(): Promise<string> {
    this.#moved = false;
    this.#answered = false;
    const { ticket, whole } = await this.#nextTicket();
    this.#ticket = ticket;
    this.#answered = true;
    if (!whole) await this.#send(ticket);
    return ticket.uploadId;
  }

  /** What need not be sent again. */
  arrivedBytes(): number {
    const ticket = this.#ticket;
    return ticket?.parts?.reduce((sum, part) => sum + (this.#sent.has(part, ticket.needsEtags === true) ? part.byteSize : 0), 0) ?? 0;
  }

  hasProgressed(): boolean {
    return this.#moved;
  }

  /** What may heal by itself: a broken connection, or a server that says it is only for now; and what is mended by looking again. */
  isRetryable(error: ApiError): boolean {
    if (error.code === 'not-found' && this.#uploadId !== null) {
      // Its time was over, or somebody has ended it: begun anew.
      this.#uploadId = null;
      this.#sent.clear();
      return true;
    }
    if (error.issues.some(({ code }) => code === 'upload-incomplete')) {
      this.#sent.clear();
      return true;
    }
    return ['network-error', 'rate-limited', 'unexpected-response', 'storage-unavailable'].includes(error.code);
  }

  /** Our server answers, and the store that the parts go to never took a byte: it does not let this page in, or a network keeps it away. */
  isBlocked(error: ApiError): boolean {
    const isExternalTarget = this.#ticket?.parts?.some(({ url }) => /^https?:/.test(url)) ?? false;
    return isExternalTarget && this.#answered && !this.#everMoved && error.code === 'network-error';
  }

  async #nextTicket(): Promise<{ readonly ticket: UploadTicket; readonly whole: boolean }> {
    const { signal } = this.#options;
    if (this.#uploadId !== null) {
      const state = await this.#api.readUpload(this.#uploadId, { signal });
      return { ticket: state, whole: state.whole };
    }
    const { name, size } = this.#file;
    const ticket = await this.#api.createUpload(
      { fileName: name.slice(-255) || 'clip', byteSize: size, contentType: getContentType(this.#file), inParts: true },
      { signal },
    );
    if (ticket.parts !== undefined) {
      this.#uploadId = ticket.uploadId;
      this.#options.onResumable?.(ticket.uploadId);
    }
    return { ticket, whole: false };
  }

  async #send(ticket: UploadTicket): Promise<void> {
    const { signal, onProgress } = this.#options;
    const { openRequest, now } = this.#deps;
    const totalBytes = this.#file.size;
    const speed = createSpeedEstimator(now);
    const report = (sentBytes: number) => onProgress({ kind: 'sending', sentBytes, totalBytes, remainingMs: speed(sentBytes, totalBytes) });
    if (ticket.parts === undefined) {
      onProgress({ kind: 'sending', sentBytes: 0, totalBytes, remainingMs: null });
      const onSent = (sentBytes: number) => {
        if (sentBytes > 0) this.#noteMove();
        report(sentBytes);
      };
      await sendBytes(ticket, this.#file, { openRequest, signal, onSent });
      return;
    }
    const needsEtags = ticket.needsEtags === true;
    // A part that broke off is sent again from its beginning, so only whole ones count.
    await sendParts(ticket.parts, this.#file, {
      openRequest,
      signal,
      needsEtags,
      sent: this.#sent,
      onSent: report,
      onPart: () => this.#noteMove(),
    });
    await this.#api.completeUpload(ticket.uploadId, needsEtags ? { etags: this.#sent.etags() } : {}, { signal });
  }

  #noteMove(): void {
    this.#moved = true;
    this.#everMoved = true;
  }
}

function createSpeedEstimator(now: () => number): (sentBytes: number, totalBytes: number) => number | null {
  const samples: { atMs: number; sentBytes: number }[] = [];
  return (sentBytes, totalBytes) => {
    const atMs = now();
    samples.push({ atMs, sentBytes });
    while (samples.length > 2 && atMs - (samples[1]?.atMs ?? atMs) > SPEED_WINDOW_MS) samples.shift();
    const first = samples[0];
    if (!first || atMs - first.atMs < 500 || sentBytes <= first.sentBytes) return null;
    return Math.round(((totalBytes - sentBytes) * (atMs - first.atMs)) / (sentBytes - first.sentBytes));
  };
}

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = { mp4: 'video/mp4', m4v: 'video/mp4', mov: 'video/quicktime' };

/** Some systems give a file no type at all; the contract wants one. */
function getContentType(file: File): string {
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  return file.type || TYPE_BY_EXTENSION[extension] || 'application/octet-stream';
}
