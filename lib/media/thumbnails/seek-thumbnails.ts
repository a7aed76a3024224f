/** Draws thumbnails with a `<video>` element: for links, and for browsers without WebCodecs. Three times slower than decoding. */

import type { Thumbnail, ThumbnailRequest } from './decode-thumbnails';
import { progressiveOrder } from './progressive-order';

/** After a seek without a response for this long, no more thumbnails are drawn. */
const SEEK_TIMEOUT_MS = 5_000;

/** Seeks through a hidden video. Resolves when all thumbnails are drawn, the signal is aborted, or the clip cannot be read. */
export async function seekThumbnails(
  src: string,
  { count, heightPx }: ThumbnailRequest,
  onThumbnail: (thumbnail: Thumbnail) => void,
  signal: AbortSignal,
): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  video.src = src;
  try {
    if (!(await waitForEvent(video, 'loadeddata', signal)) || video.videoWidth === 0 || !Number.isFinite(video.duration)) return;
    const canvas = document.createElement('canvas');
    canvas.height = heightPx;
    canvas.width = Math.max(1, Math.round((heightPx * video.videoWidth) / video.videoHeight));
    for (const slot of progressiveOrder(count)) {
      const atSeconds = (slot * video.duration) / count;
      video.currentTime = atSeconds;
      if (!(await waitForEvent(video, 'seeked', signal))) return;
      canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
      onThumbnail({ slot, atMs: Math.round(atSeconds * 1000), image: await createImageBitmap(canvas) });
    }
  } finally {
    // Releases the decoder, of which phones have few, and the blob URL, which may be revoked.
    video.removeAttribute('src');
    video.load();
  }
}

function waitForEvent(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (success: boolean) => {
      clearTimeout(timer);
      video.removeEventListener(event, onEvent);
      video.removeEventListener('error', onError);
      signal.removeEventListener('abort', onError);
      resolve(success);
    };
    const onEvent = () => finish(true);
    const onError = () => finish(false);
    const timer = setTimeout(onError, SEEK_TIMEOUT_MS);
    video.addEventListener(event, onEvent);
    video.addEventListener('error', onError);
    signal.addEventListener('abort', onError);
    if (signal.aborted) finish(false);
  });
}
