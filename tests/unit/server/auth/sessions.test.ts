import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Editor } from '@/lib/domain/editor';
import { createAuth } from '@/lib/server/auth/sessions';
import type { RateLimitStore, SessionStore } from '@/lib/server/auth/types';
import { type Env, Secret } from '@/lib/server/config/env';

const DAY_MS = 24 * 60 * 60 * 1000;
const PASSCODE = 'open sesame';

type Session = { editor: Editor; expiresAtMs: number };

function createTestAuth(authMode: Env['authMode'], { passcode = PASSCODE as string | null, hops = 0, paces: rateLimits = false } = {}) {
  const clock = { nowMs: 1_800_000_000_000 };
  const sessions = new Map<string, Session>();
  /** The rate limits are tested on a real database elsewhere. */
  const busy = new Map<string, number>();
  const free: RateLimitStore = {
    consume: async (key, { capacity, everyMs }, nowMs) => {
      const before = Math.max(busy.get(key) ?? 0, nowMs);
      const taken = !rateLimits || before + everyMs <= nowMs + capacity * everyMs;
      if (taken) busy.set(key, before + everyMs);
      return { isAllowed: taken, busyUntilMs: busy.get(key) ?? nowMs };
    },
    mark: async () => undefined,
    hasMark: async () => false,
    remove: async () => undefined,
  };
  const store: SessionStore & RateLimitStore = {
    ...free,
    findSession: async (hashes, nowMs) => {
      const session = [hashes].flat().flatMap((hash) => sessions.get(hash) ?? [])[0];
      return session !== undefined && session.expiresAtMs > nowMs ? session.editor : null;
    },
    openInviteSession: async () => null,
    closeSession: async (hashes) => {
      for (const hash of [hashes].flat()) sessions.delete(hash);
    },
    openSession: async ({ tokenHash, role, expiresAtMs }) => {
      const known = sessions.get(tokenHash);
      if (known !== undefined) return known.editor;
      const editor = { editorId: role === 'owner' ? 'owner' : `visitor-${sessions.size}`, role };
      sessions.set(tokenHash, { editor, expiresAtMs });
      return editor;
    },
    secret: async () => new Uint8Array(32),
  };
  const env = { mode: 'live', authMode, ownerPasscode: passcode === null ? null : new Secret(passcode), trustedProxyHops: hops } as const;
  return { access: createAuth({ store, env, now: () => clock.nowMs }), sessions, clock, taken: () => [...busy.keys()] };
}

function request(cookie?: string): Request {
  return new Request('http://localhost/api/x', { headers: cookie === undefined ? {} : { cookie } });
}

/** A request that changes something, from this address. */
function unsafeRequest(cookie?: string, address = '5.6.7.8'): Request {
  const headers = { 'x-forwarded-for': address, ...(cookie === undefined ? {} : { cookie }) };
  return new Request('http://localhost/api/x', { method: 'POST', headers });
}

function toCookieHeader(setCookie: string | null): string {
  return setCookie?.split(';')[0] ?? '';
}

