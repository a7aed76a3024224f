import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { StorageKey } from './types';

/** Parts of letters, digits, `-` and `_`, with at most one short ending, none of which a disk or an address reads as anything else; so no key can leave its folder. */
const KEY = /^(inputs|originals|voices|thumbnails|results)(\/[\w-]{1,128}){1,3}(\.(?!type$)[a-z0-9]{1,5})?$/;

/** @throws {AppError} `internal-error` for what was not made by us. */
export function assertStorageKey(key: StorageKey): StorageKey {
  if (!KEY.test(key)) throw new AppError('internal-error', 'Not a key of this store.');
  return key;
}

/** What a file is called where its last part is shown to somebody: to upstream, which may look at endings, and to whoever saves a result. */
const FILE_NAMES: Readonly<Record<string, string>> = { inputs: 'video.mp4', originals: 'video.mp4', results: 'lip-sync.mp4' };

/** The name of an object in a bucket; the same for the same key, whatever is in it. */
export function getObjectName(key: StorageKey): string {
  const fileName = FILE_NAMES[assertStorageKey(key).split('/')[0] ?? ''];
  return fileName === undefined ? key : `${key}/${fileName}`;
}
