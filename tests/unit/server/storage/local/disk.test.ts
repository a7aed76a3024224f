import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import { temporaryFolder } from '../../../../setup/temporary-folder';

/** How many bytes the disk still takes, and what it says then. */
const disk = vi.hoisted(() => ({ freeBytes: Number.POSITIVE_INFINITY, errorCode: 'ENOSPC' }));

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const write = handle.write.bind(handle) as (chunk: Uint8Array, offset: number, length: number) => Promise<{ bytesWritten: number }>;
      return Object.assign(handle, {
        write: async (chunk: Uint8Array, offset: number, length: number) => {
          if (disk.freeBytes <= 0) throw Object.assign(new Error(`${disk.errorCode}: write`), { code: disk.errorCode });
          const { bytesWritten } = await write(chunk, offset, Math.min(length, disk.freeBytes));
          disk.freeBytes -= bytesWritten;
          return { bytesWritten };
        },
      });
    },
  };
});

describe('a disk that fills up', () => {
  test.each([
    ['ENOSPC', 'storage-full'],
    ['EDQUOT', 'storage-full'],
    ['EROFS', 'not-configured'],
    ['EIO', 'internal-error'],
  ])('%s in the middle of a file is %s, costs nothing and leaves nothing', async (errorCode, code) => {
    const folder = await temporaryFolder();
    const storage = createLocalStorage({ folder });
    Object.assign(disk, { freeBytes: 100_000, errorCode });
    let stopped = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(60_000)),
      cancel: () => {
        stopped = true;
      },
    });
    await expect(storage.write('inputs/a', body, 'video/mp4')).rejects.toMatchObject({ code, charged: 'no' });
    expect(stopped).toBe(true);
    expect(await readdir(path.join(folder, 'partial'))).toEqual([]);
    expect(await storage.stat('inputs/a')).toBeNull();
  });

  test('the local store writes the entire chunk when the disk accepts it in pieces', async () => {
    const storage = createLocalStorage({ folder: await temporaryFolder() });
    disk.freeBytes = Number.POSITIVE_INFINITY;
    const { byteSize } = await storage.write('inputs/a', new Blob([new Uint8Array(150_000)]).stream(), 'video/mp4');
    expect(byteSize).toBe(150_000);
  });
});
