import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { POST as enter } from '@/app/api/access/route';
import { POST as openUpload } from '@/app/api/uploads/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { readEnv } from '@/lib/server/config/env';
import { createServices, setServicesForTests } from '@/lib/server/services';
import { temporaryFolder } from '../../setup/temporary-folder';

const LIVE = { AI302_API_KEY: 'sk-1', OWNER_PASSCODE: 'sesame' };

async function startServices(settings: Record<string, string>): Promise<void> {
  const folder = await temporaryFolder();
  const services = await createServices({
    env: readEnv({ DATABASE_URL: `file:${path.join(folder, 'lip-sync.db')}`, ...settings }),
    log: () => undefined,
    defer: () => undefined,
  });
  setServicesForTests(services);
  onTestFinished(() => {
    services.db.close();
    setServicesForTests(null);
  });
}

function postAccess(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return enter(
    new Request('http://localhost:3000/api/access', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'localhost:3000', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
    { params: Promise.resolve({}) },
  );
}

/** Returns the status of a protected route for this cookie. */
async function getUploadStatus(cookie: string): Promise<number> {
  const file = { fileName: 'clip.mp4', byteSize: 1000, contentType: 'video/mp4' };
  const headers = { 'content-type': 'application/json', cookie };
  const request = new Request('http://localhost:3000/api/uploads', { method: 'POST', headers, body: JSON.stringify(file) });
  return (await openUpload(request, { params: Promise.resolve({}) })).status;
}

async function readError(response: Response): Promise<[number, string, string]> {
  const { error } = errorBodySchema.parse(await response.json());
  return [response.status, error.code, error.charged];
}

describe('POST /api/access', () => {
  test('signIn with the right code responds 204 and sets a session cookie', async () => {
    await startServices(LIVE);
    const response = await postAccess({ code: 'sesame' });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    expect(await getUploadStatus(cookie.split(';')[0] ?? '')).toBe(201);
  });

  test('routes reject requests without a session', async () => {
    await startServices(LIVE);
    expect(await getUploadStatus('')).toBe(401);
    expect(await getUploadStatus(`session=${'A'.repeat(43)}`)).toBe(401);
  });

  test('signIn with a wrong code opens no session', async () => {
    await startServices(LIVE);
    const response = await postAccess({ code: 'Sesame' });
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await readError(response)).toEqual([401, 'invalid-credentials', 'no']);
  });

  test.each<[string, unknown]>([
    ['no JSON', 'code=sesame'],
    ['no code', {}],
    ['an empty code', { code: '' }],
    ['a number', { code: 1 }],
    ['an endless code', { code: 'x'.repeat(257) }],
    ['more than a code', { code: 'sesame', role: 'owner' }],
  ])('%s is malformed', async (_what, body) => {
    await startServices(LIVE);
    expect(await readError(await postAccess(body))).toEqual([400, 'invalid-request', 'no']);
  });

  test('signIn rejects requests from another site', async () => {
    await startServices(LIVE);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example.org' }, { origin: 'null' }]) {
      expect(await readError(await postAccess({ code: 'sesame' }, headers))).toEqual([403, 'forbidden-origin', 'no']);
    }
    expect((await postAccess({ code: 'sesame' }, { 'sec-fetch-site': 'same-origin' })).status).toBe(204);
  });

  test('the session cookie is Secure behind a trusted https proxy', async () => {
    await startServices({ ...LIVE, TRUSTED_PROXY_HOPS: '1' });
    const response = await postAccess({ code: 'sesame' }, { 'x-forwarded-proto': 'https' });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-session=.*; Secure$/);
  });

  test('repeated wrong codes get rate-limited with Retry-After, while the right code still succeeds', async () => {
    await startServices(LIVE);
    for (let n = 0; n < 10; n += 1) expect((await postAccess({ code: `wrong ${n}` })).status).toBe(401);
    const response = await postAccess({ code: 'wrong' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await readError(response)).toEqual([429, 'rate-limited', 'no']);
    expect((await postAccess({ code: 'sesame' })).status).toBe(204);
  });

  test('a list of four-digit codes cannot be tried out', async () => {
    await startServices({ ...LIVE, OWNER_PASSCODE: '0420' });
    for (let n = 0; n < 420; n += 1) expect((await postAccess({ code: String(n).padStart(4, '0') })).status).not.toBe(204);
    expect((await postAccess({ code: '0420' })).status).toBe(429);
  });

  test('forged forwarded addresses do not evade throttling without a trusted proxy', async () => {
    await startServices(LIVE);
    for (let n = 0; n < 10; n += 1) expect((await postAccess({ code: 'wrong' }, { 'x-forwarded-for': `10.0.0.${n}` })).status).toBe(401);
    expect((await postAccess({ code: 'wrong' }, { 'x-forwarded-for': '10.0.0.99' })).status).toBe(429);
  });

  test('a live production server without a passcode responds not-configured', async () => {
    await startServices({ AI302_API_KEY: 'sk-1', NODE_ENV: 'production' });
    expect(await readError(await postAccess({ code: 'sesame' }))).toEqual([503, 'not-configured', 'no']);
    expect(await getUploadStatus('')).toBe(503);
  });

  test('practice mode needs no sign-in', async () => {
    await startServices({});
    expect(await getUploadStatus('')).toBe(201);
  });
});
