import 'server-only';
import type { Editor } from '@/lib/domain/editor';
import type { VideoRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { StorageKey } from '@/lib/server/storage/storage';
import { getThumbnailKey } from './copy-thumbnails';

/**
 * Finds a face's thumbnail in storage. The access rule equals that of `findVisibleJob`, because job pages show the thumbnail.
 * @throws {AppError} `not-found`, also for a video of another editor.
 */
export async function findThumbnailKey(
  db: Pick<VideoRecords, 'findVideo'>,
  editor: Editor,
  videoId: string,
  faceId: string,
): Promise<StorageKey> {
  const video = await db.findVideo(videoId);
  const isVisible = video !== null && (video.mode === 'practice' || video.editorId === editor.editorId || editor.role === 'owner');
  const face = isVisible ? video.faces.find((one) => one.faceId === faceId && one.hasThumbnail) : undefined;
  if (face === undefined) throw new AppError('not-found', 'there is no such picture');
  return getThumbnailKey(videoId, face);
}
