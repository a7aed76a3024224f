import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '@/lib/server/app-error';
import { createLocalStorage } from '@/lib/server/storage/local';
import type { Storage, StorageKey } from '@/lib/server/storage/port';
import { temporaryFolder } from '../../../setup/temporary-folder';

let folder: string;
let storage: Storage;

beforeEach(async () => {
  folder = path.join(await temporaryFolder(), 'files');
  storage = createLocalStorage({ folder });
});

function bodyOf(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

/** Everything below the folder, as paths. */
async function listing(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

describe('a local store', () => {
  test('gives back what was written, with its size and its type', async () => {
    const written = await storage.write('inputs/a', bodyOf('one ', 'two ', 'three'), 'video/mp4');
    expect(written).toEqual({ byteSize: 13, contentType: 'video/mp4' });
    expect(await storage.stat('inputs/a')).toEqual(written);
    expect(await textOf(await storage.read('inputs/a'))).toBe('one two three');
  });

  test.each([
    [{ start: 0, end: 0 }, 'o'],
    [{ start: 4, end: 6 }, 'two'],
    [{ start: 8, end: 12 }, 'three'],
    [{ start: 0, end: 12 }, 'one two three'],
  ])('reads the bytes %o', async (range, expected) => {
    await storage.write('inputs/a', bodyOf('one two three'), 'video/mp4');
    expect(await textOf(await storage.read('inputs/a', range))).toBe(expected);
  });

  test.each([
    { start: 0, end: 13 },
    { start: -1, end: 3 },
    { start: 13, end: 14 },
    { start: 5, end: 3 },
  ])('refuses the bytes %o, which it does not have', async (range) => {
    await storage.write('inputs/a', bodyOf('one two three'), 'video/mp4');
    await expect(storage.read('inputs/a', range)).rejects.toBeInstanceOf(AppError);
  });

  test('reads a file larger than its own pieces byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 700_001 }, (_, index) => (index * 31) % 251);
    await storage.write('results/big', new Blob([bytes]).stream(), 'video/mp4');
    expect(new Uint8Array(await new Response(await storage.read('results/big')).arrayBuffer())).toEqual(bytes);
    const part = await storage.read('results/big', { start: 262_143, end: 524_290 });
    expect(new Uint8Array(await new Response(part).arrayBuffer())).toEqual(bytes.subarray(262_143, 524_291));
  });

  test('keeps an empty file, which reads as nothing', async () => {
    await storage.write('inputs/empty', bodyOf(), 'video/mp4');
    expect(await storage.stat('inputs/empty')).toEqual({ byteSize: 0, contentType: 'video/mp4' });
    expect(await textOf(await storage.read('inputs/empty'))).toBe('');
  });

  test('shows nobody half of a file', async () => {
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('half'));
        begin();
        await held;
        controller.enqueue(new TextEncoder().encode(' whole'));
        controller.close();
      },
    });
    const writing = storage.write('inputs/a', slow, 'video/mp4');
    await begun;
    expect(await storage.stat('inputs/a')).toBeNull();
    await expect(storage.read('inputs/a')).rejects.toMatchObject({ code: 'not-found' });
    goOn();
    await writing;
    expect(await textOf(await storage.read('inputs/a'))).toBe('half whole');
  });

  test('replaces a file at once, and never while it is half there', async () => {
    await storage.write('inputs/a', bodyOf('old'), 'video/mp4');
    await expect(storage.write('inputs/a', failing('ne', new AppError('too-large', 'no')), 'video/mp4')).rejects.toThrow('no');
    expect(await textOf(await storage.read('inputs/a'))).toBe('old');
    await storage.write('inputs/a', bodyOf('newer'), 'video/quicktime');
    expect(await storage.stat('inputs/a')).toEqual({ byteSize: 5, contentType: 'video/quicktime' });
  });

  test('of two writers side by side, one wins wholly', async () => {
    const texts = ['first '.repeat(9000), 'second '.repeat(9000)];
    await Promise.all(texts.map((text) => storage.write('inputs/a', bodyOf(...(text.match(/.{1,999}/g) ?? [])), 'video/mp4')));
    expect(texts).toContain(await textOf(await storage.read('inputs/a')));
  });

  test.each<[string, unknown, string]>([
    ['passes on what the caller’s stream refuses', new AppError('too-large', 'more than announced'), 'too-large'],
    ['calls a broken stream an unfinished file', new Error('ECONNRESET'), 'malformed'],
  ])('%s, and leaves nothing behind', async (_what, error, code) => {
    await expect(storage.write('inputs/a', failing('some bytes', error), 'video/mp4')).rejects.toMatchObject({ code, charged: 'no' });
    expect(await storage.stat('inputs/a')).toBeNull();
    expect(await listing()).toEqual([]);
  });

  test('deletes, and deletes again', async () => {
    await storage.write('inputs/a', bodyOf('x'), 'video/mp4');
    await storage.delete('inputs/a');
    await storage.delete('inputs/a');
    await storage.delete('thumbnails/never/was');
    expect(await storage.stat('inputs/a')).toBeNull();
    expect(await listing()).toEqual([]);
  });

  test.each([
    'inputs/../../etc/passwd',
    'inputs/..',
    'inputs/.',
    '../inputs/a',
    '/etc/passwd',
    'inputs//a',
    'inputs/a/',
    'inputs/a\0b',
    'inputs/a b',
    'inputs\\..\\a',
    'inputs/%2e%2e/a',
    'inputs/a.type',
    'inputs/a.mp4.type',
    'partial/a',
    'inputs',
    'inputs/a/b/c/d',
    `inputs/${'x'.repeat(129)}`,
    '',
  ])('takes no key that could lead elsewhere: %j', async (text) => {
    const key = text as StorageKey;
    await expect(storage.write(key, bodyOf('x'), 'video/mp4')).rejects.toMatchObject({ code: 'out-of-order' });
    await expect(storage.stat(key)).rejects.toBeInstanceOf(AppError);
    await expect(storage.read(key)).rejects.toBeInstanceOf(AppError);
    await expect(storage.delete(key)).rejects.toBeInstanceOf(AppError);
    expect(await listing()).toEqual([]);
  });

  test.each(['inputs/A-b_9', 'thumbnails/video/0', 'results/job.mp4'])('takes the key %s', async (text) => {
    const key = text as StorageKey;
    await storage.write(key, bodyOf('x'), 'image/png');
    expect(await storage.stat(key)).toEqual({ byteSize: 1, contentType: 'image/png' });
  });

  test('a folder in a file’s place is no file', async () => {
    await storage.write('thumbnails/video/0', bodyOf('x'), 'image/png');
    expect(await storage.stat('thumbnails/video')).toBeNull();
    await storage.write('inputs/a', bodyOf('x'), 'video/mp4');
    expect(await storage.stat('inputs/a/b' as StorageKey)).toBeNull();
  });

  test('sweeps what a process that died has left, and nothing younger', async () => {
    const partial = path.join(folder, 'partial');
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, 'dead'), 'x');
    await writeFile(path.join(partial, 'alive'), 'x');
    const dayAgo = Date.now() / 1000 - 25 * 60 * 60;
    await utimes(path.join(partial, 'dead'), dayAgo, dayAgo);
    await storage.write('inputs/a', bodyOf('x'), 'video/mp4');
    expect(await readdir(partial)).toEqual(['alive']);
  });

  test('says so in plain words when its folder cannot be made', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const error = await storage.write('inputs/a', bodyOf('x'), 'video/mp4').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ charged: 'no' });
    expect(await readFile(folder, 'utf8')).toBe('a file where the folder should be');
  });

  test('holds no more than a piece of a large body, however slow the disk is', async () => {
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

  test('reads on only when somebody reads', async () => {
    await storage.write('inputs/a', new Blob([new Uint8Array(2_000_000)]).stream(), 'video/mp4');
    const reader = (await storage.read('inputs/a')).getReader();
    const { value } = await reader.read();
    expect(value?.byteLength).toBeLessThanOrEqual(256 * 1024);
    await storage.delete('inputs/a');
    await reader.cancel();
  });

  test('a file that is gone before it is read is not found', async () => {
    await storage.write('inputs/a', bodyOf('x'), 'video/mp4');
    const stream = await storage.read('inputs/a');
    await storage.delete('inputs/a');
    await expect(textOf(stream)).rejects.toMatchObject({ code: 'not-found' });
  });
});

function failing(text: string, error: unknown): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent) throw error;
        sent = true;
        controller.enqueue(new TextEncoder().encode(text));
      },
    },
    { highWaterMark: 0 },
  );
}
