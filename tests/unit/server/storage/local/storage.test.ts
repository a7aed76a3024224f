import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import type { Storage, StorageKey } from '@/lib/server/storage/storage';
import { temporaryFolder } from '../../../../setup/temporary-folder';

let folder: string;
let storage: Storage;

beforeEach(async () => {
  folder = path.join(await temporaryFolder(), 'files');
  storage = createLocalStorage({ folder });
});

function toStream(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

async function readText(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

/** What every store does is in `tests/contract/storage-contract.ts`. */
describe('a local store', () => {
  test.each(['inputs/A-b_9', 'originals/job', 'voices/job', 'thumbnails/video/0', 'results/job.mp4'])('takes the key %s', async (text) => {
    const key = text as StorageKey;
    await storage.write(key, toStream('x'), 'image/png');
    expect(await storage.stat(key)).toEqual({ byteSize: 1, contentType: 'image/png' });
  });

  test('the local store treats a folder at a file’s path as missing', async () => {
    await storage.write('thumbnails/video/0', toStream('x'), 'image/png');
    expect(await storage.stat('thumbnails/video')).toBeNull();
    await storage.write('inputs/a', toStream('x'), 'video/mp4');
    expect(await storage.stat('inputs/a/b' as StorageKey)).toBeNull();
  });

  test('the local store cleanup deletes partial files of ended processes, but none still being written', async () => {
    const partial = path.join(folder, 'partial');
    await storage.cleanup?.();
    await mkdir(partial, { recursive: true });
    for (let round = 0; round < 2; round += 1) {
      for (const [name, ageHours] of [
        ['dead', 2.1],
        ['alive', 1.9],
      ] as const) {
        await writeFile(path.join(partial, name), 'x');
        const at = Date.now() / 1000 - ageHours * 60 * 60;
        await utimes(path.join(partial, name), at, at);
      }
      await storage.cleanup?.();
      expect(await readdir(partial)).toEqual(['alive']);
    }
  });

  test('the local store cleanup keeps files that this process is writing, whatever the clock', async () => {
    const ahead = createLocalStorage({ folder, now: () => Date.now() + 365 * 24 * 60 * 60 * 1000 });
    let rest!: () => void;
    const written = ahead.write(
      'inputs/slow',
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(1000));
          rest = () => controller.close();
        },
      }),
      'video/mp4',
    );
    await vi.waitFor(async () => expect(await readdir(path.join(folder, 'partial'))).toHaveLength(1));
    await ahead.cleanup?.();
    rest();
    expect(await written).toMatchObject({ byteSize: 1000 });
    expect(await readdir(path.join(folder, 'partial'))).toEqual([]);
  });

  test('the local store reports a folder that it cannot create', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const error = await storage.write('inputs/a', toStream('x'), 'video/mp4').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ charged: 'no' });
    expect(await readFile(folder, 'utf8')).toBe('a file where the folder should be');
  });

  test('the local store buffers one chunk of a large body, however slow the disk', async () => {
    const chunk = new Uint8Array(64 * 1024);
    let made = 0;
    let largestLead = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          made += 1;
          const [partial] = await readdir(path.join(folder, 'partial'));
          const onDisk = partial === undefined ? 0 : (await stat(path.join(folder, 'partial', partial))).size;
          largestLead = Math.max(largestLead, made - onDisk / chunk.byteLength);
          if (made > 1440) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    const { byteSize } = await storage.write('inputs/large', body, 'video/mp4');
    expect(byteSize).toBe(1440 * chunk.byteLength);
    expect(largestLead).toBeLessThanOrEqual(1);
  });

  test('the local store reads on demand', async () => {
    await storage.write('inputs/a', new Blob([new Uint8Array(2_000_000)]).stream(), 'video/mp4');
    const reader = (await storage.read('inputs/a')).getReader();
    const { value } = await reader.read();
    expect(value?.byteLength).toBeLessThanOrEqual(256 * 1024);
    await storage.delete('inputs/a');
    await reader.cancel();
  });

  test('the local store throws not-found for a file deleted before reading', async () => {
    await storage.write('inputs/a', toStream('x'), 'video/mp4');
    const stream = await storage.read('inputs/a');
    await storage.delete('inputs/a');
    await expect(readText(stream)).rejects.toMatchObject({ code: 'not-found' });
  });
});
