import 'server-only';
import {
  BlobAccessError,
  BlobError,
  BlobFileTooLargeError,
  BlobNotFoundError,
  BlobStoreNotFoundError,
  BlobStoreSuspendedError,
  head,
  type IssuedSignedToken,
  issueSignedToken,
  presignUrl,
} from '@vercel/blob';
import type { BlobSettings } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import type { StorageKey, StoredFile } from '@/lib/server/storage/storage';
import { getObjectName } from '@/lib/server/storage/storage-key';
import { type StoreRequests, type StoreTimeoutName, storageUnavailableError } from '@/lib/server/storage/store-request';

/** Calls Vercel Blob through its package and converts errors to `AppError`. */

export interface BlobClient {
  /** Options of every package call. */
  readonly token: string;
  /**
   * Runs a package call with retries where they can help.
   * @throws {AppError} as `Storage` describes.
   */
  call<T>(request: (signal: AbortSignal) => Promise<T>, timeout?: StoreTimeoutName): Promise<T>;
  head(key: StorageKey): Promise<StoredFile | null>;
  /**
   * Reads the file's bytes, bypassing caches.
   * @throws {AppError} `not-found`.
   */
  get(key: StorageKey, headers: Readonly<Record<string, string>>): Promise<Response>;
  readonly watch: StoreRequests['watchBody'];
  /** Returns a temporary URL for reading this one file. */
  presign(key: StorageKey, lifetimeMs: number): Promise<URL>;
}

export interface BlobClientOptions {
  readonly settings: BlobSettings;
  readonly requests: StoreRequests;
  readonly now: () => number;
}

/** The store's maximum. The signing token is renewed occasionally, and each URL has its own expiry. */
const SIGNER_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;
/** The longest URL lifetime, plus clock differences. */
const SIGNER_MIN_REMAINING_MS = 26 * 60 * 60 * 1000;

export function createBlobClient({ settings, requests, now }: BlobClientOptions): BlobClient {
  // The package otherwise makes ten attempts over minutes, and an environment variable is the only way to disable
  // that.
  process.env.VERCEL_BLOB_RETRIES = '0';
  const token = settings.token.reveal();
  // A fake store provides its object origin in its responses.
  let origin = settings.objectOrigin === null ? undefined : Promise.resolve(settings.objectOrigin);
  let signer: Promise<IssuedSignedToken> | undefined;

  const call: BlobClient['call'] = (request, timeout) =>
    requests.attempt(async (signal) => {
      try {
        return await request(signal);
      } catch (error) {
        throw error instanceof BlobError ? toStorageError(error) : error;
      }
    }, timeout);

  const fetchHead = (key: StorageKey) => {
    const pathname = getObjectName(key);
    return call((abortSignal) => head(pathname, { token, abortSignal }));
  };

  function getOrigin(key: StorageKey): Promise<string> {
    origin ??= fetchHead(key).then(
      ({ url }) => new URL(url).origin,
      (error: unknown) => {
        origin = undefined;
        throw error;
      },
    );
    return origin;
  }

  function currentSigner(): Promise<IssuedSignedToken> {
    const issueSigner = async () => {
      const validUntil = now() + SIGNER_LIFETIME_MS;
      return call((abortSignal) => issueSignedToken({ token, pathname: '*', operations: ['get'], validUntil, abortSignal }));
    };
    signer = (signer ?? issueSigner())
      .then((current) => (current.validUntil - now() > SIGNER_MIN_REMAINING_MS ? current : issueSigner()))
      .catch((error: unknown) => {
        signer = undefined;
        throw error;
      });
    return signer;
  }

  return {
    token,
    call,

    async head(key) {
      try {
        const { size, contentType } = await fetchHead(key);
        return { byteSize: size, contentType };
      } catch (error) {
        if (error instanceof AppError && error.code === 'not-found') return null;
        throw error;
      }
    },

    async get(key, headers) {
      const url = new URL(`/${getObjectName(key)}`, await getOrigin(key));
      url.searchParams.set('cache', '0');
      return requests.attempt(async (signal) => {
        const init = {
          headers: { ...headers, authorization: `Bearer ${token}`, 'accept-encoding': 'identity' },
          signal,
          redirect: 'manual' as const,
        };
        const response = await fetch(url, init);
        if (response.ok) return response;
        void response.body?.cancel().catch(() => undefined);
        if (response.status === 404) throw new AppError('not-found', 'This file is not there.');
        if (response.status === 416) throw new AppError('internal-error', 'A range outside of the file.');
        if (response.status === 401 || response.status === 403)
          throw new AppError('not-configured', `the store answered ${response.status}`);
        throw storageUnavailableError(`the store answered ${response.status}`);
      });
    },

    watch: requests.watchBody,

    async presign(key, lifetimeMs) {
      const pathname = getObjectName(key);
      const { presignedUrl } = await presignUrl(await currentSigner(), {
        operation: 'get',
        access: 'private',
        pathname,
        validUntil: Math.floor(now() + lifetimeMs),
      });
      const { pathname: path, search } = new URL(presignedUrl);
      return new URL(`${path}${search}`, await getOrigin(key));
    },
  };
}

function toStorageError(error: BlobError): AppError {
  const cause = error;
  if (error instanceof BlobNotFoundError) return new AppError('not-found', 'this file is not there', { cause });
  if (error instanceof BlobAccessError || error instanceof BlobStoreNotFoundError) {
    return new AppError('not-configured', 'the store does not let this server in', { cause });
  }
  // The plan's quota is used up.
  if (error instanceof BlobStoreSuspendedError) return new AppError('storage-full', 'the store has been suspended', { cause });
  if (error instanceof BlobFileTooLargeError) return new AppError('payload-too-large', 'the store takes no file of this length', { cause });
  // Temporary errors have their own classes; a plain `BlobError` is a request that the store rejected as invalid.
  if (error.constructor !== BlobError) return storageUnavailableError('the store did not do what it was asked', cause);
  if (/\baccess\b|private|public/i.test(error.message)) return new AppError('not-configured', 'the store is not a private one', { cause });
  return new AppError('internal-error', 'the store did not understand', { cause });
}
