/** Small pictures of a clip along its length. */

/** One picture after another, each as soon as it is there; a clip that this browser cannot show gives none. */
export interface FilmstripRequest {
  readonly src: string;
  readonly durationMs: number;
  /** How many pictures share the length. */
  readonly count: number;
  readonly signal: AbortSignal;
  /** Called with the clip standing at that picture's moment: draw it now. */
  readonly onPicture: (video: HTMLVideoElement, index: number) => void;
}

/** A browser that does not answer a seek in this time gets no further ones: the strip stays as it is. */
const SEEK_TIMEOUT_MS = 5_000;

/** Walks through a clip out of sight. Ends when all pictures were shown, the signal came, or the clip could not be read. */
export async function walkFilmstrip({ src, durationMs, count, signal, onPicture }: FilmstripRequest): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  video.src = src;
  try {
    if (!(await happened(video, 'loadeddata', signal)) || video.videoWidth === 0) return;
    for (let index = 0; index < count; index += 1) {
      video.currentTime = ((index + 0.5) * durationMs) / count / 1000;
      if (!(await happened(video, 'seeked', signal))) return;
      onPicture(video, index);
    }
  } finally {
    // Lets go of the decoder, of which a phone has few.
    video.removeAttribute('src');
  }
}

function happened(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (answer: boolean) => {
      clearTimeout(timer);
      video.removeEventListener(event, onEvent);
      video.removeEventListener('error', onError);
      signal.removeEventListener('abort', onError);
      resolve(answer);
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
