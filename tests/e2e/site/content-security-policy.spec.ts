import { globSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { ROOT, type RunningApp, startApp } from '../../setup/app-server';

/** Security headers of every page, route and file of the production build, in live mode behind one proxy. */

const KEY_ONLY = { AI302_API_KEY: SECRETS.AI302_API_KEY };
/** Repeated here in full, so that a change of the policy also needs a change of this test. */
const API_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const HSTS = 'max-age=63072000';

/** No server listens on this port. */
const LIVE = { ...SECRETS, AI302_BASE_URL: 'http://127.0.0.1:9', TRUSTED_PROXY_HOPS: '1' };

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'nonce-…' 'strict-dynamic' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'nonce-…'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "media-src 'self' blob: https:",
  "connect-src 'self' blob: data:",
  "manifest-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const PAGES = globSync('app/**/page.tsx', { cwd: ROOT }).map((file) => {
  const route = path.posix.dirname(file.replaceAll('\\', '/')).slice('app'.length);
  return route.replace('[token]', 'a'.repeat(43)).replace(/\[\w+\]/g, 'none-at-all') || '/';
});
const ROUTES = globSync('app/api/**/route.ts', { cwd: ROOT }).map((file) => {
  const route = `/${path.posix.dirname(file.replaceAll('\\', '/')).slice('app/'.length)}`;
  return route
    .replace('[[...path]]', 'nothing')
    .replace('[partNumber]', '1')
    .replace('[token]', 'a'.repeat(43))
    .replace(/\[\w+\]/g, 'none-at-all');
});

/** Request variants that could bypass the proxy that sets the policy, or change the response type. */
const NAVIGATION_HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-subrequest': 'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware' },
  { 'x-middleware-next': '1', 'x-middleware-rewrite': '/team' },
  { 'x-middleware-override-headers': 'content-security-policy', 'x-middleware-request-content-security-policy': "script-src 'nonce-mine'" },
  { 'content-security-policy': "script-src 'nonce-mine'" },
  { 'x-matched-path': '/team', 'x-invoke-path': '/team' },
  { 'x-nextjs-data': '1' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { purpose: 'prefetch' },
];

let live: RunningApp;
let cookie: string;

const ask = (target: string, init: RequestInit = {}) => fetch(`${live.origin}${target}`, { redirect: 'manual', ...init });

test.beforeAll(async () => {
  live = await startApp({ settings: LIVE });
  const entered = await ask('/api/access', {
    method: 'POST',
    body: JSON.stringify({ code: SECRETS.OWNER_PASSCODE }),
    headers: { 'content-type': 'application/json' },
  });
  expect(entered.status).toBe(204);
  cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
});

test.afterAll(() => live.stop());

function expectPageHeaders(answer: Response, where: string): void {
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy.replaceAll(/'nonce-[\w+/]{22}=='/g, "'nonce-…'"), where).toBe(POLICY);
  expect(new Set(policy.match(/'nonce-[^']+'/g)).size, where).toBe(1);
  expect(
    Object.fromEntries(['x-frame-options', 'x-content-type-options', 'referrer-policy'].map((name) => [name, answer.headers.get(name)])),
    where,
  ).toEqual({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  });
  expect(answer.headers.get('permissions-policy'), where).toContain('microphone=(self)');
  expect(answer.headers.get('cross-origin-opener-policy'), where).toBe('same-origin');
}

test('every page has the same policy for every request variant, and anonymous visitors see only the sign-in page', async () => {
  expect(PAGES.length).toBeGreaterThanOrEqual(7);
  for (const page of [...PAGES, '/nothing/here']) {
    for (const disguise of NAVIGATION_HEADERS) {
      for (const headers of [disguise, { ...disguise, cookie }]) {
        const answer = await ask(page, { headers });
        const where = `${page} ${JSON.stringify(disguise)} ${'cookie' in headers ? 'owner' : 'stranger'}`;
        expectPageHeaders(answer, where);
        expect(answer.status, where).toBeLessThan(500);
        const isOpen = 'cookie' in headers || page === '/join' || page.startsWith('/share/');
        if (!isOpen)
          expect([answer.status, answer.headers.get('location')?.replace(live.origin, '')], where).toEqual([
            307,
            expect.stringMatching(/^\/join/),
          ]);
        const html = await answer.text();
        // A nonce supplied by the client is never used.
        expect(html, where).not.toContain('nonce-mine');
        if (!isOpen) expect(html, where).not.toContain('spentMilliPtc');
      }
    }
  }
});

test('every method of every API route has headers that prevent rendering as a page', async () => {
  expect(ROUTES.length).toBeGreaterThanOrEqual(20);
  for (const route of ROUTES) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await ask(route, { method });
      const where = `${method} ${route}`;
      expect(answer.status, where).not.toBe(500);
      for (const [name, value] of Object.entries(API_HEADERS)) expect(answer.headers.get(name), `${where} ${name}`).toBe(value);
      if (answer.status === 200) expect(await answer.text(), where).toMatch(/^$|^\{"status":"ok"/);
    }
  }
});

