import 'server-only';
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../app-error';
import type { ByteRange, Storage, StorageKey, StoredFile } from './port';

/**
 * Files on this machine's disk. A file is written under a random name in `partial/`, forced to disk, and only then moved to
 * its place, so that nobody ever sees half of one. Its content type lies beside it, in a file that ends in `.type`.
 */

/** Lower than any stream's own buffer would matter; one such piece a reader is all that is ever held. */
const READ_CHUNK_BYTES = 256 * 1024;
/** A partial file this old belongs to a process that died; no upload or download lasts a day. */
const PARTIAL_MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** Parts of letters, digits, `-` and `_`, with at most one short ending; so no key can leave its folder. */
const KEY = /^(inputs|thumbnails|results)(\/[\w-]{1,128}){1,3}(\.(?!type$)[a-z0-9]{1,5})?$/;

export interface LocalStorageOptions {
  readonly folder: string;
  /** Milliseconds since 1970, to tell which partial files are left over. */
  readonly now?: () => number;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function diskError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  switch (errorCode(error)) {
    case 'ENOENT':
      return new AppError('not-found', 'This file is not there.', { cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new AppError('storage-full', 'The disk of this server is full.', { cause: error });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new AppError('not-configured', 'This server may not write to its folder for files.', { cause: error });
    default:
      return new AppError('out-of-order', 'The disk of this server could not be used.', { cause: error });
  }
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error);
  }
}

export function createLocalStorage({ folder, now = Date.now }: LocalStorageOptions): Storage {
  const root = path.resolve(/* turbopackIgnore: true */ folder);
  const partialFolder = path.join(root, 'partial');
  let prepared: Promise<void> | undefined;

  function placeOf(key: StorageKey): string {
    if (!KEY.test(key)) throw new AppError('out-of-order', 'Not a key of this store.');
    return path.join(root, ...key.split('/'));
  }

  async function removeLeftOvers(): Promise<void> {
    for (const name of await readdir(partialFolder)) {
      const file = path.join(partialFolder, name);
      const facts = await stat(file).catch(() => null);
      if (facts !== null && now() - facts.mtimeMs > PARTIAL_MAX_AGE_MS) await rm(file, { force: true });
    }
  }

  /** Once a process; tried again when it failed. */
  function prepare(): Promise<void> {
    prepared ??= mkdir(partialFolder, { recursive: true })
      .then(removeLeftOvers)
      .catch((error: unknown) => {
        prepared = undefined;
        throw error;
      });
    return prepared;
  }

  async function find(key: StorageKey): Promise<StoredFile | null> {
    const place = placeOf(key);
    try {
      const facts = await stat(place);
      if (!facts.isFile()) return null;
      const contentType = await readFile(`${place}.type`, 'utf8');
      return { byteSize: facts.size, contentType };
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
      throw diskError(error);
    }
  }

  return {
    name: 'local',

    async write(key, body, contentType) {
      const place = placeOf(key);
      const partial = path.join(partialFolder, randomUUID());
      let byteSize = 0;
      try {
        await onDisk(prepare);
        byteSize = await fill(partial, body);
        await onDisk(async () => {
          await mkdir(path.dirname(place), { recursive: true });
          await writeFile(`${partial}.type`, contentType, { flush: true });
          await rename(`${partial}.type`, `${place}.type`);
          await rename(partial, place);
          await flushFolder(path.dirname(place));
        });
      } catch (error) {
        void body.cancel(error).catch(() => undefined);
        await rm(partial, { force: true }).catch(() => undefined);
        await rm(`${partial}.type`, { force: true }).catch(() => undefined);
        throw error;
      }
      return { byteSize, contentType };
    },

    stat: find,

    async read(key, range) {
      const file = await find(key);
      if (file === null) throw new AppError('not-found', 'This file is not there.');
      const { start, end } = range ?? { start: 0, end: file.byteSize - 1 };
      if (start < 0 || start > end + 1 || end >= file.byteSize) {
        throw new AppError('out-of-order', 'A range outside of the file.');
      }
      return readStream(placeOf(key), { start, end });
    },

    async delete(key) {
      const place = placeOf(key);
      await onDisk(async () => {
        await rm(place, { force: true });
        await rm(`${place}.type`, { force: true });
      });
    },
  };
}

/** Writes a body to a new file, one chunk at a time, and answers how long it was once the disk has it. */
async function fill(file: string, body: ReadableStream<Uint8Array>): Promise<number> {
  const handle = await onDisk(() => open(file, 'wx'));
  try {
    const reader = body.getReader();
    let byteSize = 0;
    try {
      for (;;) {
        const { done, value } = await nextChunk(reader);
        if (done) break;
        await onDisk(() => writeWhole(handle, value));
        byteSize += value.byteLength;
      }
    } catch (error) {
      // Not awaited: a source that takes its time to stop must not keep the answer waiting.
      void reader.cancel(error).catch(() => undefined);
      throw error;
    } finally {
      reader.releaseLock();
    }
    await onDisk(() => handle.sync());
    return byteSize;
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('malformed', 'The bytes stopped before the file was whole.', { cause: error });
  }
}

/** One `write` may take only a part, for instance when the disk is nearly full. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < chunk.byteLength) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.byteLength - offset);
    offset += bytesWritten;
  }
}

/** Makes the rename itself survive a power cut. Not every file system can; none fails for it. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Opens the file only when somebody reads, so that a stream nobody wanted holds nothing open. */
function readStream(file: string, range: ByteRange): ReadableStream<Uint8Array> {
  let handle: FileHandle | undefined;
  let position = range.start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (position > range.end) {
            controller.close();
            return;
          }
          handle ??= await open(file, 'r');
          const buffer = new Uint8Array(Math.min(READ_CHUNK_BYTES, range.end - position + 1));
          const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, position);
          if (bytesRead === 0) throw new AppError('not-found', 'This file became shorter while it was read.');
          position += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
          if (position <= range.end) return;
          await handle.close();
          handle = undefined;
          controller.close();
        } catch (error) {
          await handle?.close().catch(() => undefined);
          handle = undefined;
          throw diskError(error);
        }
      },
      async cancel() {
        await handle?.close();
        handle = undefined;
      },
    },
    { highWaterMark: 0 },
  );
}
