import 'server-only';
import { completeMultipartUpload, createMultipartUpload, del, put, uploadPart } from '@vercel/blob';
import type { BlobSettings } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import { readRemoteRange } from '@/lib/server/storage/read-remote-range';
import type { InputPublisher, PartEtag, Storage, StorageKey } from '@/lib/server/storage/storage';
import { getObjectName } from '@/lib/server/storage/storage-key';
import { writeMultipart } from '@/lib/server/storage/write-multipart';
import type { BlobClient } from './client';
import { createBlobMultipart } from './multipart';

/** Files in a private Vercel Blob store. Browsers upload to it and read results from it directly. */

/**
 * Long enough for repeated playback, short enough that deleted files disappear soon. The store's minimum is a
 * minute.
 */
const CACHE_SECONDS = 60 * 60;
/** Upstream's sessions last 24 h (specification), plus an hour for clock differences and queues. */
const PUBLISHED_LIFETIME_MS = 25 * 60 * 60 * 1000;

export function createBlobStorage(client: BlobClient, settings: BlobSettings, now: () => number): Storage {
  const { token } = client;
  const writing = { access: 'private', addRandomSuffix: false, allowOverwrite: true, cacheControlMaxAge: CACHE_SECONDS, token } as const;

  async function completeUpload(
    key: StorageKey,
    etags: PartEtag[],
    upload: Parameters<typeof completeMultipartUpload>[2],
    whole: number,
  ): Promise<void> {
    try {
      await client.call((abortSignal) => completeMultipartUpload(getObjectName(key), etags, { ...upload, abortSignal }), 'finish');
    } catch (error) {
      // An earlier attempt whose response was lost may have completed it.
      const mayBeComplete = error instanceof AppError && (error.code === 'not-found' || error.code === 'internal-error');
      if (!mayBeComplete || (await client.head(key))?.byteSize !== whole) throw error;
    }
  }

  return {
    name: 'vercel-blob',
    supportsContentDisposition: false,

    async write(key, body, contentType) {
      const pathname = getObjectName(key);
      const options = { ...writing, contentType };
      // The store's reference for the current multipart write.
      let upload: { readonly key: string; readonly uploadId: string } | undefined;
      const created = () => {
        if (upload === undefined) throw new Error('no part before the beginning');
        return { ...options, ...upload };
      };
      const byteSize = await writeMultipart(body, {
        writeWhole: async (bytes) =>
          void (await client.call((abortSignal) => put(pathname, toBuffer(bytes), { ...options, abortSignal }), 'file')),
        create: async () => {
          upload = await client.call((abortSignal) => createMultipartUpload(pathname, { ...options, abortSignal }));
          return upload.uploadId;
        },
        send: (_, partNumber, bytes) =>
          client.call((abortSignal) => uploadPart(pathname, toBuffer(bytes), { ...created(), partNumber, abortSignal }), 'file'),
        complete: (_, etags, whole) => completeUpload(key, [...etags], created(), whole),
        // The store discards uploads that are never completed.
        abort: async () => undefined,
      });
      return { byteSize, contentType };
    },

    stat: client.head,

    read: (key, range) =>
      readRemoteRange({ head: () => client.head(key), get: (headers) => client.get(key, headers), watch: client.watch }, range),

    async delete(key) {
      const pathname = getObjectName(key);
      await client
        .call((abortSignal) => del(pathname, { token, abortSignal }))
        .catch((error: unknown) => {
          if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
        });
    },

    async signedUrl(key, { lifetimeMs, contentDisposition }) {
      const url = await client.presign(key, lifetimeMs);
      if (contentDisposition.startsWith('attachment')) url.searchParams.set('download', '1');
      return url.href;
    },

    multipart: createBlobMultipart({ client, settings, now }),
    // Not needed: a token is valid from pages of any origin.
    checkCors: async () => null,
  };
}

function toBuffer(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Upstream reads inputs directly from the store. */
export function createBlobPublisher(client: BlobClient): InputPublisher {
  return {
    costMilliPtc: 0,
    publish: async (key) => ({ url: (await client.presign(key, PUBLISHED_LIFETIME_MS)).href }),
  };
}
