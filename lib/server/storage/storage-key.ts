import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { StorageKey } from './storage';

/**
 * Segments of letters, digits, `-` and `_` with at most one short extension, which file systems and URLs treat
 * literally, so that no key can leave its folder.
 */
const KEY = /^(inputs|originals|voices|thumbnails|results)(\/[\w-]{1,128}){1,3}(\.(?!type$)[a-z0-9]{1,5})?$/;

/** @throws {AppError} `internal-error` for a key that this server did not make. */
export function assertStorageKey(key: StorageKey): StorageKey {
  if (!KEY.test(key)) throw new AppError('internal-error', 'Not a key of this store.');
  return key;
}

/** File names for upstream, which may check extensions, and for downloads. */
const FILE_NAMES: Readonly<Record<string, string>> = { inputs: 'video.mp4', originals: 'video.mp4', results: 'lip-sync.mp4' };

/** Returns the object name for a key in a bucket; deterministic. */
export function getObjectName(key: StorageKey): string {
  const fileName = FILE_NAMES[assertStorageKey(key).split('/')[0] ?? ''];
  return fileName === undefined ? key : `${key}/${fileName}`;
}
