/** What a browser can tell of a pasted link without taking it in: its length and sides, through a `<video>` element. */

export interface LinkFacts {
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How long a link may take to show its head; many servers hotlink-protect their videos and simply never answer. */
const LOOK_TIMEOUT_MS = 8_000;

/** `null` when this browser cannot read the link; the service may still be able to. */
export function lookAtLink(url: string, signal: AbortSignal): Promise<LinkFacts | null> {
  return new Promise((resolve) => {
    const video = document.createElement('video');
    const end = (facts: LinkFacts | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      video.onloadedmetadata = null;
      video.onerror = null;
      video.removeAttribute('src');
      video.load();
      resolve(facts);
    };
    const giveUp = () => end(null);
    const timer = setTimeout(giveUp, LOOK_TIMEOUT_MS);
    signal.addEventListener('abort', giveUp, { once: true });
    video.preload = 'metadata';
    video.muted = true;
    video.onerror = giveUp;
    video.onloadedmetadata = () => {
      if (!Number.isFinite(video.duration)) return giveUp();
      end({ durationMs: Math.round(video.duration * 1000), widthPx: video.videoWidth, heightPx: video.videoHeight });
    };
    video.src = url;
  });
}

/** A link's own name for its file: the last part of its path, or its host. */
export function nameOfLink(url: string): string {
  const { pathname, host } = new URL(url);
  const last = pathname.split('/').filter(Boolean).at(-1);
  if (!last) return host;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
