import 'server-only';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { incompleteUpload } from './incomplete';
import { isMissing, type LocalDisk } from './local-disk';
import type { PartedUpload, PartedUploads, Storage, StorageKey } from './port';

/**
 * Uploads in parts on this machine's disk: each part is a file of its own in `parts/`, whole or not there at all, and the parts become one
 * file at the end. Until then nothing of them can be read, and what was measured of the one file is no longer anybody's to change.
 */

/** Below what a proxy commonly lets through without being told (nginx: 1 MiB is its default, many sites allow 8), and little to send again. */
const PART_BYTES = 2 * 1024 * 1024;
/** The folder's name says it all; a number of parts is all that is ever asked. */
const REFERENCE = 'parts';

export interface LocalPartsOptions {
  readonly disk: LocalDisk;
  readonly find: Storage['stat'];
  readonly write: Storage['write'];
}

export function createLocalParts({ disk, find, write }: LocalPartsOptions): PartedUploads {
  const folderOf = ({ key }: PartedUpload) => path.join(disk.root, 'parts', ...disk.partsOf(key));

  async function sent(upload: PartedUpload): Promise<number[]> {
    const names = await disk.attempt(() => namesIn(folderOf(upload)));
    return names
      .filter((name) => /^[1-9]\d{0,4}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  const finishing = new Map<StorageKey, Promise<void>>();

  async function join(
    upload: PartedUpload,
    { partCount, contentType }: { readonly partCount: number; readonly contentType: string },
  ): Promise<void> {
    if ((await find(upload.key)) !== null) return;
    const there = await sent(upload);
    const wanted = Array.from({ length: partCount }, (_, index) => index + 1);
    if (!wanted.every((partNumber) => there.includes(partNumber))) throw incompleteUpload();
    const parts = await disk.attempt(() =>
      Promise.all(wanted.map((partNumber) => lengthOf(path.join(folderOf(upload), String(partNumber))))),
    );
    const sources = parts.map(
      ({ file, byteSize }) =>
        () =>
          disk.read(file, { start: 0, end: byteSize - 1 }),
    );
    await write(upload.key, joined(sources), contentType);
  }

  return {
    partByteSize: PART_BYTES,
    takesWhole: true,
    needsEtags: false,
    begin: async () => REFERENCE,

    async requests({ key }, byteSizes) {
      const [, uploadId = ''] = disk.partsOf(key);
      return byteSizes.map((_, index) => ({
        partNumber: index + 1,
        method: 'PUT',
        url: `/api/uploads/${uploadId}/parts/${index + 1}`,
        headers: { 'content-type': 'application/octet-stream' },
      }));
    },

    sent,

    async receive(upload, partNumber, body) {
      await disk.place(path.join(folderOf(upload), String(partNumber)), body);
    },

    /** One at a time for each key: a part that is sent anew must not slip in behind the file that was made first, and measured. */
    async finish(upload, file) {
      const before = finishing.get(upload.key) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => join(upload, file));
      finishing.set(upload.key, mine);
      try {
        await mine;
      } finally {
        if (finishing.get(upload.key) === mine) finishing.delete(upload.key);
      }
    },

    async discard(upload) {
      await disk.attempt(() => rm(folderOf(upload), { recursive: true, force: true }));
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function lengthOf(file: string): Promise<{ readonly file: string; readonly byteSize: number }> {
  return { file, byteSize: (await stat(file)).size };
}

/** One after the other, each opened when the one before it has ended. */
function joined(sources: readonly (() => ReadableStream<Uint8Array>)[]): ReadableStream<Uint8Array> {
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
