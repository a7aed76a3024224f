import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Editor } from '@/lib/domain/editor';
import { createAuth } from '@/lib/server/auth/sessions';
import type { RateLimitStore, SessionStore } from '@/lib/server/auth/types';
import { type Env, Secret } from '@/lib/server/config/env';

const DAY_MS = 24 * 60 * 60 * 1000;
const PASSCODE = 'open sesame';

type Session = { editor: Editor; expiresAtMs: number };

function world(authMode: Env['authMode'], { passcode = PASSCODE as string | null, hops = 0, paces = false } = {}) {
  const clock = { nowMs: 1_800_000_000_000 };
  const sessions = new Map<string, Session>();
  /** The rate limits are tested on a real database elsewhere. */
  const busy = new Map<string, number>();
  const free: RateLimitStore = {
    consume: async (key, { capacity, everyMs }, nowMs) => {
      const before = Math.max(busy.get(key) ?? 0, nowMs);
      const taken = !paces || before + everyMs <= nowMs + capacity * everyMs;
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
function deed(cookie?: string, address = '5.6.7.8'): Request {
  const headers = { 'x-forwarded-for': address, ...(cookie === undefined ? {} : { cookie }) };
  return new Request('http://localhost/api/x', { method: 'POST', headers });
}

function pairOf(setCookie: string | null): string {
  return setCookie?.split(';')[0] ?? '';
}

describe('auth mode open', () => {
  test('authenticate creates a session and a cookie for a caller without a cookie who changes something', async () => {
    const { access } = world('open');
    const first = await access.authenticate(deed());
    expect(first).toMatchObject({ editor: { role: 'visitor' }, setCookie: expect.stringMatching(/^session=[\w-]{43}; /) });
    expect(await access.authenticate(deed(pairOf(first.setCookie)))).toEqual({ editor: first.editor, setCookie: null });
    expect((await access.authenticate(request(pairOf(first.setCookie)))).editor?.editorId).toBe(first.editor?.editorId);
    expect((await access.authenticate(deed())).editor?.editorId).not.toBe(first.editor?.editorId);
  });

  test('authenticate stores nothing for a caller who only reads', async () => {
    const { access, sessions } = world('open');
    const looks = [request(), request(`session=${'B'.repeat(43)}`), new Request('http://localhost/api/x', { method: 'HEAD' })];
    for (const look of looks) {
      const { editor, setCookie } = await access.authenticate(look);
      expect([editor?.role, setCookie]).toEqual(['visitor', null]);
      expect(editor?.editorId).toBe((await access.authenticate(request())).editor?.editorId);
    }
    expect(sessions.size).toBe(0);
  });

  test('authenticate rate-limits new visitors by address, regardless of their cookies', async () => {
    const { access } = world('open', { hops: 1 });
    const addressOf = async (made: Request) => (await access.authenticate(made)).editor?.addressHash;
    const first = await addressOf(deed());
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await addressOf(deed(`session=${'B'.repeat(43)}`))).toBe(first);
    expect(await addressOf(deed(undefined, '5.6.7.9'))).not.toBe(first);
  });

  test('authenticate accepts 500 new visitors of one address, then one a minute, without limiting existing visitors or other addresses', async () => {
    const { access, clock, taken } = world('open', { hops: 1, paces: true });
    const cookie = pairOf((await access.authenticate(deed())).setCookie);
    for (let n = 1; n < 500; n += 1) await access.authenticate(deed());
    await expect(access.authenticate(deed())).rejects.toMatchObject({ code: 'rate-limited', charged: 'no', retryAfterMs: 60_000 });
    expect((await access.authenticate(deed(cookie))).setCookie).toBeNull();
    expect((await access.authenticate(deed(undefined, '5.6.7.9'))).setCookie).not.toBeNull();
    clock.nowMs += 60_000;
    await access.authenticate(deed());
    for (const key of taken()) expect(key).not.toContain('5.6.7');
  });

  test('authenticate creates one visitor for concurrent first requests with the same new cookie', async () => {
    const { access, sessions } = world('open');
    const cookie = `session=${'B'.repeat(43)}`;
    const admissions = await Promise.all(Array.from({ length: 8 }, () => access.authenticate(deed(cookie))));
    expect(new Set(admissions.map(({ editor }) => editor?.editorId)).size).toBe(1);
    expect(admissions.every(({ setCookie }) => setCookie === null)).toBe(true);
    expect(sessions.size).toBe(1);
  });

  test('authenticate stores the hash of a token, not the token', async () => {
    const { access, sessions } = world('open');
    const { setCookie } = await access.authenticate(deed());
    const token = pairOf(setCookie).slice('session='.length);
    expect([...sessions.keys()]).toEqual([createHash('sha256').update(token).digest('hex')]);
  });

  test('authenticate creates sessions that last thirty days', async () => {
    const { access, sessions, clock } = world('open');
    await access.authenticate(deed());
    expect([...sessions.values()][0]?.expiresAtMs).toBe(clock.nowMs + 30 * DAY_MS);
  });

  test('authenticate ignores a malformed cookie', async () => {
    const { access } = world('open');
    expect((await access.authenticate(deed('session=short'))).setCookie).not.toBeNull();
  });

  test('signIn accepts the passcode in open mode', async () => {
    const { access } = world('open');
    const { setCookie } = await access.signIn(PASSCODE, request());
    expect((await access.authenticate(request(pairOf(setCookie)))).editor).toEqual({ editorId: 'owner', role: 'owner' });
  });

  test('signIn rejects every code if no passcode is set', async () => {
    const { access } = world('open', { passcode: null });
    for (const code of ['', 'null', 'undefined', PASSCODE]) {
      await expect(access.signIn(code, request())).rejects.toMatchObject({ code: 'invalid-credentials' });
    }
  });
});

describe('auth mode passcode', () => {
  test('authenticate rejects a caller without a session and creates none in passcode mode', async () => {
    const { access, sessions } = world('passcode');
    expect(await access.authenticate(request())).toEqual({ editor: null, setCookie: null });
    expect(await access.authenticate(request(`session=${'B'.repeat(43)}`))).toEqual({ editor: null, setCookie: null });
    expect(sessions.size).toBe(0);
  });

  test('signIn opens a session for the right code that lasts thirty days', async () => {
    const { access, clock } = world('passcode');
    const cookie = pairOf((await access.signIn(PASSCODE, request())).setCookie);
    clock.nowMs += 30 * DAY_MS - 1;
    expect((await access.authenticate(request(cookie))).editor?.role).toBe('owner');
    clock.nowMs += 1;
    expect((await access.authenticate(request(cookie))).editor).toBeNull();
  });

  test('signIn ignores spaces around a pasted code', async () => {
    const { setCookie } = await world('passcode').access.signIn(` ${PASSCODE}\n`, request());
    expect(setCookie).toContain('session=');
  });

  test.each(['', 'open', 'open sesame!', 'OPEN SESAME', 'x'.repeat(256)])('stays shut to %j', async (code) => {
    const { access, sessions } = world('passcode');
    await expect(access.signIn(code, request())).rejects.toMatchObject({ code: 'invalid-credentials', charged: 'no' });
    expect(sessions.size).toBe(0);
  });

  test('signIn creates a new session each time and never reuses an existing token', async () => {
    const { access, sessions } = world('passcode');
    const planted = 'C'.repeat(43);
    const cookies = [
      (await access.signIn(PASSCODE, request(`session=${planted}`))).setCookie,
      (await access.signIn(PASSCODE, request())).setCookie,
    ];
    expect(new Set(cookies).size).toBe(2);
    expect(cookies.join()).not.toContain(planted);
    expect(sessions.size).toBe(2);
  });

  test('authenticate rejects a visitor session from before the passcode was set', async () => {
    const { access, sessions } = world('passcode');
    const token = 'D'.repeat(43);
    sessions.set(createHash('sha256').update(token).digest('hex'), {
      editor: { editorId: 'visitor-0', role: 'visitor' },
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    });
    expect((await access.authenticate(request(`session=${token}`))).editor).toBeNull();
  });
});

describe('auth mode shut', () => {
  test('signIn reports that the server is not configured, not that the code is wrong', async () => {
    const { access } = world('shut', { passcode: null });
    await expect(access.authenticate(request())).rejects.toMatchObject({ code: 'not-configured', charged: 'no' });
    await expect(access.signIn('', request())).rejects.toMatchObject({ code: 'not-configured', charged: 'no' });
  });
});
