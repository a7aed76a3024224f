import { unstable_doesMiddlewareMatch as doesProxyMatch, getRedirectUrl } from 'next/experimental/testing/server';
import { NextRequest } from 'next/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';

/** Imports the proxy with the given environment. */
async function loadProxy(settings: Record<string, string>) {
  vi.resetModules();
  for (const name of ['AI302_API_KEY', 'OWNER_PASSCODE', 'TRUSTED_PROXY_HOPS', 'KEEP_DAYS', 'NODE_ENV'])
    vi.stubEnv(name, settings[name] ?? '');
  return (await import('@/proxy')).proxy;
}

const LIVE = { AI302_API_KEY: 'sk-1', OWNER_PASSCODE: 'sesame', NODE_ENV: 'production' };
const COOKIE = { cookie: `session=${'A'.repeat(43)}` };

function createPageRequest(path: string, headers: Record<string, string> = {}): NextRequest {
  return new NextRequest(`http://localhost:3000${path}`, { headers });
}

beforeEach(() => {
  vi.unstubAllEnvs();
});

describe('proxy', () => {
  test.each(['/', '/jobs/a1', '/library', '/join', '/status'])('the proxy handles the page %s', async (url) => {
    const { config } = await import('@/proxy');
    expect(doesProxyMatch({ config, nextConfig: {}, url })).toBe(true);
  });

  test.each([
    '/api/uploads',
    '/api/uploads/a1',
    '/api/identify-face/v/faces/0/thumbnail',
    '/api',
    '/_next/static/chunks/a.js',
    '/_next/image',
    '/favicon.ico',
    '/sample/clip.mp4',
  ])('the proxy never handles %s', async (url) => {
    const { config } = await import('@/proxy');
    expect(doesProxyMatch({ config, nextConfig: {}, url })).toBe(false);
  });
});

describe('proxy in practice mode', () => {
  test('a first visit receives a session cookie in a response that shared caches must not store', async () => {
    const proxy = await loadProxy({});
    const first = proxy(createPageRequest('/'));
    expect(first.headers.get('set-cookie')).toMatch(/^session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(proxy(createPageRequest('/')).headers.get('set-cookie')).not.toBe(first.headers.get('set-cookie'));
  });

  test('a later visit keeps its session cookie', async () => {
    const response = (await loadProxy({}))(createPageRequest('/jobs/a1', COOKIE));
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(getRedirectUrl(response)).toBeNull();
  });

  test('the session cookie is Secure behind a trusted https proxy', async () => {
    const proxy = await loadProxy({ TRUSTED_PROXY_HOPS: '1' });
    expect(proxy(createPageRequest('/', { 'x-forwarded-proto': 'https' })).headers.get('set-cookie')).toMatch(
      /^__Host-session=.*; Secure$/,
    );
  });
});

describe('proxy in live mode', () => {
  test.each([
    ['/', 'http://localhost:3000/join'],
    ['/jobs/a1?x=1', 'http://localhost:3000/join?to=/jobs/a1'],
    ['//evil.example.org', 'http://localhost:3000/join'],
    ['/jobs/%2F%2Fevil', 'http://localhost:3000/join'],
  ])('%s without a cookie redirects to sign-in', async (path, expectedUrl) => {
    const response = (await loadProxy(LIVE))(createPageRequest(path));
    expect(getRedirectUrl(response)).toBe(expectedUrl);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('the sign-in page is always reachable, and a request with a cookie reaches the page that verifies it', async () => {
    const proxy = await loadProxy(LIVE);
    expect(getRedirectUrl(proxy(createPageRequest('/join')))).toBeNull();
    expect(getRedirectUrl(proxy(createPageRequest('/', COOKIE)))).toBeNull();
  });
});

test('a server with invalid settings still renders pages that say so', async () => {
  const proxy = await loadProxy({ ...LIVE, KEEP_DAYS: 'some' });
  expect(getRedirectUrl(proxy(createPageRequest('/')))).toBeNull();
});
