import 'server-only';
import { completeMultipartUpload, createMultipartUpload, generateClientTokenFromReadWriteToken } from '@vercel/blob/client';
import { z } from 'zod';
import type { BlobSettings } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import { incompleteUploadError } from '@/lib/server/storage/incomplete-upload-error';
import type { MultipartUpload, MultipartUploads, StorageKey } from '@/lib/server/storage/storage';
import { getObjectName } from '@/lib/server/storage/storage-key';
import { PART_BYTES } from '@/lib/server/storage/write-multipart';
import type { BlobClient } from './client';

/**
 * Vercel Blob multipart uploads, sent by the browser with a token for one file. The store cannot list parts, so the
 * client keeps each part's ETag.
 */

/** API version of the package 2.8; a test compares our requests with the package's. */
const BLOB_API_VERSION = '12';
const TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;

const referenceSchema = z.object({ uploadId: z.string(), key: z.string() });
const jsonSchema = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'no JSON' });
    return z.NEVER;
  }
});

/** The accepted upload types (`video-type.ts`). */
const ACCEPTED_VIDEO_TYPES = ['video/mp4', 'video/quicktime'];

export interface BlobMultipartOptions {
  readonly client: BlobClient;
  readonly settings: BlobSettings;
  readonly now: () => number;
}

export function createBlobMultipart({ client, settings, now }: BlobMultipartOptions): MultipartUploads {
  /** Makes a token that permits creating this one file, up to its size and until it expires. */
  function clientToken(key: StorageKey, byteSize: number | null, lifetimeMs: number): Promise<string> {
    return generateClientTokenFromReadWriteToken({
      token: client.token,
      pathname: getObjectName(key),
      addRandomSuffix: false,
      allowOverwrite: false,
      validUntil: Math.floor(now() + lifetimeMs),
      // The type is set when the upload begins; the store serves the file with it.
      allowedContentTypes: ACCEPTED_VIDEO_TYPES,
      ...(byteSize === null ? {} : { maximumSizeInBytes: byteSize }),
    });
  }

  function parseReference({ reference }: MultipartUpload): z.infer<typeof referenceSchema> {
    const parsed = jsonSchema.pipe(referenceSchema).safeParse(reference);
    if (!parsed.success) throw new AppError('not-found', 'this upload was begun in another store');
    return parsed.data;
  }

  return {
    partByteSize: PART_BYTES,
    supportsSingleRequest: false,
    needsEtags: true,
    receive: null,

    async create(key, { byteSize, contentType }) {
      const token = await clientToken(key, byteSize, TOKEN_LIFETIME_MS);
      const { uploadId, key: uploadKey } = await client.call((abortSignal) =>
        createMultipartUpload(getObjectName(key), { access: 'private', token, contentType, abortSignal }),
      );
      return JSON.stringify({ uploadId, key: uploadKey });
    },

    async requests(upload, byteSizes, lifetimeMs) {
      const pathname = getObjectName(upload.key);
      const { uploadId, key } = parseReference(upload);
      const wholeBytes = byteSizes.reduce((sum, byteSize) => sum + byteSize, 0);
      const token = await clientToken(upload.key, wholeBytes, lifetimeMs);
      return byteSizes.map((_, index) => ({
        partNumber: index + 1,
        method: 'POST' as const,
        url: `${settings.apiUrl}/mpu?${new URLSearchParams({ pathname })}`,
        headers: {
          authorization: `Bearer ${token}`,
          'x-api-version': BLOB_API_VERSION,
          'x-vercel-blob-access': 'private',
          'x-vercel-blob-store-id': settings.storeId,
          'x-mpu-action': 'upload',
          'x-mpu-key': encodeURIComponent(key),
          'x-mpu-upload-id': uploadId,
          'x-mpu-part-number': String(index + 1),
        },
      }));
    },

    listParts: async ({ key }) => {
      getObjectName(key);
      return [];
    },

    async complete(upload, { partCount, contentType, etags }) {
      const pathname = getObjectName(upload.key);
      if ((await client.head(upload.key)) !== null) return;
      const parts = Array.from({ length: partCount }, (_, index) => etags.find(({ partNumber }) => partNumber === index + 1));
      if (!parts.every((part) => part !== undefined)) throw incompleteUploadError();
      const { uploadId, key } = parseReference(upload);
      const token = await clientToken(upload.key, null, TOKEN_LIFETIME_MS);
      try {
        const list = parts.map(({ partNumber, etag }) => ({ partNumber, etag }));
        await client.call(
          (abortSignal) => completeMultipartUpload(pathname, list, { access: 'private', token, uploadId, key, contentType, abortSignal }),
          'finish',
        );
      } catch (error) {
        // Another attempt may have completed the file, or an earlier response was lost.
        const mayBeComplete = error instanceof AppError && (error.code === 'not-found' || error.code === 'internal-error');
        if (!mayBeComplete || (await client.head(upload.key)) === null) throw error;
      }
    },

    /** The API has no such call: the store discards uploads that are never completed. */
    abort: async ({ key }) => void getObjectName(key),
  };
}
