import 'server-only';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/lib/server/http/app-error';
import { createLocalDisk, isMissing, type LocalDiskOptions } from './local-disk';
import { createLocalParts } from './local-parts';
import type { Storage, StorageKey, StoredFile } from './port';

/** Files on this machine's disk. The content type of each lies beside it, in a file that ends in `.type`. */

export interface LocalStorageOptions extends Pick<LocalDiskOptions, 'folder'> {
  readonly now?: LocalDiskOptions['now'];
}

export function createLocalStorage({ folder, now = Date.now }: LocalStorageOptions): Storage {
  const disk = createLocalDisk({ folder, now });
  const placeOf = (key: StorageKey) => path.join(disk.root, ...disk.partsOf(key));

  async function find(key: StorageKey): Promise<StoredFile | null> {
    const place = placeOf(key);
    try {
      const facts = await disk.attempt(() => stat(place));
      if (!facts.isFile()) return null;
      const contentType = await disk.attempt(() => readFile(`${place}.type`, 'utf8'));
      return { byteSize: facts.size, contentType };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async function write(key: StorageKey, body: ReadableStream<Uint8Array>, contentType: string): Promise<StoredFile> {
    const place = placeOf(key);
    const byteSize = await disk.place(place, body, { file: `${place}.type`, text: contentType });
    return { byteSize, contentType };
  }

  return {
    name: 'local',
    takesNames: true,
    write,
    stat: find,

    async read(key, range) {
      const file = await find(key);
      if (file === null) throw new AppError('not-found', 'This file is not there.');
      const { start, end } = range ?? { start: 0, end: file.byteSize - 1 };
      if (start < 0 || start > end + 1 || end >= file.byteSize) {
        throw new AppError('out-of-order', 'A range outside of the file.');
      }
      return disk.read(placeOf(key), { start, end });
    },

    async delete(key) {
      const place = placeOf(key);
      await disk.attempt(async () => {
        await rm(place, { force: true });
        await rm(`${place}.type`, { force: true });
      });
    },

    // This server's own routes hand them out, and know who may ask.
    signedUrl: async () => null,
    parts: createLocalParts({ disk, find, write }),
    tidy: disk.removeLeftOvers,
    letsPagesIn: async () => null,
  };
}
