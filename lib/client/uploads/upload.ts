/**
 * Uploads a file to the target of a ticket, with progress, cancellation and retries. If the store supports parts, only missing parts are sent
 * again.
 */

import type { Api } from '@/lib/client/requests/api';
import { ApiError, isAbortError } from '@/lib/client/requests/api-error';
import type { UploadTicket } from '@/lib/contracts/upload';
import { sendBytes } from './send-bytes';
import { SentParts, sendParts } from './send-parts';

interface SentBytes {
  /** Includes parts in progress. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

export type UploadProgress =
  /** `remainingMs` is `null` until the speed is known. */
  | (SentBytes & { readonly kind: 'sending'; readonly remainingMs: number | null })
  /** The connection broke or the server is busy; the next attempt starts automatically and resumes the upload. */
  | (SentBytes & { readonly kind: 'waiting'; readonly why: 'offline' | 'broken' | 'busy' });

export interface UploadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UploadProgress) => void;
  /** An earlier upload of this file to resume. */
  readonly resume?: string | null;
  /** Reports an upload that can be resumed later, as soon as its id is known. */
  readonly onResumable?: (uploadId: string) => void;
}

/** Browser functions; tests pass their own. */
export interface UploadEnvironment {
  readonly openRequest: () => XMLHttpRequest;
  readonly isOnline: () => boolean;
  /** Resolves when the browser is online again, or after `ms`; rejects when cancelled. */
  readonly waitForNetwork: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

export type UploadApi = Pick<Api, 'createUpload' | 'readUpload' | 'completeUpload'>;

/** Delays between attempts without progress; progress resets them. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const MAX_RETRY_DELAY_MS = 15_000;
/** After a part has arrived, retry for about three minutes, because the upload can resume unattended. */
const MAX_RETRIES_AFTER_ARRIVAL = 15;
/** Period over which the speed is averaged: long enough to be stable, short enough to react to a lost network. */
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
 * Uploads a file.
 *
 * @throws {ApiError} if the server rejects the file, after repeated connection failures (`upload-broken`), or if only the external store is
 * unreachable (`upload-blocked`).
 * @throws {DOMException} `AbortError` if the caller cancelled.
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
      // Rate limiting does not count as a failure, because it ends when another upload has finished.
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

/** The upload of one file across all attempts. */
class Upload {
  readonly #api: UploadApi;
  readonly #file: File;
  readonly #options: UploadOptions;
  readonly #deps: UploadEnvironment;
  readonly #sent = new SentParts();
  /** Id of the upload that can be resumed. */
  #uploadId: string | null;
  #ticket: UploadTicket | null = null;
  /** Whether the last attempt made progress. */
  #moved = false;
  #everMoved = false;
  /** Whether the app's server responded in the last attempt. */
  #answered = false;

  constructor(api: UploadApi, file: File, options: UploadOptions, environment: UploadEnvironment) {
    this.#api = api;
    this.#file = file;
    this.#options = options;
    this.#deps = environment;
    this.#uploadId = options.resume ?? null;
  }

  /** @returns the id of the complete upload. */
  async attempt(): Promise<string> {
    this.#moved = false;
    this.#answered = false;
    const { ticket, whole } = await this.#nextTicket();
    this.#ticket = ticket;
    this.#answered = true;
    if (!whole) await this.#send(ticket);
    return ticket.uploadId;
  }

  /** Bytes that need not be sent again. */
  arrivedBytes(): number {
    const ticket = this.#ticket;
    return ticket?.parts?.reduce((sum, part) => sum + (this.#sent.has(part, ticket.needsEtags === true) ? part.byteSize : 0), 0) ?? 0;
  }

  hasProgressed(): boolean {
    return this.#moved;
  }

  /** Whether another attempt can succeed: after a connection failure, a temporary server error, or an outdated upload or part list. */
  isRetryable(error: ApiError): boolean {
    if (error.code === 'not-found' && this.#uploadId !== null) {
      // The upload expired or was deleted; start a new one.
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

  /** The app's server responds, but the external store never accepted a byte: its CORS rules or a firewall block it. */
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
    // An aborted part is sent again from its start, so only complete parts count as progress.
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

/** Some systems report no type for a file, but the request requires one. */
function getContentType(file: File): string {
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  return file.type || TYPE_BY_EXTENSION[extension] || 'application/octet-stream';
}
