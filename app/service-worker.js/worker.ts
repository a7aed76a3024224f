/**
 * What a browser keeps of the app, so that placing and previewing go on without a network, and how a phone hands a video over.
 *
 * The function is sent to the browser as text, by itself: it may use nothing that is defined outside of it. Only pages, the app's own hashed
 * files and the sample are kept; nothing under `/api` ever is, so no answer about money or jobs can be an old one.
 */
export function serviceWorker(worker: WorkerScope): void {
  const PAGES = 'pages-1';
  const FILES = 'files-1';
  const SHARED = 'shared-1';
  /** More than one build's worth; what was kept first goes first. */
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

  /** A page names what it loaded before anybody was here to keep it, and itself. */
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
    // A media element asks for parts, and a part must never be kept as the whole.
    else if (isFile(url) && request.headers.get('range') === null) event.respondWith(openFile(request));
  });

  /** Their names change with their content, or they are the sample, which does not change within a build. */
  function isFile({ origin, pathname }: URL): boolean {
    return origin === worker.location.origin && /^\/(_next\/static|sample|icons)\/|^\/icon\.svg$/.test(pathname);
  }

  /** The owner's pages and the door say something about now, or nothing. */
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
   * A kept answer remembers the address that it was asked for first, with what stood behind its `#`, and a worker that is started from it takes
   * that for its own: every worker of the page begins in the same file, and learns behind the `#` which one it is.
   */
  function withoutUrl({ body, status, statusText, headers }: Response): Response {
    return new Response(body, { status, statusText, headers });
  }

  async function cacheFile(href: string): Promise<void> {
    if ((await worker.caches.match(href, { cacheName: FILES })) !== undefined) return;
    const response = await fetch(href).catch(() => null);
    if (response?.status === 200) await putInCache(FILES, href, response, MAX_FILES);
  }

  /** Always the newest where there is a network; what was kept is for when there is none. */
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
    // A page that led to the door is not the page that was asked for.
    if (isPage(url) && response.status === 200 && !response.redirected && isHtml) {
      await putInCache(PAGES, `${url.origin}${url.pathname}`, response.clone(), MAX_PAGES);
    }
    return response;
  }

  /** A full disk keeps nothing, and stops nothing. */
  async function putInCache(name: string, key: string, response: Response, maxEntries: number): Promise<void> {
    try {
      const cache = await worker.caches.open(name);
      await cache.put(key, response);
      const keys = await cache.keys();
      const home = `${worker.location.origin}${HOME}`;
      const oldest = keys.filter(({ url }) => url !== home).slice(0, Math.max(0, keys.length - maxEntries));
      await Promise.all(oldest.map((old) => cache.delete(old)));
    } catch {
      // Offline it will be missing; that is all.
    }
  }

  /** What another app on this device hands over lies here until the wizard has opened. */
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

/** As much of a service worker's world as is used above; TypeScript's own types of it and of a page exclude each other. */
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