test('static files have the right content type, and Next’s image optimiser is disabled', async () => {
  const html = await (await ask('/join')).text();
  const scripts = [...html.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  expect(scripts.length).toBeGreaterThan(2);
  for (const file of [...scripts, '/sample/clip.mp4', '/icon.svg', '/favicon.ico', '/manifest.webmanifest', '/service-worker.js']) {
    const answer = await ask(file, { method: 'HEAD' });
    expect([file, answer.status, answer.headers.get('x-content-type-options')]).toEqual([file, 200, 'nosniff']);
  }
  for (const url of ['https://example.com/a.png', 'http://127.0.0.1:9/', '/sample/poster.jpg']) {
    expect((await ask(`/_next/image?w=640&q=75&url=${encodeURIComponent(url)}`, { headers: { cookie } })).status).toBe(404);
  }
});

test('there are no Server Actions, and calling one has no effect', async () => {
  const manifest: { node: object; edge: object } = JSON.parse(
    readFileSync(path.join(ROOT, '.next/server/server-reference-manifest.json'), 'utf8'),
  );
  expect([manifest.node, manifest.edge]).toEqual([{}, {}]);
  for (const page of ['/', '/team', '/join']) {
    for (const type of ['text/plain;charset=UTF-8', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
      const answer = await ask(page, {
        method: 'POST',
        body: '[]',
        headers: { cookie, 'content-type': type, 'next-action': '0'.repeat(42) },
      });
      // 409: unknown action.
      expect([404, 405, 409], `${page} ${type}`).toContain(answer.status);
    }
  }
});

test('over https, the session cookie has the __Host- prefix and HSTS is set', async () => {
  const answer = await ask('/api/access', {
    method: 'POST',
    body: JSON.stringify({ code: SECRETS.OWNER_PASSCODE }),
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
  });
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/),
  ]);
  expect(answer.headers.get('strict-transport-security')).toBe(HSTS);
  expect((await ask('/join', { headers: { 'x-forwarded-proto': 'https' } })).headers.get('strict-transport-security')).toBe(HSTS);
  expect((await ask('/join')).headers.get('strict-transport-security')).toBeNull();
});

test('a forged Host header never redirects to another host', async () => {
  for (const headers of [{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example' }]) {
    const location = await new Promise<string | undefined>((resolve, reject) => {
      httpRequest(`${live.origin}/`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.headers.location);
      })
        .on('error', reject)
        .end();
    });
    expect(location, JSON.stringify(headers)).toMatch(/^\/join/);
  }
});

test('in live mode without a passcode, sign-in is rejected, nothing is charged, and the log names the missing variable', async () => {
  const written: string[] = [];
  const app = await startApp({ settings: KEY_ONLY, onOutput: (text) => written.push(text) });
  try {
    for (const [route, body] of [
      ['/api/access', { code: 'anything' }],
      ['/api/identify-face', { videoUrl: 'https://example.com/clip.mp4' }],
      ['/api/advanced-lip-sync', {}],
      ['/api/uploads', { fileName: 'clip.mp4', byteSize: 1_000, contentType: 'video/mp4' }],
    ] as const) {
      const answer = await fetch(`${app.origin}${route}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'x'.repeat(20) },
      });
      expect([route, answer.status]).toEqual([route, 503]);
      expect(await answer.json()).toMatchObject({ error: { code: 'not-configured', charged: 'no' } });
    }
    expect(written.join('')).toContain('OWNER_PASSCODE');
  } finally {
    await app.stop();
  }
});
