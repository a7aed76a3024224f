import 'server-only';
import type { VideoContainer } from '@/lib/domain/video';

/** What a video is called on the way: by what it was measured to be, or, before that, by what it promises. */

const MP4_ENDINGS = new Set(['mp4', 'm4v']);
const MOV_ENDINGS = new Set(['mov', 'qt']);
const MP4_TYPES = new Set(['video/mp4', 'video/x-m4v', 'application/octet-stream']);

export function contentTypeOf(container: VideoContainer): string {
  return container === 'mov' ? 'video/quicktime' : 'video/mp4';
}

/** Gently: one hint is enough, because systems mislabel files. `null` where neither name nor type promises MP4 or MOV. */
export function promisedType(file: { readonly fileName: string; readonly contentType: string }): string | null {
  const ending = /\.([^.]*)$/.exec(file.fileName)?.[1]?.trim().toLowerCase() ?? '';
  const type = file.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (MOV_ENDINGS.has(ending) || type === 'video/quicktime') return contentTypeOf('mov');
  return MP4_ENDINGS.has(ending) || MP4_TYPES.has(type) ? contentTypeOf('mp4') : null;
}
