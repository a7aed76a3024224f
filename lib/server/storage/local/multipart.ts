import 'server-only';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { incompleteUploadError } from '@/lib/server/storage/incomplete-upload-error';
import type { MultipartUpload, MultipartUploads, Storage, StorageKey } from '@/lib/server/storage/storage';
import { isNotFoundError, type LocalDisk } from './disk';

/**
 * Multipart uploads on the local disk: each part is a separate file in `parts/`, complete or absent, joined into
 * one file at the end. Parts cannot be read before that, and the file cannot change after it was measured.
 */

/** Below common proxy limits (nginx defaults to 1 MiB, many sites allow 8), and little to resend. */
const PART_BYTES = 2 * 1024 * 1024;
/** The folder name identifies the parts, so the reference needs no further content. */
const REFERENCE = 'parts';

export interface LocalMultipartOptions {
  readonly disk: LocalDisk;
  readonly find: Storage['stat'];
  readonly write: Storage['write'];
}

export function createLocalMultipart({ disk, find, write }: LocalMultipartOptions): MultipartUploads {
  const getFolder = ({ key }: MultipartUpload) => path.join(disk.root, 'parts', ...disk.splitKey(key));

  async function getSentParts(upload: MultipartUpload): Promise<number[]> {
    const names = await disk.withDiskErrors(() => listNames(getFolder(upload)));
    return names
      .filter((name) => /^[1-9]\d{0,4}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  const completing = new Map<StorageKey, Promise<void>>();

  async function joinParts(
    upload: MultipartUpload,
    { partCount, contentType }: { readonly partCount: number; readonly contentType: string },
  ): Promise<void> {
    if ((await find(upload.key)) !== null) return;
    const arrived = await getSentParts(upload);
    const partNumbers = Array.from({ length: partCount }, (_, index) => index + 1);
    if (!partNumbers.every((partNumber) => arrived.includes(partNumber))) throw incompleteUploadError();
    const parts = await disk.withDiskErrors(() =>
      Promise.all(partNumbers.map((partNumber) => getByteSize(path.join(getFolder(upload), String(partNumber))))),
    );
    const sources = parts.map(
      ({ file, byteSize }) =>
        () =>
          disk.read(file, { start: 0, end: byteSize - 1 }),
    );
    await write(upload.key, concatStreams(sources), contentType);
  }

  return {
    partByteSize: PART_BYTES,
    supportsSingleRequest: true,
    needsEtags: false,
    create: async () => REFERENCE,

    async requests({ key }, byteSizes) {
      const [, uploadId = ''] = disk.splitKey(key);
      return byteSizes.map((_, index) => ({
        partNumber: index + 1,
        method: 'PUT',
        url: `/api/uploads/${uploadId}/parts/${index + 1}`,
        headers: { 'content-type': 'application/octet-stream' },
      }));
    },

    listParts: getSentParts,

    async receive(upload, partNumber, body) {
      await disk.write(path.join(getFolder(upload), String(partNumber)), body);
    },

    /** Serialised per key: a part sent again must not replace bytes of a file that was measured. */
    async complete(upload, file) {
      const previous = completing.get(upload.key) ?? Promise.resolve();
      const completion = previous.catch(() => undefined).then(() => joinParts(upload, file));
      completing.set(upload.key, completion);
      try {
        await completion;
      } finally {
        if (completing.get(upload.key) === completion) completing.delete(upload.key);
      }
    },

    async abort(upload) {
      await disk.withDiskErrors(() => rm(getFolder(upload), { recursive: true, force: true }));
    },
  };
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isNotFoundError(error)) return [];
    throw error;
  }
}

async function getByteSize(file: string): Promise<{ readonly file: string; readonly byteSize: number }> {
  return { file, byteSize: (await stat(file)).size };
}

/** Concatenates streams, opening each when the previous one has ended. */
function concatStreams(sources: readonly (() => ReadableStream<Uint8Array>)[]): ReadableStream<Uint8Array> {
  const waiting = [...sources];
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          reader ??= waiting.shift()?.().getReader();
          if (reader === undefined) return controller.close();
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          reader = undefined;
        }
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
