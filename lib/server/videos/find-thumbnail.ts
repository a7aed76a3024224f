import 'server-only';
import type { Editor } from '@/lib/domain/editor';
import type { VideoRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { StorageKey } from '@/lib/server/storage/types';
import { getThumbnailKey } from './copy-thumbnails';

/**
 * Where a face's picture lies, for whoever may see its video: the rule is that of jobs (`findVisibleJob`), whose pages show it.
 * @throws {AppError} `not-found`, also for a video that is somebody else's.
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
