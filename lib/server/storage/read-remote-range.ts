import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { ByteRange, StoredFile } from './storage';
import type { StoreRequests } from './store-request';

/** Reads a file or a range from a store over HTTP: exactly the requested bytes, or an error. */

export interface RemoteFile {
  readonly head: () => Promise<StoredFile | null>;
  /** @throws {AppError} `not-found` if the file does not exist; `internal-error` for a range outside it. */
  readonly get: (headers: Readonly<Record<string, string>>) => Promise<Response>;
  readonly watch: StoreRequests['watchBody'];
}

export async function readRemoteRange({ head, get, watch }: RemoteFile, range: ByteRange | undefined): Promise<ReadableStream<Uint8Array>> {
  if (range === undefined) {
    const response = await get({});
    const length = response.headers.get('content-length');
    return watch(response, length === null ? ((await head())?.byteSize ?? 0) : Number(length));
  }
  const { start, end } = range;
  if (start < 0 || start > end + 1) throw rangeError();
  if (end < start) return emptyStream(await head(), start);
  const response = await get({ range: `bytes=${start}-${end}` });
  const contentRange = /^bytes (\d{1,15})-(\d{1,15})\/(?:\d{1,15}|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (response.status !== 206 || Number(contentRange?.[1]) !== start || Number(contentRange?.[2]) !== end) {
    void response.body?.cancel().catch(() => undefined);
    throw rangeError();
  }
  return watch(response, end - start + 1);
}

function rangeError(): AppError {
  return new AppError('internal-error', 'A range outside of the file.');
}

/** HTTP cannot express an empty range. */
function emptyStream(file: StoredFile | null, start: number): ReadableStream<Uint8Array> {
  if (file === null) throw new AppError('not-found', 'This file is not there.');
  if (start > file.byteSize) throw rangeError();
  return new Blob([]).stream();
}
