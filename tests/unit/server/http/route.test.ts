import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { errorBodySchema } from '@/lib/contracts/error';
import { AppError } from '@/lib/server/http/app-error';
import { json, route } from '@/lib/server/http/route';
import { setServicesForTests } from '@/lib/server/services';
import { startServer, TestBrowser } from '../../../setup/app/server';

const bodySchema = z.strictObject({ name: z.string(), size: z.number() });

const echoRoute = route({
  access: 'editor',
  body: bodySchema,
  maxBodyBytes: 1000,
  handle: async ({ body, editor }) => json(200, { ...body, role: editor.role }),
});

function createThrowingRoute(error: unknown) {
  return route({
    access: 'open',
    handle: async () => {
      throw error;
    },
  });
}

async function readError(response: Response) {
  return errorBodySchema.parse(await response.json()).error;
}

describe('a route', () => {
  test('route passes the parsed body and the session’s editor to its handler, and sets the cookie', async () => {
    await startServer();
    const response = await new TestBrowser().call(echoRoute, '/api/echo', { json: { name: 'a', size: 1 } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ name: 'a', size: 1, role: 'visitor' });
    expect(response.headers.get('set-cookie')).toContain('HttpOnly');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  test.each<[string, RequestInit & { json?: unknown }, number, string]>([
    ['text instead of JSON', { body: '{"name":"a","size":1}', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
    ['a form', { body: 'name=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'unsupported-media-type'],
    ['no content type', { body: new Uint8Array([123, 125]) }, 415, 'unsupported-media-type'],
    ['a cut-off body', { body: '{"name":', headers: { 'content-type': 'application/json' } }, 400, 'invalid-request'],
    ['no body', { headers: { 'content-type': 'application/json' } }, 400, 'invalid-request'],
    [
      'bytes that are no UTF-8',
      { body: new Uint8Array([34, 255, 34]), headers: { 'content-type': 'application/json' } },
      400,
      'invalid-request',
    ],
    ['NaN', { body: '{"name":"a","size":NaN}', headers: { 'content-type': 'application/json' } }, 400, 'invalid-request'],
    ['infinity', { body: '{"name":"a","size":1e999}', headers: { 'content-type': 'application/json' } }, 400, 'invalid-request'],
    ['a missing field', { json: { name: 'a' } }, 400, 'invalid-request'],
    ['a field too many', { json: { name: 'a', size: 1, more: 1 } }, 400, 'invalid-request'],
    ['an array', { json: [] }, 400, 'invalid-request'],
    ['null', { json: null }, 400, 'invalid-request'],
    ['a body over its limit', { json: { name: 'a'.repeat(1000), size: 1 } }, 413, 'payload-too-large'],
    ['another site', { json: { name: 'a', size: 1 }, headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'forbidden-origin'],
  ])('refuses %s in the contract’s words, uncharged', async (_, init, status, code) => {
    await startServer();
    const response = await new TestBrowser().call(echoRoute, '/api/echo', { method: 'POST', ...init });
    expect(response.status).toBe(status);
    const error = await readError(response);
    expect(error).toMatchObject({ code, charged: 'no', requestId: response.headers.get('x-request-id') });
  });

  test('route names the invalid fields of a body without their values', async () => {
    await startServer();
    const response = await new TestBrowser().call(echoRoute, '/api/echo', { json: { name: 'SECRET'.length, extra: 'SECRET' } });
    const text = await response.text();
    expect(text).not.toContain('SECRET');
    expect(errorBodySchema.parse(JSON.parse(text)).error.issues).toEqual([
      { code: 'bad-field', field: 'name', reason: 'invalid_type' },
      { code: 'bad-field', field: 'size', reason: 'invalid_type' },
      { code: 'bad-field', field: 'extra', reason: 'unrecognized_keys' },
    ]);
  });

  test('route stops reading a streamed body at the limit, whatever its Content-Length', async () => {
    await startServer();
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(400));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'application/json' } };
    const response = await new TestBrowser().call(echoRoute, '/api/echo', init);
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(8);
  });

  test('route rejects requests without a session in passcode mode', async () => {
    await startServer({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'open sesame' } });
    const response = await new TestBrowser().call(echoRoute, '/api/echo', { json: { name: 'a', size: 1 } });
    expect(response.status).toBe(401);
    expect(await readError(response)).toMatchObject({ code: 'unauthorized', charged: 'no' });
  });

  test('route rejects every request to a live production server without a passcode', async () => {
    await startServer({ env: { AI302_API_KEY: 'sk-test', NODE_ENV: 'production' } });
    const response = await new TestBrowser().call(echoRoute, '/api/echo', { json: { name: 'a', size: 1 } });
    expect(response.status).toBe(503);
    expect(await readError(response)).toMatchObject({ code: 'not-configured', charged: 'no' });
  });

  test('route reports an unexpected error without its message', async () => {
    const { log } = await startServer();
    const response = await new TestBrowser().call(createThrowingRoute(new Error('SELECT secret FROM /home')), '/api/x');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain('secret');
    expect(errorBodySchema.parse(JSON.parse(text)).error.code).toBe('internal-error');
    expect(log).toMatchObject([
      { method: 'GET', path: '/api/x', status: 500, code: 'internal-error', error: 'Error: SELECT secret FROM /home' },
    ]);
  });

  test('route converts an AppError into the contract’s response, with Retry-After', async () => {
    await startServer();
    const busy = new AppError('upstream-busy', 'busy', { charged: 'unknown', retryAfterMs: 1_500, issues: [{ code: 'x', n: 1 }] });
    const response = await new TestBrowser().call(createThrowingRoute(busy), '/api/x');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await readError(response)).toMatchObject({
      code: 'upstream-busy',
      charged: 'unknown',
      retryAfterMs: 1_500,
      issues: [{ code: 'x', n: 1 }],
    });
  });

  test('route never reports a charge in practice mode', async () => {
    await startServer({ env: {} });
    const response = await new TestBrowser().call(
      createThrowingRoute(new AppError('upstream-timeout', 'x', { charged: 'unknown' })),
      '/api/x',
    );
    expect(await readError(response)).toMatchObject({ code: 'upstream-timeout', charged: 'no' });
  });

  test('route waits at most five minutes for a body', async () => {
    await startServer();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let dropped = false;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"name":')),
        cancel: () => {
          dropped = true;
        },
      });
      const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } };
      let response: Response | undefined;
      const called = new TestBrowser().call(echoRoute, '/api/echo', init).then((answer) => {
        response = answer;
      });
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
      await vi.advanceTimersByTimeAsync(299_000);
      expect(response).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1_000);
      await called;
      expect([response?.status, dropped]).toEqual([400, true]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('route responds 404 to invalid path parameters', async () => {
    await startServer();
    const byId = route({ access: 'open', params: z.object({ id: z.string().max(3) }), handle: async ({ params }) => json(200, params) });
    expect((await new TestBrowser().call(byId, '/api/x', { params: { id: 'abc' } })).status).toBe(200);
    expect((await new TestBrowser().call(byId, '/api/x', { params: { id: 'abcd' } })).status).toBe(404);
  });

  test('route logs one line per request, without query, cookie or body', async () => {
    const { log } = await startServer();
    await new TestBrowser().call(echoRoute, '/api/echo?token=t0ken', {
      json: { name: 'n4me', size: 1 },
      headers: { cookie: 'session=c00kie' },
    });
    expect(log).toHaveLength(1);
    expect(Object.keys(log[0] ?? {})).toEqual(['requestId', 'method', 'path', 'status', 'ms']);
    expect(JSON.stringify(log)).not.toMatch(/t0ken|n4me|c00kie/);
  });

  test('route responds if the services cannot be made, and retries at the next request', async () => {
    const open = route({ access: 'open', handle: async () => json(200, {}) });
    await startServer();
    setServicesForTests(null);
    vi.stubEnv('DATABASE_URL', 'mysql://nowhere');
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (line: string | Uint8Array) => {
      lines.push(String(line));
      return true;
    };
    try {
      const response = await new TestBrowser().call(open, '/api/x');
      expect(response.status).toBe(503);
      expect(await readError(response)).toMatchObject({ code: 'not-configured' });
    } finally {
      process.stdout.write = write;
      vi.unstubAllEnvs();
    }
    expect(lines.join('')).toContain('DATABASE_URL');
    await startServer();
    expect((await new TestBrowser().call(open, '/api/x')).status).toBe(200);
  });
});
