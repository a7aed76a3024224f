import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { InputPublisher, Storage, StorageKey, StoredFile } from './port';
import { readRemote } from './read-range';
import type { S3Client } from './s3-client';
import { createS3Parts, etagOf, finishMultipart } from './s3-parts';
import { writeInParts } from './write-parts';

/** Files in a bucket of S3, or of anything that speaks as S3 does. Browsers send clips to it and read results from it themselves. */

/** Upstream's sessions last 24 h (specification); an hour more for clocks and queues. */
const PUBLISHED_LIFETIME_MS = 25 * 60 * 60 * 1000;

export function createS3Storage(client: S3Client): Storage {
  const parts = createS3Parts(client);

  async function find(key: StorageKey): Promise<StoredFile | null> {
    const response = await client.send({ method: 'HEAD', key, alsoFine: [404] });
    if (response.status === 404) return null;
    return {
      byteSize: Number(response.headers.get('content-length') ?? 0),
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    };
  }

  return {
    name: 's3',
    takesNames: true,

    async write(key, body, contentType) {
      const headers = { 'content-type': contentType };
      const byteSize = await writeInParts(body, {
        whole: async (bytes) => void (await client.send({ method: 'PUT', key, headers, body: bytes, wait: 'file' })),
        begin: () => parts.begin(key, { byteSize: 0, contentType }),
        send: async (reference, partNumber, bytes) => {
          const query = { partNumber: String(partNumber), uploadId: reference };
          const response = await client.send({ method: 'PUT', key, query, body: bytes, wait: 'file' });
          return { partNumber, etag: etagOf(response) };
        },
        finish: (reference, etags, whole) =>
          finishMultipart(client, { key, reference }, etags).catch(async (error: unknown) => {
            // Done by a try whose answer was lost.
            if (!(error instanceof AppError) || error.code !== 'not-found' || (await find(key))?.byteSize !== whole) throw error;
          }),
        abandon: (reference) => parts.discard({ key, reference }),
      });
      return { byteSize, contentType };
    },

    stat: find,

    read: (key, range) =>
      readRemote({ find: () => find(key), get: (headers) => client.send({ method: 'GET', key, headers }), watch: client.watch }, range),

    async delete(key) {
      await client.send({ method: 'DELETE', key, alsoFine: [404] });
    },

    signedUrl: (key, { lifetimeMs, contentDisposition }) =>
      client.presign({ method: 'GET', key, query: { 'response-content-disposition': contentDisposition } }, lifetimeMs),

    parts,
    letsPagesIn: (origin) => client.askForPage(origin),
  };
}

/** Upstream reads an input from the store itself. */
export function createS3Publisher(client: S3Client): InputPublisher {
  return {
    costMilliPtc: 0,
    publish: async (key, { contentType }) => ({
      url: await client.presign({ method: 'GET', key, query: { 'response-content-type': contentType } }, PUBLISHED_LIFETIME_MS),
    }),
  };
}
