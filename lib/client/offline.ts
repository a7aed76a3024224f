/** Registers the service worker and reads files shared with the app. */

const SERVICE_WORKER_URL = '/service-worker.js';
const SHARED_FILES_CACHE = 'shared-1';

/**
 * Registers the service worker and sends it the URLs that this page has loaded so far, to cache them. Never throws; without a service worker the
 * app only lacks offline use.
 */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || process.env.NODE_ENV !== 'production') return;
  try {
    await navigator.serviceWorker.register(SERVICE_WORKER_URL, { scope: '/' });
    const { active } = await navigator.serviceWorker.ready;
    // The icon is missing in the resource timing entries.
    const icons = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')].map(({ href }) => href);
    const loaded = [...performance.getEntriesByType('resource').map(({ name }) => name), ...icons].map((href) => new URL(href));
    const sameOriginPaths = loaded
      .filter(({ origin }) => origin === window.location.origin)
      .map(({ pathname, search }) => `${pathname}${search}`);
    active?.postMessage({ keep: [window.location.pathname, ...new Set(sameOriginPaths)] });
  } catch {
    // Some browsers reject registration in private windows or without https.
  }
}

/** Returns the files that another app shared, and deletes them. Files can be read only once. */
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
