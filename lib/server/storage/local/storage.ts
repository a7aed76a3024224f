import 'server-only';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/lib/server/http/app-error';
import type { Storage, StorageKey, StoredFile } from '@/lib/server/storage/storage';
import { createLocalDisk, isNotFoundError, type LocalDiskOptions } from './disk';
import { createLocalMultipart } from './multipart';

/** Files on the local disk. Each content type is stored beside its file, in a file ending in `.type`. */

export interface LocalStorageOptions extends Pick<LocalDiskOptions, 'folder'> {
  readonly now?: LocalDiskOptions['now'];
}

export function createLocalStorage({ folder, now = Date.now }: LocalStorageOptions): Storage {
  const disk = createLocalDisk({ folder, now });
  const getPath = (key: StorageKey) => path.join(disk.root, ...disk.splitKey(key));

  async function find(key: StorageKey): Promise<StoredFile | null> {
    const filePath = getPath(key);
    try {
      const facts = await disk.withDiskErrors(() => stat(filePath));
      if (!facts.isFile()) return null;
      const contentType = await disk.withDiskErrors(() => readFile(`${filePath}.type`, 'utf8'));
      return { byteSize: facts.size, contentType };
    } catch (error) {
      if (isNotFoundError(error)) return null;
      throw error;
    }
  }

  async function write(key: StorageKey, body: ReadableStream<Uint8Array>, contentType: string): Promise<StoredFile> {
    const filePath = getPath(key);
    const byteSize = await disk.write(filePath, body, { file: `${filePath}.type`, text: contentType });
    return { byteSize, contentType };
  }

  return {
    name: 'local',
    supportsContentDisposition: true,
    write,
    stat: find,

    async read(key, range) {
      const file = await find(key);
      if (file === null) throw new AppError('not-found', 'This file is not there.');
      const { start, end } = range ?? { start: 0, end: file.byteSize - 1 };
      if (start < 0 || start > end + 1 || end >= file.byteSize) {
        throw new AppError('internal-error', 'A range outside of the file.');
      }
      return disk.read(getPath(key), { start, end });
    },

    async delete(key) {
      const filePath = getPath(key);
      await disk.withDiskErrors(async () => {
        await rm(filePath, { force: true });
        await rm(`${filePath}.type`, { force: true });
      });
    },

    // This server's own routes serve the files and check access.
    signedUrl: async () => null,
    multipart: createLocalMultipart({ disk, find, write }),
    cleanup: disk.removePartialFiles,
    checkCors: async () => null,
  };
}
