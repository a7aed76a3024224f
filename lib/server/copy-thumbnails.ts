import 'server-only';
import { AppError } from './app-error';
import type { Egress } from './egress';
import type { FileRecords } from './ledger/files-port';
import type { FaceRecord, VideoRecords } from './ledger/port';
import { describeError, type Log } from './log';
import type { Storage, StorageKey, StoredFile } from './storage/port';

/** Upstream's thumbnails live for an unknown time, so they are copied at once. What fails is a face without a picture, never a lost answer. */

const MAX_BYTE_SIZE = 4_000_000;
/** For all of them together: the editor waits. */
export const THUMBNAILS_TIMEOUT_MS = 10_000;

/** Magic bytes, not what the sender says: these files are served from our own origin. SVG can carry scripts and is not among them. */
const KINDS: readonly { readonly contentType: string; readonly at: number; readonly magic: string }[] = [
  { contentType: 'image/jpeg', at: 0, magic: 'ffd8ff' },
  { contentType: 'image/png', at: 0, magic: '89504e470d0a1a0a' },
  { contentType: 'image/gif', at: 0, magic: '47494638' },
  { contentType: 'image/webp', at: 8, magic: '57454250' },
];

export function thumbnailKey(videoId: string, face: Pick<FaceRecord, 'position'>): StorageKey {
  return `thumbnails/${videoId}/${face.position}`;
}

interface CopyDeps {
  readonly egress: Egress;
  readonly storage: Pick<Storage, 'write'>;
  readonly ledger: Pick<VideoRecords, 'markThumbnails'> & Pick<FileRecords, 'announceFile'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Copies what can be copied in time, and answers the positions of those. Never throws. */
export async function copyThumbnails(
  deps: CopyDeps,
  videoId: string,
  pictures: readonly { readonly position: number; readonly imageUrl: string | null }[],
): Promise<number[]> {
  const copied = await Promise.all(
    pictures.map(async ({ position, imageUrl }) => {
      if (imageUrl === null) return [];
      try {
        const key = thumbnailKey(videoId, { position });
        await deps.ledger.announceFile({ key, kind: 'thumbnail', ownerId: videoId, nowMs: deps.now() });
        const { byteSize } = await copy(deps, imageUrl, key);
        return [{ position, key, byteSize }];
      } catch (error) {
        deps.log({ event: 'thumbnail-not-copied', videoId, position, error: describeError(error) });
        return [];
      }
    }),
  );
  const kept = copied.flat();
  try {
    await deps.ledger.markThumbnails(videoId, kept, deps.now());
    return kept.map(({ position }) => position);
  } catch (error) {
    deps.log({ event: 'thumbnails-not-recorded', videoId, error: describeError(error) });
    return [];
  }
}

async function copy({ egress, storage }: CopyDeps, imageUrl: string, key: StorageKey): Promise<StoredFile> {
  const { body } = await egress.get(imageUrl, {
    maxByteSize: MAX_BYTE_SIZE,
    timeoutMs: THUMBNAILS_TIMEOUT_MS,
    acceptTypes: ['image/', 'application/octet-stream', 'binary/octet-stream'],
  });
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  const kind = KINDS.find(({ at, magic }) => hex.startsWith(magic, at * 2));
  if (kind === undefined) throw new AppError('upstream-unintelligible', 'the thumbnail is no picture that we know');
  return storage.write(key, new Blob([bytes]).stream(), kind.contentType);
}
