/**
 * Service worker: caches the app, so that placement and preview work offline, and implements the share target. The function is serialised to text, so it
 * must not use anything defined outside it. It caches only pages, hashed assets and the sample; it never caches `/api`, so responses about money or jobs
 * are never stale.
 */
export function serviceWorker(worker: WorkerScope): void {
  const PAGES = 'pages-1';
  const FILES = 'files-1';
  const SHARED = 'shared-1';
  /** More than the files of one build; the oldest entries are removed first. */
  const MAX_FILES = 300;
  const MAX_PAGES = 30;
  const HOME = '/';

  worker.addEventListener('install', (event) => {
    void worker.skipWaiting();
    event.waitUntil(Promise.resolve());
  });

  worker.addEventListener('activate', (event) => {
    const deleteOldCaches = async () => {
      const names = await worker.caches.keys();
      await Promise.all(names.filter((name) => ![PAGES, FILES, SHARED].includes(name)).map((name) => worker.caches.delete(name)));
      await worker.clients.claim();
    };
    event.waitUntil(deleteOldCaches());
  });

  /** A page reports its URL and the files that it loaded before the worker was active. */
  worker.addEventListener('message', (event) => {
    const { data } = event;
    if (typeof data !== 'object' || data === null || !('keep' in data) || !Array.isArray(data.keep)) return;
    const paths = data.keep.filter((path) => typeof path === 'string').map((path) => new URL(path, worker.location.origin));
    const cacheAll = async () => {
      for (const url of paths) {
        if (isFile(url)) await cacheFile(url.href);
        else if (isPage(url)) await fetchPage(new Request(url.href, { credentials: 'same-origin' })).catch(() => undefined);
      }
    };
    event.waitUntil(cacheAll());
  });

  worker.addEventListener('fetch', (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== worker.location.origin) return;
    if (request.method === 'POST' && url.pathname === '/open-shared') event.respondWith(handleShareTarget(request));
    else if (request.method !== 'GET') return;
    else if (request.mode === 'navigate') event.respondWith(openPage(request, url));
    // Media elements send range requests, and a partial response must not be cached as the whole file.
    else if (isFile(url) && request.headers.get('range') === null) event.respondWith(openFile(request));
  });

  /** Assets with hashed names, and the sample, which is constant within a build. */
  function isFile({ origin, pathname }: URL): boolean {
    return origin === worker.location.origin && /^\/(_next\/static|sample|icons)\/|^\/icon\.svg$/.test(pathname);
  }

  /** Never cache owner or sign-in pages: they are only valid at the time of the request. */
  function isPage({ origin, pathname }: URL): boolean {
    return origin === worker.location.origin && /^\/$|^\/(jobs\/[\w-]+|library)$/.test(pathname);
  }

  async function openFile(request: Request): Promise<Response> {
    const cached = await worker.caches.match(request.url, { cacheName: FILES });
    if (cached !== undefined) return withoutUrl(cached);
    const response = await fetch(request);
    if (response.status === 200) await putInCache(FILES, request.url, response.clone(), MAX_FILES);
    return response;
  }

  /**
   * A cached response keeps the URL, including the hash, of its first request, and a web worker that starts from it uses that as its own location. All
   * workers of a page share one file and read their role from the hash, so the URL is removed.
   */
  function withoutUrl({ body, status, statusText, headers }: Response): Response {
    return new Response(body, { status, statusText, headers });
  }

  async function cacheFile(href: string): Promise<void> {
    if ((await worker.caches.match(href, { cacheName: FILES })) !== undefined) return;
    const response = await fetch(href).catch(() => null);
    if (response?.status === 200) await putInCache(FILES, href, response, MAX_FILES);
  }

  /** Network first; the cache is only used offline. */
  async function openPage(request: Request, url: URL): Promise<Response> {
    try {
      return await fetchPage(request);
    } catch (error) {
      const cached = await worker.caches.match(`${url.origin}${url.pathname}`, { cacheName: PAGES });
      if (cached !== undefined) return cached;
      const home = await worker.caches.match(`${url.origin}${HOME}`, { cacheName: PAGES });
      if (home !== undefined && url.pathname !== HOME) return Response.redirect(HOME, 302);
      throw error;
    }
  }

  async function fetchPage(request: Request): Promise<Response> {
    const response = await fetch(request);
    const url = new URL(request.url);
    const isHtml = response.headers.get('content-type')?.startsWith('text/html') === true;
    // A redirect to sign-in must not be cached as the requested page.
    if (isPage(url) && response.status === 200 && !response.redirected && isHtml) {
      await putInCache(PAGES, `${url.origin}${url.pathname}`, response.clone(), MAX_PAGES);
    }
    return response;
  }

  /** Errors such as a full disk are ignored, because the cache is optional. */
  async function putInCache(name: string, key: string, response: Response, maxEntries: number): Promise<void> {
    try {
      const cache = await worker.caches.open(name);
      await cache.put(key, response);
      const keys = await cache.keys();
      const home = `${worker.location.origin}${HOME}`;
      const oldest = keys.filter(({ url }) => url !== home).slice(0, Math.max(0, keys.length - maxEntries));
      await Promise.all(oldest.map((old) => cache.delete(old)));
    } catch {
      // Offline it will be missing.
    }
  }

  /** Stores a shared file until the wizard has opened. */
  async function handleShareTarget(request: Request): Promise<Response> {
    try {
      const form = await request.formData();
      await worker.caches.delete(SHARED);
      const cache = await worker.caches.open(SHARED);
      const files = form.getAll('files').filter((entry) => typeof entry !== 'string');
      await Promise.all(
        files.map((file, index) =>
          cache.put(
            `/shared/${index}`,
            new Response(file, { headers: { 'content-type': file.type, 'x-file-name': encodeURIComponent(file.name) } }),
          ),
        ),
      );
      const texts = [form.get('url'), form.get('text')].filter((entry) => typeof entry === 'string');
      const link = texts.map((text) => /https:\/\/\S+/.exec(text)?.[0]).find((found) => found !== undefined);
      const query =
        files.length > 0 ? 'shared=files' : link === undefined ? 'shared=nothing' : `shared=link&link=${encodeURIComponent(link)}`;
      return Response.redirect(`/?${query}`, 303);
    } catch {
      return Response.redirect('/?shared=nothing', 303);
    }
  }
}

/** The part of the service worker API that is used above; TypeScript's `webworker` and `dom` libraries cannot be combined. */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly clients: { claim(): Promise<void> };
  readonly location: { readonly origin: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerExtendableEvent) => void): void;
  addEventListener(type: 'message', listener: (event: WorkerExtendableEvent & { readonly data: unknown }) => void): void;
  addEventListener(type: 'fetch', listener: (event: WorkerFetchEvent) => void): void;
}

export interface WorkerExtendableEvent {
  waitUntil(work: Promise<unknown>): void;
}

export interface WorkerFetchEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
