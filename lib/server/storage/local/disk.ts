import 'server-only';
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/lib/server/http/app-error';
import type { ByteRange, StorageKey } from '@/lib/server/storage/storage';
import { assertStorageKey } from '@/lib/server/storage/storage-key';

/**
 * Local files that become visible only when complete: each is written under a random name in `partial/`, synced to
 * disk, then renamed. Disk errors become `AppError`s.
 */

/** Bytes in memory per reader. */
const READ_CHUNK_BYTES = 256 * 1024;
/**
 * A file that another process writes grows every minute, or its body is aborted (`request-body.ts`,
 * `safe-fetch.ts`); this process's own files are tracked by name.
 */
const PARTIAL_FILE_MAX_AGE_MS = 2 * 60 * 60 * 1000;

export interface LocalDisk {
  readonly root: string;
  /** The key's path segments, none of which leaves the folder. */
  splitKey(key: StorageKey): string[];
  /** Converts disk errors to `AppError`. */
  withDiskErrors<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Streams a body to its place, in folders that are made as needed, and answers how long it was. `isSideBySide` is a small text in a file of
   * its own, there before the file is.
   */
  write(file: string, body: ReadableStream<Uint8Array>, sibling?: { readonly file: string; readonly text: string }): Promise<number>;
  read(file: string, range: ByteRange): ReadableStream<Uint8Array>;
  /** Deletes partial files without a writer. */
  removePartialFiles(): Promise<void>;
}

export interface LocalDiskOptions {
  readonly folder: string;
  /** Milliseconds since 1970, for the age of partial files. */
  readonly now: () => number;
}

export function isNotFoundError(error: unknown): boolean {
  return error instanceof AppError ? error.code === 'not-found' : ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function toStorageError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
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
      return new AppError('internal-error', 'The disk of this server could not be used.', { cause: error });
  }
}

async function withDiskErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error);
  }
}

export function createLocalDisk({ folder, now }: LocalDiskOptions): LocalDisk {
  const root = path.resolve(/* turbopackIgnore: true */ folder);
  const partialFolder = path.join(root, 'partial');
  let prepared: Promise<unknown> | undefined;

  /** Files that this process is writing, regardless of their age. */
  const writing = new Set<string>();

  async function removePartialFiles(): Promise<void> {
    const names = await withDiskErrors(() => readdir(partialFolder)).catch((error: unknown) => {
      if (isNotFoundError(error)) return [];
      throw error;
    });
    for (const name of names) {
      const file = path.join(partialFolder, name);
      if (writing.has(file)) continue;
      const facts = await stat(file).catch(() => null);
      if (facts !== null && now() - facts.mtimeMs > PARTIAL_FILE_MAX_AGE_MS) await rm(file, { force: true });
    }
  }

  /** Once per process; retried after a failure. */
  function prepare(): Promise<unknown> {
    prepared ??= mkdir(partialFolder, { recursive: true }).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  }

  return {
    root,
    splitKey: (key) => assertStorageKey(key).split('/'),
    withDiskErrors,

    async write(file, body, sibling) {
      const partial = path.join(partialFolder, randomUUID());
      const partialFiles = [partial, `${partial}.beside`];
      for (const name of partialFiles) writing.add(name);
      try {
        await withDiskErrors(prepare);
        const byteSize = await fillFile(partial, body);
        await withDiskErrors(async () => {
          await mkdir(path.dirname(file), { recursive: true });
          if (sibling !== undefined) {
            await writeFile(`${partial}.beside`, sibling.text, { flush: true });
            await rename(`${partial}.beside`, sibling.file);
          }
          await rename(partial, file);
          await syncFolder(path.dirname(file));
        });
        return byteSize;
      } catch (error) {
        void body.cancel(error).catch(() => undefined);
        for (const name of partialFiles) await rm(name, { force: true }).catch(() => undefined);
        throw error;
      } finally {
        for (const name of partialFiles) writing.delete(name);
      }
    },

    read: readStream,
    removePartialFiles,
  };
}

/** Writes a body to a new file chunk by chunk and returns its length after fsync. */
async function fillFile(file: string, body: ReadableStream<Uint8Array>): Promise<number> {
  const handle = await withDiskErrors(() => open(file, 'wx'));
  try {
    const reader = body.getReader();
    let byteSize = 0;
    try {
      for (;;) {
        const { done, value } = await nextChunk(reader);
        if (done) break;
        await withDiskErrors(() => writeWhole(handle, value));
        byteSize += value.byteLength;
      }
    } catch (error) {
      // Not awaited: a source that is slow to cancel must not delay the response.
      void reader.cancel(error).catch(() => undefined);
      throw error;
    } finally {
      reader.releaseLock();
    }
    await withDiskErrors(() => handle.sync());
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
    throw new AppError('invalid-request', 'The bytes stopped before the file was whole.', { cause: error });
  }
}

/** One `write` may write only part of the chunk, for instance when the disk is nearly full. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < chunk.byteLength) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.byteLength - offset);
    offset += bytesWritten;
  }
}

/** Makes the rename survive a power cut. File systems without support are ignored. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Opens the file on the first read, so that an unread stream holds no file open. */
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
          throw toStorageError(error);
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