describe('auth mode open', () => {
  test('authenticate creates a session and a cookie for a caller without a cookie who changes something', async () => {
    const { access: auth } = createTestAuth('open');
    const first = await auth.authenticate(unsafeRequest());
    expect(first).toMatchObject({ editor: { role: 'visitor' }, setCookie: expect.stringMatching(/^session=[\w-]{43}; /) });
    expect(await auth.authenticate(unsafeRequest(toCookieHeader(first.setCookie)))).toEqual({ editor: first.editor, setCookie: null });
    expect((await auth.authenticate(request(toCookieHeader(first.setCookie)))).editor?.editorId).toBe(first.editor?.editorId);
    expect((await auth.authenticate(unsafeRequest())).editor?.editorId).not.toBe(first.editor?.editorId);
  });

  test('authenticate stores nothing for a caller who only reads', async () => {
    const { access: auth, sessions } = createTestAuth('open');
    const looks = [request(), request(`session=${'B'.repeat(43)}`), new Request('http://localhost/api/x', { method: 'HEAD' })];
    for (const safeRequest of looks) {
      const { editor, setCookie } = await auth.authenticate(safeRequest);
      expect([editor?.role, setCookie]).toEqual(['visitor', null]);
      expect(editor?.editorId).toBe((await auth.authenticate(request())).editor?.editorId);
    }
    expect(sessions.size).toBe(0);
  });

  test('authenticate rate-limits new visitors by address, regardless of their cookies', async () => {
    const { access: auth } = createTestAuth('open', { hops: 1 });
    const addressOf = async (made: Request) => (await auth.authenticate(made)).editor?.addressHash;
    const first = await addressOf(unsafeRequest());
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await addressOf(unsafeRequest(`session=${'B'.repeat(43)}`))).toBe(first);
    expect(await addressOf(unsafeRequest(undefined, '5.6.7.9'))).not.toBe(first);
  });

  test('authenticate accepts 500 new visitors of one address, then one a minute, without limiting existing visitors or other addresses', async () => {
    const { access: auth, clock, taken } = createTestAuth('open', { hops: 1, paces: true });
    const cookie = toCookieHeader((await auth.authenticate(unsafeRequest())).setCookie);
    for (let n = 1; n < 500; n += 1) await auth.authenticate(unsafeRequest());
    await expect(auth.authenticate(unsafeRequest())).rejects.toMatchObject({ code: 'rate-limited', charged: 'no', retryAfterMs: 60_000 });
    expect((await auth.authenticate(unsafeRequest(cookie))).setCookie).toBeNull();
    expect((await auth.authenticate(unsafeRequest(undefined, '5.6.7.9'))).setCookie).not.toBeNull();
    clock.nowMs += 60_000;
    await auth.authenticate(unsafeRequest());
    for (const key of taken()) expect(key).not.toContain('5.6.7');
  });

  test('authenticate creates one visitor for concurrent first requests with the same new cookie', async () => {
    const { access: auth, sessions } = createTestAuth('open');
    const cookie = `session=${'B'.repeat(43)}`;
    const admissions = await Promise.all(Array.from({ length: 8 }, () => auth.authenticate(unsafeRequest(cookie))));
    expect(new Set(admissions.map(({ editor }) => editor?.editorId)).size).toBe(1);
    expect(admissions.every(({ setCookie }) => setCookie === null)).toBe(true);
    expect(sessions.size).toBe(1);
  });

  test('authenticate stores the hash of a token, not the token', async () => {
    const { access: auth, sessions } = createTestAuth('open');
    const { setCookie } = await auth.authenticate(unsafeRequest());
    const token = toCookieHeader(setCookie).slice('session='.length);
    expect([...sessions.keys()]).toEqual([createHash('sha256').update(token).digest('hex')]);
  });

  test('authenticate creates sessions that last thirty days', async () => {
    const { access: auth, sessions, clock } = createTestAuth('open');
    await auth.authenticate(unsafeRequest());
    expect([...sessions.values()][0]?.expiresAtMs).toBe(clock.nowMs + 30 * DAY_MS);
  });

  test('authenticate ignores a malformed cookie', async () => {
    const { access: auth } = createTestAuth('open');
    expect((await auth.authenticate(unsafeRequest('session=short'))).setCookie).not.toBeNull();
  });

  test('signIn accepts the passcode in open mode', async () => {
    const { access: auth } = createTestAuth('open');
    const { setCookie } = await auth.signIn(PASSCODE, request());
    expect((await auth.authenticate(request(toCookieHeader(setCookie)))).editor).toEqual({ editorId: 'owner', role: 'owner' });
  });

  test('signIn rejects every code if no passcode is set', async () => {
    const { access: auth } = createTestAuth('open', { passcode: null });
    for (const code of ['', 'null', 'undefined', PASSCODE]) {
      await expect(auth.signIn(code, request())).rejects.toMatchObject({ code: 'invalid-credentials' });
    }
  });
});

describe('auth mode passcode', () => {
  test('authenticate rejects a caller without a session and creates none in passcode mode', async () => {
    const { access: auth, sessions } = createTestAuth('passcode');
    expect(await auth.authenticate(request())).toEqual({ editor: null, setCookie: null });
    expect(await auth.authenticate(request(`session=${'B'.repeat(43)}`))).toEqual({ editor: null, setCookie: null });
    expect(sessions.size).toBe(0);
  });

  test('signIn opens a session for the right code that lasts thirty days', async () => {
    const { access: auth, clock } = createTestAuth('passcode');
    const cookie = toCookieHeader((await auth.signIn(PASSCODE, request())).setCookie);
    clock.nowMs += 30 * DAY_MS - 1;
    expect((await auth.authenticate(request(cookie))).editor?.role).toBe('owner');
    clock.nowMs += 1;
    expect((await auth.authenticate(request(cookie))).editor).toBeNull();
  });

  test('signIn ignores spaces around a pasted code', async () => {
    const { setCookie } = await createTestAuth('passcode').access.signIn(` ${PASSCODE}\n`, request());
    expect(setCookie).toContain('session=');
  });

  test.each(['', 'open', 'open sesame!', 'OPEN SESAME', 'x'.repeat(256)])('stays shut to %j', async (code) => {
    const { access: auth, sessions } = createTestAuth('passcode');
    await expect(auth.signIn(code, request())).rejects.toMatchObject({ code: 'invalid-credentials', charged: 'no' });
    expect(sessions.size).toBe(0);
  });

  test('signIn creates a new session each time and never reuses an existing token', async () => {
    const { access: auth, sessions } = createTestAuth('passcode');
    const planted = 'C'.repeat(43);
    const cookies = [
      (await auth.signIn(PASSCODE, request(`session=${planted}`))).setCookie,
      (await auth.signIn(PASSCODE, request())).setCookie,
    ];
    expect(new Set(cookies).size).toBe(2);
    expect(cookies.join()).not.toContain(planted);
    expect(sessions.size).toBe(2);
  });

  test('authenticate rejects a visitor session from before the passcode was set', async () => {
    const { access: auth, sessions } = createTestAuth('passcode');
    const token = 'D'.repeat(43);
    sessions.set(createHash('sha256').update(token).digest('hex'), {
      editor: { editorId: 'visitor-0', role: 'visitor' },
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    });
    expect((await auth.authenticate(request(`session=${token}`))).editor).toBeNull();
  });
});

describe('auth mode shut', () => {
  test('signIn reports that the server is not configured, not that the code is wrong', async () => {
    const { access: auth } = createTestAuth('shut', { passcode: null });
    await expect(auth.authenticate(request())).rejects.toMatchObject({ code: 'not-configured', charged: 'no' });
    await expect(auth.signIn('', request())).rejects.toMatchObject({ code: 'not-configured', charged: 'no' });
  });
});
