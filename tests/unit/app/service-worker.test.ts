import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { GET } from '@/app/service-worker.js/route';

/** Evaluates the worker's text in a separate context, as a browser does. */
async function startWorker(network: (request: Request) => Promise<Response>) {
  type Listener = (event: Record<string, unknown>) => void;
  const listeners = new Map<string, Listener>();
  const stored = new Map<string, Map<string, Response>>();
  const open = (name: string) => {
    const entries = stored.get(name) ?? new Map<string, Response>();
    stored.set(name, entries);
    return {
      put: async (key: string, response: Response) => void entries.set(new URL(key, 'https://site.test').href, response),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
      delete: async ({ url }: { url: string }) => entries.delete(url),
    };
  };
  const sandbox = {
    Promise,
    URL,
    Request,
    Response,
    encodeURIComponent,
    fetch: (input: Request | string) => network(input instanceof Request ? input : new Request(input)),
    self: {
      location: { origin: 'https://site.test' },
      clients: { claim: async () => undefined },
      skipWaiting: async () => undefined,
      caches: {
        open: async (name: string) => open(name),
        keys: async () => [...stored.keys()],
        delete: async (name: string) => stored.delete(name),
        match: async (key: string, { cacheName }: { cacheName: string }) => stored.get(cacheName)?.get(key)?.clone(),
      },
      addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    },
  };
  runInNewContext(await GET().text(), sandbox);
  const dispatchFetch = (url: string, { mode = 'no-cors', method = 'GET', headers = {} } = {}) => {
    const request = Object.defineProperty(new Request(url, { method, headers }), 'mode', { value: mode });
    const responses: Promise<Response>[] = [];
    listeners.get('fetch')?.({ request, respondWith: (given: Promise<Response>) => responses.push(given) });
    return responses[0] ?? null;
  };
  return { ask: dispatchFetch, stored };
}

const createPage = (text: string) => new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } });

describe('service worker', () => {
  test.each([
    'https://site.test/api/advanced-lip-sync/1',
    'https://site.test/api/advanced-lip-sync/1/video',
    'https://elsewhere.test/_next/static/a.js',
  ])('the service worker leaves %s to the network', async (url) => {
    const { ask: dispatchFetch } = await startWorker(async () => createPage('never asked'));
    expect(dispatchFetch(url)).toBeNull();
    expect(dispatchFetch('https://site.test/', { method: 'POST' })).toBeNull();
  });

  test('the service worker passes range requests to the network and does not cache partial responses', async () => {
    const { ask: dispatchFetch } = await startWorker(async () => new Response('part', { status: 206 }));
    expect(dispatchFetch('https://site.test/sample/clip.mp4', { headers: { range: 'bytes=0-1' } })).toBeNull();
  });

  test('the service worker shows the newest page online and the cached one offline', async () => {
    let online = true;
    let version = 1;
    const { ask: dispatchFetch } = await startWorker(async () => {
      if (!online) throw new TypeError('offline');
      return createPage(`version ${version}`);
    });
    const text = async () => (await dispatchFetch('https://site.test/?from=somewhere', { mode: 'navigate' }))?.text();
    expect(await text()).toBe('version 1');
    version = 2;
    expect(await text()).toBe('version 2');
    online = false;
    expect(await text()).toBe('version 2');
  });

  test.each(['/team', '/status', '/join'])('the service worker never caches %s', async (path) => {
    const { ask: dispatchFetch, stored } = await startWorker(async () => createPage('of this moment'));
    await dispatchFetch(`https://site.test${path}`, { mode: 'navigate' });
    expect(stored.get('pages-1')).toBeUndefined();
  });

  test('the service worker does not cache redirects, failed pages and other content types', async () => {
    const redirectedPage = Object.defineProperty(createPage('sign-in'), 'redirected', { value: true });
    for (const answer of [
      redirectedPage,
      new Response('no', { status: 503, headers: { 'content-type': 'text/html' } }),
      Response.json({}),
    ]) {
      const { ask: dispatchFetch, stored } = await startWorker(async () => answer);
      await dispatchFetch('https://site.test/', { mode: 'navigate' });
      expect(stored.get('pages-1')).toBeUndefined();
    }
  });

  test('the service worker limits the number of cached files and always keeps the landing', async () => {
    const { ask: dispatchFetch, stored } = await startWorker(async (request) => createPage(request.url));
    await dispatchFetch('https://site.test/', { mode: 'navigate' });
    for (let job = 0; job < 50; job += 1) await dispatchFetch(`https://site.test/jobs/${job}`, { mode: 'navigate' });
    for (let file = 0; file < 310; file += 1) await dispatchFetch(`https://site.test/_next/static/${file}.js`);
    expect(stored.get('pages-1')?.size).toBe(30);
    expect(stored.get('pages-1')?.has('https://site.test/')).toBe(true);
    expect(stored.get('pages-1')?.has('https://site.test/jobs/49')).toBe(true);
    expect(stored.get('files-1')?.size).toBe(300);
    expect(stored.get('files-1')?.has('https://site.test/_next/static/309.js')).toBe(true);
  });
});
