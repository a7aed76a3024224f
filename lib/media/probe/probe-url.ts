/** What a browser can tell of a pasted link without taking it in: its length and sides, through a `<video>` element. */

export interface UrlFacts {
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How long a link may take to show its head; many servers hotlink-protect their videos and simply never answer. */
const PROBE_TIMEOUT_MS = 8_000;

/** `null` when this browser cannot read the link; the service may still be able to. */
export function probeUrl(url: string, signal: AbortSignal): Promise<UrlFacts | null> {
  return new Promise((resolve) => {
    const video = document.createElement('video');
    const finish = (facts: UrlFacts | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', fail);
      video.onloadedmetadata = null;
      video.onerror = null;
      video.removeAttribute('src');
      video.load();
      resolve(facts);
    };
    const fail = () => finish(null);
    const timer = setTimeout(fail, PROBE_TIMEOUT_MS);
    signal.addEventListener('abort', fail, { once: true });
    video.preload = 'metadata';
    video.muted = true;
    video.onerror = fail;
    video.onloadedmetadata = () => {
      if (!Number.isFinite(video.duration)) return fail();
      finish({ durationMs: Math.round(video.duration * 1000), widthPx: video.videoWidth, heightPx: video.videoHeight });
    };
    video.src = url;
  });
}

/** A link's own name for its file: the last part of its path, or its host. */
export function getUrlFileName(url: string): string {
  const { pathname, host } = new URL(url);
  const lastSegment = pathname.split('/').filter(Boolean).at(-1);
  if (!lastSegment) return host;
  try {
    return decodeURIComponent(lastSegment);
  } catch {
    return lastSegment;
  }
}
