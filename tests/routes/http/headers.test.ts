import { NextRequest } from 'next/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { GET as health } from '@/app/api/health/route';
import { API_HEADERS } from '@/lib/server/http/security-headers';
import nextConfig from '@/next.config.mjs';
import { startServer, TestBrowser } from '../../setup/app/server';

/**
 * Headers of pages, of Next's own responses, and over https. `authorization-matrix.test.ts` checks those of every
 * route.
 */

async function pageUnder(
  settings: Record<string, string>,
  url = 'http://localhost:3000/',
  headers: Record<string, string> = {},
): Promise<Response> {
  vi.resetModules();
  const names = ['AI302_API_KEY', 'OWNER_PASSCODE', 'TRUSTED_PROXY_HOPS', 'NODE_ENV', 'STORAGE', 'PUBLIC_BASE_URL', ...Object.keys(S3)];
  for (const name of names) vi.stubEnv(name, settings[name] ?? '');
  const { proxy } = await import('@/proxy');
  return proxy(new NextRequest(url, { headers }));
}

function policyOf(response: Response): Map<string, string[]> {
  const text = response.headers.get('content-security-policy') ?? '';
  return new Map(text.split('; ').map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]));
}

const S3 = {
  ...{ S3_ENDPOINT: 'https://store.example', S3_REGION: 'eu-central-1', S3_BUCKET: 'clips' },
  ...{ S3_ACCESS_KEY_ID: 'AKIA1', S3_SECRET_ACCESS_KEY: 'secret' },
};
const LIVE = { AI302_API_KEY: 'sk-1', OWNER_PASSCODE: 'sesame', NODE_ENV: 'production' };

beforeEach(() => {
  vi.unstubAllEnvs();
});

describe('a page', () => {
  test('a page runs only scripts with its nonce, and WebAssembly, but no inline code or eval', async () => {
    const policy = policyOf(await pageUnder(LIVE, 'http://localhost:3000/join'));
    const scripts = policy.get('script-src') ?? [];
    expect(scripts.filter((source) => /^'nonce-[\w+/]{22}=='$/.test(source))).toHaveLength(1);
    expect(scripts).toEqual(expect.arrayContaining(["'strict-dynamic'", "'wasm-unsafe-eval'"]));
    expect(scripts).not.toContain("'unsafe-inline'");
    expect(scripts).not.toContain("'unsafe-eval'");
    expect(policy.get('style-src')).not.toContain("'unsafe-inline'");
    expect(policy.get('style-src-attr')).toEqual(["'unsafe-inline'"]);
    for (const name of ['default-src', 'object-src', 'base-uri', 'frame-ancestors', 'frame-src'])
      expect(policy.get(name), name).toEqual(["'none'"]);
    expect(policy.get('worker-src')).toEqual(["'self'", 'blob:']);
    expect(policy.get('media-src')).toEqual(["'self'", 'blob:', 'https:']);
    expect(policy.get('img-src')).toEqual(["'self'", 'blob:', 'data:']);
    expect(policy.get('form-action')).toEqual(["'self'"]);
    expect(policy.get('connect-src')).toEqual(["'self'", 'blob:', 'data:']);
  });

  test('a page may connect to the store for uploads and to no other host', async () => {
    const policy = policyOf(await pageUnder({ ...LIVE, ...S3 }, 'http://localhost:3000/join'));
    expect(policy.get('connect-src')).toEqual(["'self'", 'blob:', 'data:', 'https://store.example']);
    expect(policy.get('media-src')).toEqual(["'self'", 'blob:', 'https:']);
    expect(policy.get('img-src')).toEqual(["'self'", 'blob:', 'data:']);
    const near = policyOf(await pageUnder({ ...LIVE, ...S3, S3_ENDPOINT: 'http://127.0.0.1:9000' }, 'http://localhost:3000/join'));
    expect(near.get('connect-src')).toContain('http://127.0.0.1:9000');
    expect(near.get('media-src')).toContain('http://127.0.0.1:9000');
  });

  test('a page has a new nonce for each response', async () => {
    const nonces = await Promise.all(
      Array.from({ length: 20 }, async () =>
        policyOf(await pageUnder(LIVE))
          .get('script-src')
          ?.join(' '),
      ),
    );
    expect(new Set(nonces).size).toBe(20);
  });

  test('a page may fetch any pasted link in practice mode, and use eval in development', async () => {
    expect(policyOf(await pageUnder({ NODE_ENV: 'production' })).get('connect-src')).toContain('https:');
    const development = policyOf(await pageUnder({ NODE_ENV: 'development' }));
    expect(development.get('script-src')).toContain("'unsafe-eval'");
    expect(development.get('script-src')).not.toContain("'unsafe-inline'");
  });

  test.each<[string, Record<string, string>]>([
    ['of the wizard', {}],
    ['that leads to the door', LIVE],
    ['of a server whose settings are wrong', { TRUSTED_PROXY_HOPS: 'many' }],
  ])('%s is not sniffed, not framed, and asks for the microphone alone', async (_, settings) => {
    const { headers } = await pageUnder(settings);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('microphone=(self)');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test('a page’s policy overrides a header of the same name from the caller', async () => {
    const response = await pageUnder({}, 'http://localhost:3000/', { 'content-security-policy': "script-src 'nonce-planted'" });
    const handed = response.headers.get('x-middleware-request-content-security-policy');
    expect(handed).toBe(response.headers.get('content-security-policy'));
    expect(handed).not.toContain('planted');
  });

  test('only a share link’s page needs no passcode', async () => {
    expect((await pageUnder(LIVE, `http://localhost:3000/share/${'a'.repeat(43)}`)).headers.get('location')).toBeNull();
    for (const path of ['/share', '/share/a/b', '/team', '/status', '/jobs/a', '/index.php']) {
      expect((await pageUnder(LIVE, `http://localhost:3000${path}`)).headers.get('location'), path).toContain('/join');
    }
  });
});

describe('over https', () => {
  test('pages and responses send HSTS over https only', async () => {
    const said = async (proto: string, hops: string) =>
      (await pageUnder({ TRUSTED_PROXY_HOPS: hops }, 'http://localhost:3000/', { 'x-forwarded-proto': proto })).headers.get(
        'strict-transport-security',
      );
    expect(await said('https', '1')).toBe('max-age=63072000');
    expect(await said('http', '1')).toBeNull();
    expect(await said('https', '0')).toBeNull();

    await startServer({ env: { AI302_API_KEY: 'sk-test', TRUSTED_PROXY_HOPS: '1' } });
    const answer = (proto: string) => new TestBrowser().call(health, '/api/health', { headers: { 'x-forwarded-proto': proto } });
    expect((await answer('https')).headers.get('strict-transport-security')).toBe('max-age=63072000');
    expect((await answer('http')).headers.get('strict-transport-security')).toBeNull();
  });
});

test('Next’s own responses under /api, such as 405, have the API headers', async () => {
  const rules = (await nextConfig.headers?.()) ?? [];
  const forApi = rules.find(({ source }) => source === '/api/:path*')?.headers ?? [];
  expect(Object.fromEntries(forApi.map(({ key, value }) => [key.toLowerCase(), value]))).toEqual(API_HEADERS);
  for (const source of ['/_next/:path*', '/sample/:path*', '/icon.svg', '/favicon.ico']) {
    expect(rules.find((rule) => rule.source === source)?.headers).toContainEqual({ key: 'X-Content-Type-Options', value: 'nosniff' });
  }
});
