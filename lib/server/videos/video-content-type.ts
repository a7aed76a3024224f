import 'server-only';
import type { VideoContainer } from '@/lib/domain/video';

/** The content type of a video: from its measured container, or, before it is measured, from its name and declared type. */

const MP4_EXTENSIONS = new Set(['mp4', 'm4v']);
const MOV_EXTENSIONS = new Set(['mov', 'qt']);
const MP4_TYPES = new Set(['video/mp4', 'video/x-m4v', 'application/octet-stream']);

export function getVideoContentType(container: VideoContainer): string {
  return container === 'mov' ? 'video/quicktime' : 'video/mp4';
}

/**
 * Lenient: one hint is enough, because systems mislabel files.
 * @returns `null` if neither the name nor the type indicates MP4 or MOV.
 */
export function getDeclaredContentType(file: { readonly fileName: string; readonly contentType: string }): string | null {
  const extension = /\.([^.]*)$/.exec(file.fileName)?.[1]?.trim().toLowerCase() ?? '';
  const type = file.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (MOV_EXTENSIONS.has(extension) || type === 'video/quicktime') return getVideoContentType('mov');
  return MP4_EXTENSIONS.has(extension) || MP4_TYPES.has(type) ? getVideoContentType('mp4') : null;
}
