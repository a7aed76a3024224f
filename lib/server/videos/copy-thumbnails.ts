import 'server-only';
import type { FileRecords } from '@/lib/server/db/records/files';
import type { FaceRecord, VideoRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { SafeFetch } from '@/lib/server/http/safe-fetch';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Storage, StorageKey, StoredFile } from '@/lib/server/storage/storage';

/**
 * Upstream's thumbnails expire after an unknown time, so they are copied at once. A failed copy costs the face its thumbnail; the response
 * is still returned.
 */

const MAX_BYTE_SIZE = 4_000_000;
/** Timeout for all copies together, because the editor waits for them. */
export const THUMBNAILS_TIMEOUT_MS = 10_000;

/** Checks magic bytes instead of the declared type: these files are served from our own origin. SVG is excluded because it can carry scripts. */
const IMAGE_SIGNATURES: readonly { readonly contentType: string; readonly offset: number; readonly magic: string }[] = [
  { contentType: 'image/jpeg', offset: 0, magic: 'ffd8ff' },
  { contentType: 'image/png', offset: 0, magic: '89504e470d0a1a0a' },
  { contentType: 'image/gif', offset: 0, magic: '47494638' },
  { contentType: 'image/webp', offset: 8, magic: '57454250' },
];

export function getThumbnailKey(videoId: string, face: Pick<FaceRecord, 'position'>): StorageKey {
  return `thumbnails/${videoId}/${face.position}`;
}

interface CopyThumbnailsDeps {
  readonly safeFetch: SafeFetch;
  readonly storage: Pick<Storage, 'write'>;
  readonly db: Pick<VideoRecords, 'markThumbnails'> & Pick<FileRecords, 'registerFile'>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Copies the thumbnails within the timeout. Never throws.
 * @returns the positions of the copied thumbnails.
 */
export async function copyThumbnails(
  deps: CopyThumbnailsDeps,
  videoId: string,
  thumbnails: readonly { readonly position: number; readonly imageUrl: string | null }[],
): Promise<number[]> {
  const copyResults = await Promise.all(
    thumbnails.map(async ({ position, imageUrl }) => {
      if (imageUrl === null) return [];
      try {
        const key = getThumbnailKey(videoId, { position });
        await deps.db.registerFile({ key, kind: 'thumbnail', ownerId: videoId, nowMs: deps.now() });
        const { byteSize } = await copyThumbnail(deps, imageUrl, key);
        return [{ position, key, byteSize }];
      } catch (error) {
        deps.log({ event: 'thumbnail-not-copied', videoId, position, error: describeError(error) });
        return [];
      }
    }),
  );
  const copies = copyResults.flat();
  try {
    await deps.db.markThumbnails(videoId, copies, deps.now());
    return copies.map(({ position }) => position);
  } catch (error) {
    deps.log({ event: 'thumbnails-not-recorded', videoId, error: describeError(error) });
    return [];
  }
}

async function copyThumbnail({ safeFetch, storage }: CopyThumbnailsDeps, imageUrl: string, key: StorageKey): Promise<StoredFile> {
  const { body } = await safeFetch.get(imageUrl, {
    maxByteSize: MAX_BYTE_SIZE,
    timeoutMs: THUMBNAILS_TIMEOUT_MS,
    acceptTypes: ['image/', 'application/octet-stream', 'binary/octet-stream'],
  });
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  const signature = IMAGE_SIGNATURES.find(({ offset, magic }) => hex.startsWith(magic, offset * 2));
  if (signature === undefined) throw new AppError('upstream-invalid-response', 'the thumbnail is no picture that we know');
  return storage.write(key, new Blob([bytes]).stream(), signature.contentType);
}
