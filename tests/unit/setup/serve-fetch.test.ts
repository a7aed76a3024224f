import { expect, it, onTestFinished } from 'vitest';
import { dropBeforeResponse, truncateBody } from '@/lib/simulator/faults';
import { serveFetch } from '../../setup/app/serve-fetch';

async function serve(handle: typeof fetch): Promise<string> {
  const served = await serveFetch(handle);
  onTestFinished(() => served.stop());
  return served.origin;
}

it('serveFetch passes method, path, headers and body to the handler and returns its response', async () => {
  const origin = await serve(async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const text = `${request.method} ${pathname}${search} ${request.headers.get('x-name')} ${await request.text()}`;
    return new Response(text, { status: 418, headers: { 'x-back': 'yes' } });
  });
  const response = await fetch(`${origin}/a/b?c=d`, { method: 'POST', headers: { 'x-name': 'n' }, body: 'hello' });
  expect(response.status).toBe(418);
  expect(response.headers.get('x-back')).toBe('yes');
  expect(await response.text()).toBe('POST /a/b?c=d n hello');
});

it('serveFetch destroys the connection when the handler rejects', async () => {
  const origin = await serve((input, init) => {
    const call = { kind: 'query' as const, count: 1, url: new URL(String(input)), signal: init?.signal ?? new AbortController().signal };
    return dropBeforeResponse(async () => new Response(), call);
  });
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
});

it('serveFetch destroys the connection when the response body fails', async () => {
  const origin = await serve((input, init) => {
    const call = { kind: 'query' as const, count: 1, url: new URL(String(input)), signal: init?.signal ?? new AbortController().signal };
    return truncateBody(async () => Response.json({ some: 'answer', that: 'is long enough' }), call);
  });
  const response = await fetch(origin);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

it('serveFetch aborts the request signal when the client disconnects', async () => {
  const gone = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const origin = await serve((_, init) => {
    init?.signal?.addEventListener('abort', () => gone.resolve());
    asked.resolve();
    return new Promise(() => undefined);
  });
  const caller = new AbortController();
  const waiting = fetch(origin, { signal: caller.signal });
  await asked.promise;
  caller.abort();
  await expect(waiting).rejects.toThrow();
  await gone.promise;
});
