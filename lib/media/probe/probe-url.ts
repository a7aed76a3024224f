/** Reads a pasted link's duration and size through a `<video>` element, without downloading it. */

export interface UrlFacts {
  readonly durationMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Timeout for the metadata; many servers with hotlink protection never respond. */
const PROBE_TIMEOUT_MS = 8_000;

/** Returns `null` if this browser cannot read the link; upstream may still accept it. */
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

/** File name of a link: the last path segment, or the host. */
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
