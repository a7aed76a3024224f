import 'server-only';
import type { VideoContainer } from '@/lib/domain/video';

/** What a video is called on the way: by what it was measured to be, or, before that, by what it promises. */

const MP4_EXTENSIONS = new Set(['mp4', 'm4v']);
const MOV_EXTENSIONS = new Set(['mov', 'qt']);
const MP4_TYPES = new Set(['video/mp4', 'video/x-m4v', 'application/octet-stream']);

export function getVideoContentType(container: VideoContainer): string {
  return container === 'mov' ? 'video/quicktime' : 'video/mp4';
}

/** Gently: one hint is enough, because systems mislabel files. `null` where neither name nor type promises MP4 or MOV. */
export function getDeclaredContentType(file: { readonly fileName: string; readonly contentType: string }): string | null {
  const extension = /\.([^.]*)$/.exec(file.fileName)?.[1]?.trim().toLowerCase() ?? '';
  const type = file.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (MOV_EXTENSIONS.has(extension) || type === 'video/quicktime') return getVideoContentType('mov');
  return MP4_EXTENSIONS.has(extension) || MP4_TYPES.has(type) ? getVideoContentType('mp4') : null;
}
