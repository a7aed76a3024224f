import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import { incompleteUploadError } from '@/lib/server/storage/incomplete-upload-error';
import type { MultipartUpload, MultipartUploads, PartEtag } from '@/lib/server/storage/storage';
import { storageUnavailableError } from '@/lib/server/storage/store-request';
import { PART_BYTES } from '@/lib/server/storage/write-multipart';
import type { S3Client } from './client';
import { escapeXml, getXmlElements, getXmlText } from './xml';

/**
 * S3 multipart uploads, sent by the browser to presigned URLs. The server lists received parts from the store, so
 * the browser need not read the store's responses and a reload loses nothing.
 */

/** S3's page limit; our longest file has 20 parts. */
const LIST_PAGE_SIZE = '1000';

export function createS3Multipart(client: S3Client): MultipartUploads {
  async function listAllParts({ key, reference }: MultipartUpload): Promise<PartEtag[]> {
    const response = await client.send({ method: 'GET', key, query: { uploadId: reference, 'max-parts': LIST_PAGE_SIZE } });
    return getXmlElements(await response.text(), 'Part').map((part) => {
      return { partNumber: Number(getXmlText(part, 'PartNumber')), etag: getXmlText(part, 'ETag') ?? '' };
    });
  }

  return {
    partByteSize: PART_BYTES,
    supportsSingleRequest: false,
    needsEtags: false,
    receive: null,

    async create(key, { contentType }) {
      const response = await client.send({ method: 'POST', key, query: { uploads: '' }, headers: { 'content-type': contentType } });
      const reference = getXmlText(await response.text(), 'UploadId');
      if (reference === null || reference === '') throw storageUnavailableError('the store began an upload without naming it');
      return reference;
    },

    requests: ({ key, reference }, byteSizes, lifetimeMs) =>
      Promise.all(
        byteSizes.map(async (byteSize, index) => {
          const partNumber = index + 1;
          const query = { partNumber: String(partNumber), uploadId: reference };
          const headers = { 'content-length': String(byteSize) };
          // The browser sets Content-Length, and the signature enforces it.
          return {
            partNumber,
            method: 'PUT' as const,
            url: await client.presign({ method: 'PUT', key, query, headers }, lifetimeMs),
            headers: {},
          };
        }),
      ),

    listParts: async (upload) => (await listAllParts(upload)).map(({ partNumber }) => partNumber),

    async complete(upload, { partCount }) {
      try {
        const arrived = await listAllParts(upload);
        const etags = Array.from({ length: partCount }, (_, index) => arrived.find(({ partNumber }) => partNumber === index + 1));
        if (!etags.every((etag) => etag !== undefined)) throw incompleteUploadError();
        await completeMultipart(client, upload, etags);
      } catch (error) {
        // The upload may be missing because another attempt completed it.
        const isMissing = error instanceof AppError && error.code === 'not-found';
        if (!isMissing || (await client.send({ method: 'HEAD', key: upload.key, acceptedStatuses: [404] })).status === 404) throw error;
      }
    },

    async abort({ key, reference }) {
      await client.send({ method: 'DELETE', key, query: { uploadId: reference }, acceptedStatuses: [404] });
    },
  };
}

export function getEtag(response: Response): string {
  const etag = response.headers.get('etag');
  if (etag === null) throw storageUnavailableError('the store took a part without naming it');
  return etag;
}

export async function completeMultipart(client: S3Client, { key, reference }: MultipartUpload, etags: readonly PartEtag[]): Promise<void> {
  const list = etags.map(({ partNumber, etag }) => `<Part><PartNumber>${partNumber}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`);
  await client.send({
    method: 'POST',
    key,
    query: { uploadId: reference },
    headers: { 'content-type': 'application/xml' },
    body: `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`,
    timeout: 'finish',
    mayReturnErrorInBody: true,
  });
}
