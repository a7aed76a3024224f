/** Draws small pictures of a clip through the browser's own player: for links, and for browsers without WebCodecs. Three times as slow. */

import type { Thumbnail, ThumbnailRequest } from './decode-thumbnails';
import { progressiveOrder } from './progressive-order';

/** A browser that does not answer a seek in this time gets no further ones: the strip stays as it is. */
const SEEK_TIMEOUT_MS = 5_000;

/** Walks through a clip out of sight. Ends when all pictures were drawn, the signal came, or the clip could not be read. */
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
    // Lets go of the decoder, of which a phone has few, and of the address, which may end any moment.
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
