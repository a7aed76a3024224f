import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import { readRemoteRange } from '@/lib/server/storage/read-remote-range';
import type { InputPublisher, Storage, StorageKey, StoredFile } from '@/lib/server/storage/storage';
import { writeMultipart } from '@/lib/server/storage/write-multipart';
import type { S3Client } from './client';
import { completeMultipart, createS3Multipart, getEtag } from './multipart';

/** Files in a bucket of S3 or an S3-compatible store. Browsers upload to it and read results from it directly. */

/** Upstream's sessions last 24 h (specification), plus an hour for clock differences and queues. */
const PUBLISHED_LIFETIME_MS = 25 * 60 * 60 * 1000;

export function createS3Storage(client: S3Client): Storage {
  const parts = createS3Multipart(client);

  async function head(key: StorageKey): Promise<StoredFile | null> {
    const response = await client.send({ method: 'HEAD', key, acceptedStatuses: [404] });
    if (response.status === 404) return null;
    return {
      byteSize: Number(response.headers.get('content-length') ?? 0),
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    };
  }

  return {
    name: 's3',
    supportsContentDisposition: true,

    async write(key, body, contentType) {
      const headers = { 'content-type': contentType };
      const byteSize = await writeMultipart(body, {
        writeWhole: async (bytes) => void (await client.send({ method: 'PUT', key, headers, body: bytes, timeout: 'file' })),
        create: () => parts.create(key, { byteSize: 0, contentType }),
        send: async (reference, partNumber, bytes) => {
          const query = { partNumber: String(partNumber), uploadId: reference };
          const response = await client.send({ method: 'PUT', key, query, body: bytes, timeout: 'file' });
          return { partNumber, etag: getEtag(response) };
        },
        complete: (reference, etags, whole) =>
          completeMultipart(client, { key, reference }, etags).catch(async (error: unknown) => {
            // An earlier attempt whose response was lost may have completed it.
            if (!(error instanceof AppError) || error.code !== 'not-found' || (await head(key))?.byteSize !== whole) throw error;
          }),
        abort: (reference) => parts.abort({ key, reference }),
      });
      return { byteSize, contentType };
    },

    stat: head,

    read: (key, range) =>
      readRemoteRange(
        { head: () => head(key), get: (headers) => client.send({ method: 'GET', key, headers }), watch: client.watch },
        range,
      ),

    async delete(key) {
      await client.send({ method: 'DELETE', key, acceptedStatuses: [404] });
    },

    signedUrl: (key, { lifetimeMs, contentDisposition }) =>
      client.presign({ method: 'GET', key, query: { 'response-content-disposition': contentDisposition } }, lifetimeMs),

    multipart: parts,
    checkCors: (origin) => client.sendPreflight(origin),
  };
}

/** Upstream reads inputs directly from the store. */
export function createS3Publisher(client: S3Client): InputPublisher {
  return {
    costMilliPtc: 0,
    publish: async (key, { contentType }) => ({
      url: await client.presign({ method: 'GET', key, query: { 'response-content-type': contentType } }, PUBLISHED_LIFETIME_MS),
    }),
  };
}
