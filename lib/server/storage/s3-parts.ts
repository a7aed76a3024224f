import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import { incompleteUpload } from './incomplete';
import type { PartEtag, PartedUpload, PartedUploads } from './port';
import type { S3Client } from './s3-client';
import { storeDown } from './store-calls';
import { PART_BYTES } from './write-parts';
import { escapeXml, xmlElements, xmlText } from './xml';

/**
 * S3's multipart uploads, sent by the browser to presigned addresses. What has arrived is asked of the store, never of the browser: so no
 * answer of the store's has to be readable there, and a reload loses nothing.
 */

/** S3 lists no more at once; our longest file has 20. */
const LISTED_PARTS = '1000';

export function createS3Parts(client: S3Client): PartedUploads {
  async function listed({ key, reference }: PartedUpload): Promise<PartEtag[]> {
    const response = await client.send({ method: 'GET', key, query: { uploadId: reference, 'max-parts': LISTED_PARTS } });
    return xmlElements(await response.text(), 'Part').map((part) => {
      return { partNumber: Number(xmlText(part, 'PartNumber')), etag: xmlText(part, 'ETag') ?? '' };
    });
  }

  return {
    partByteSize: PART_BYTES,
    takesWhole: false,
    needsEtags: false,
    receive: null,

    async begin(key, { contentType }) {
      const response = await client.send({ method: 'POST', key, query: { uploads: '' }, headers: { 'content-type': contentType } });
      const reference = xmlText(await response.text(), 'UploadId');
      if (reference === null || reference === '') throw storeDown('the store began an upload without naming it');
      return reference;
    },

    requests: ({ key, reference }, byteSizes, lifetimeMs) =>
      Promise.all(
        byteSizes.map(async (byteSize, index) => {
          const partNumber = index + 1;
          const query = { partNumber: String(partNumber), uploadId: reference };
          const headers = { 'content-length': String(byteSize) };
          // The browser says by itself how long a body is; the signature holds it to that.
          return {
            partNumber,
            method: 'PUT' as const,
            url: await client.presign({ method: 'PUT', key, query, headers }, lifetimeMs),
            headers: {},
          };
        }),
      ),

    sent: async (upload) => (await listed(upload)).map(({ partNumber }) => partNumber),

    async finish(upload, { partCount }) {
      try {
        const there = await listed(upload);
        const etags = Array.from({ length: partCount }, (_, index) => there.find(({ partNumber }) => partNumber === index + 1));
        if (!etags.every((etag) => etag !== undefined)) throw incompleteUpload();
        await finishMultipart(client, upload, etags);
      } catch (error) {
        // It may be gone because it was finished, by another try or one whose answer was lost.
        const isGone = error instanceof AppError && error.code === 'not-found';
        if (!isGone || (await client.send({ method: 'HEAD', key: upload.key, alsoFine: [404] })).status === 404) throw error;
      }
    },

    async discard({ key, reference }) {
      await client.send({ method: 'DELETE', key, query: { uploadId: reference }, alsoFine: [404] });
    },
  };
}

export function etagOf(response: Response): string {
  const etag = response.headers.get('etag');
  if (etag === null) throw storeDown('the store took a part without naming it');
  return etag;
}

export async function finishMultipart(client: S3Client, { key, reference }: PartedUpload, etags: readonly PartEtag[]): Promise<void> {
  const list = etags.map(({ partNumber, etag }) => `<Part><PartNumber>${partNumber}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`);
  await client.send({
    method: 'POST',
    key,
    query: { uploadId: reference },
    headers: { 'content-type': 'application/xml' },
    body: `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`,
    wait: 'finish',
    mayFailLate: true,
  });
}
