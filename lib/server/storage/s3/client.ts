import 'server-only';
import { AwsV4Signer } from 'aws4fetch';
import type { S3Settings } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import type { CorsStatus, StorageKey } from '@/lib/server/storage/storage';
import { getObjectName } from '@/lib/server/storage/storage-key';
import {
  isServerErrorStatus,
  type StoreRequests,
  type StoreTimeoutName,
  storageUnavailableError,
} from '@/lib/server/storage/store-request';
import { getXmlText } from './xml';

/**
 * Signed requests to an S3-compatible store, with errors converted to `AppError`. The store's responses never reach
 * a browser.
 */

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly key: StorageKey;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Error statuses that the caller handles. */
  readonly acceptedStatuses?: readonly number[];
  readonly timeout?: StoreTimeoutName;
  /**
   * The store may send a success status, keep the connection open while it works, and report an error in the body;
   * `send` then checks the body.
   */
  readonly mayReturnErrorInBody?: boolean;
}

export interface S3Client {
  /**
   * Retries where that can help.
   * @throws {AppError} as `Storage` describes.
   */
  send(request: S3Request): Promise<Response>;
  /** The body of a response from `send`. */
  readonly watch: StoreRequests['watchBody'];
  /**
   * Returns a presigned URL that permits one such request until it expires. Signed headers must be sent unchanged.
   */
  presign(request: Pick<S3Request, 'method' | 'key' | 'query' | 'headers'>, lifetimeMs: number): Promise<string>;
  /** Sends the CORS preflight that a browser would send for a part upload from this origin. Never throws. */
  sendPreflight(origin: string): Promise<CorsStatus>;
}

/** Short, because a page load waits for it. */
const REQUEST_TIMEOUT_MS = 3_000;
/** S3's limit for presigned URLs. */
const MAX_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

export interface S3ClientOptions {
  readonly settings: S3Settings;
  readonly requests: StoreRequests;
  readonly now: () => number;
}

export function createS3Client({ settings, requests, now }: S3ClientOptions): S3Client {
  function getUrl(key: StorageKey, query: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(`${settings.bucketUrl}/${getObjectName(key)}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  function createSigner(request: Pick<S3Request, 'method' | 'headers'>, url: URL, signQuery: boolean): AwsV4Signer {
    return new AwsV4Signer({
      method: request.method,
      url: url.href,
      headers: { ...request.headers },
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey.reveal(),
      service: 's3',
      region: settings.region,
      datetime: new Date(now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      signQuery,
      // The URL is valid for exactly this body length.
      allHeaders: signQuery,
    });
  }

  return {
    send(request) {
      const { method, key, query, body, acceptedStatuses = [], timeout, mayReturnErrorInBody = false } = request;
      const url = getUrl(key, query);
      return requests.attempt(async (signal) => {
        const { headers } = await createSigner(request, url, false).sign();
        // Not signed, because proxies change it.
        headers.set('accept-encoding', 'identity');
        const response = await fetch(url, { method, headers, signal, redirect: 'manual', ...toRequestBody(body, headers) });
        if (!response.ok && !acceptedStatuses.includes(response.status)) throw await toStorageError(response);
        if (mayReturnErrorInBody) await throwErrorInBody(response);
        return response;
      }, timeout);
    },

    watch: requests.watchBody,

    async presign(request, lifetimeMs) {
      const url = getUrl(request.key, request.query);
      const seconds = Math.max(1, Math.floor(Math.min(lifetimeMs, MAX_LIFETIME_MS) / 1000));
      url.searchParams.set('X-Amz-Expires', String(seconds));
      const signed = await createSigner(request, url, true).sign();
      // Some stores read `+` as a plus instead of a space.
      return signed.url.href.replace(/\+/g, '%20');
    },

    async sendPreflight(origin) {
      try {
        const headers = { origin, 'access-control-request-method': 'PUT' };
        const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
        const response = await fetch(getUrl('inputs/trial'), { method: 'OPTIONS', headers, signal, redirect: 'manual' });
        void response.body?.cancel().catch(() => undefined);
        if (isServerErrorStatus(response.status)) return 'unknown';
        const allowed = response.headers.get('access-control-allow-origin');
        const methods =
          response.headers
            .get('access-control-allow-methods')
            ?.split(',')
            .map((method) => method.trim().toUpperCase()) ?? [];
        return (allowed === '*' || allowed === origin) && (methods.includes('PUT') || methods.includes('*')) ? 'open' : 'shut';
      } catch {
        return 'unknown';
      }
    },
  };
}

/** Small enough for one socket write. */
const CHUNK_BYTES = 256 * 1024;

/** Streams chunks of the buffer, because `fetch` would copy the entire part for each attempt. */
function toRequestBody(body: S3Request['body'], headers: Headers): RequestInit & { readonly duplex?: 'half' } {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body };
  headers.set('content-length', String(body.byteLength));
  let offset = 0;
  const chunks = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (offset >= body.byteLength) return controller.close();
        controller.enqueue(body.subarray(offset, offset + CHUNK_BYTES));
        offset += CHUNK_BYTES;
      },
    },
    { highWaterMark: 0 },
  );
  return { body: chunks, duplex: 'half' };
}

/** Error codes for a full store differ between vendors. */
const FULL_CODES = new Set([
  'QuotaExceeded',
  'StorageFull',
  'XMinioStorageFull',
  'InsufficientCapacity',
  'XMinioAdminBucketQuotaExceeded',
  'TotalUsageExceeded',
]);
const CONFIGURATION_CODES = new Set([
  'NoSuchBucket',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'InvalidBucketName',
  'InvalidRequest',
]);

async function toStorageError(response: Response): Promise<AppError> {
  const { status } = response;
  const code = getErrorCode(await response.text().catch(() => ''));
  const message = `the store answered ${status}${code === '' ? '' : ` (${code})`}`;
  if (status === 507 || FULL_CODES.has(code)) return new AppError('storage-full', message);
  if (status === 404 && code !== 'NoSuchBucket') return new AppError('not-found', 'this file is not there');
  if (status === 401 || status === 403 || (status >= 300 && status < 400) || CONFIGURATION_CODES.has(code))
    return new AppError('not-configured', message);
  if (status === 416) return new AppError('internal-error', 'a range outside of the file');
  if (isServerErrorStatus(status)) return storageUnavailableError(message);
  return new AppError('internal-error', message);
}

async function throwErrorInBody(response: Response): Promise<void> {
  const body = await response.text();
  if (/<Error[\s>]/.test(body)) throw storageUnavailableError(`the store thought better of it (${getErrorCode(body)})`);
}

/** Returns the error code for the log, and nothing longer than a code. */
function getErrorCode(xml: string): string {
  return /^[A-Za-z]{1,64}$/.exec(getXmlText(xml, 'Code') ?? '')?.[0] ?? '';
}
