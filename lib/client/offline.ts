/** The page's side of the service worker: brings it in, tells it what to keep, and takes what was shared with the app. */

const SERVICE_WORKER_URL = '/service-worker.js';
const SHARED_FILES_CACHE = 'shared-1';

/**
 * Brings the service worker in, where the browser has one, once the page is at rest. It keeps what this page has loaded so far;
 * what is loaded later it sees by itself. Never throws: without it the app is the same, except offline.
 */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || process.env.NODE_ENV !== 'production') return;
  try {
    await navigator.serviceWorker.register(SERVICE_WORKER_URL, { scope: '/' });
    const { active } = await navigator.serviceWorker.ready;
    // The tab's icon is loaded too, but stands in no list of what was.
    const icons = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')].map(({ href }) => href);
    const loaded = [...performance.getEntriesByType('resource').map(({ name }) => name), ...icons].map((href) => new URL(href));
    const sameOriginPaths = loaded
      .filter(({ origin }) => origin === window.location.origin)
      .map(({ pathname, search }) => `${pathname}${search}`);
    active?.postMessage({ keep: [window.location.pathname, ...new Set(sameOriginPaths)] });
  } catch {
    // A private window, or a server without https: some browsers refuse.
  }
}

/** Files that another app handed over, once; what was not picked up before is gone. */
export async function takeSharedFiles(): Promise<File[]> {
  if (!('caches' in window)) return [];
  const cache = await caches.open(SHARED_FILES_CACHE);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (response === undefined) continue;
    const name = decodeURIComponent(response.headers.get('x-file-name') ?? 'clip');
    files.push(new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' }));
  }
  await caches.delete(SHARED_FILES_CACHE);
  return files;
}
