import { readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createInvites } from '@/lib/server/auth/invites';
import { createRateLimiter } from '@/lib/server/auth/rate-limit';
import { createAuth } from '@/lib/server/auth/sessions';
import { Secret } from '@/lib/server/config/env';
import { openDatabase } from '@/lib/server/db/database';
import { AppError } from '@/lib/server/http/app-error';
import { temporaryFolder } from '../../../setup/temporary-folder';

/** Sign-in on a real database: invites, login throttling and rate limits. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PASSCODE = 'open sesame';

async function createTestAuth({ mode = 'live' as 'live' | 'practice', passcode = PASSCODE, folder = null as string | null } = {}) {
  const clock = { nowMs: Date.UTC(2026, 10, 22, 12) };
  const now = () => clock.nowMs;
  const store = await openDatabase({ url: folder === null ? ':memory:' : `file:${folder}/ledger.db`, authToken: null });
  onTestFinished(() => store.close());
  const env = { mode, authMode: mode === 'live' ? 'passcode' : 'open', ownerPasscode: new Secret(passcode), trustedProxyHops: 1 } as const;
  const auth = createAuth({ store, env, now });
  const invites = createInvites({ store, env, now });
  const limits = createRateLimiter({ store, now });

  /** The cookie or the error that signing in with a code from an address returns. */
  async function trySignIn(code: string, address = '5.6.7.8'): Promise<string | AppError> {
    const request = new Request('http://a.example/api/access', { headers: { 'x-forwarded-for': address } });
    try {
      return (await auth.signIn(code, request)).setCookie.split(';')[0] ?? '';
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }
  const codeOf = async (work: Promise<string | AppError>) => {
    const outcome = await work;
    return typeof outcome === 'string' ? 'let in' : outcome.code;
  };
  const who = async (cookie: string | AppError) => {
    if (typeof cookie !== 'string') throw cookie;
    return (await auth.authenticate(new Request('http://a.example/', { headers: { cookie } }))).editor;
  };
  return { access: auth, invites, limits, store, clock, knock: trySignIn, codeOf, who };
}

describe('invites', () => {
  test('an invite is one editor on every device', async () => {
    const { invites, knock: trySignIn, who } = await createTestAuth();
    const { invite, token } = await invites.create('Mei');
    const [first, second] = [await who(await trySignIn(token)), await who(await trySignIn(` ${token}\n`))];
    expect(first).toEqual({ editorId: invite.editorId, role: 'editor' });
    expect(second).toEqual(first);
    const other = await invites.create('Anna');
    expect((await who(await trySignIn(other.token)))?.editorId).not.toBe(first?.editorId);
  });

  test('signIn with an invite ends the replaced session, but a wrong code does not', async () => {
    const { access: auth, invites, knock: trySignIn, who } = await createTestAuth();
    const { token } = await invites.create('Mei');
    const enter = async (code: string, cookie: string) =>
      auth.signIn(code, new Request('http://a.example/api/access', { headers: { cookie, 'x-forwarded-for': '5.6.7.8' } }));
    const owners = await trySignIn(PASSCODE);
    if (typeof owners !== 'string') throw owners;
    await expect(enter('wrong', owners)).rejects.toMatchObject({ code: 'invalid-credentials' });
    expect((await who(owners))?.role).toBe('owner');
    const meis = (await enter(token, owners)).setCookie.split(';')[0] ?? '';
    expect([await who(owners), (await who(meis))?.role]).toEqual([null, 'editor']);
    await enter(PASSCODE, meis);
    expect(await who(meis)).toBeNull();
  });

  test('an invite token has at least 128 random bits and is not stored', async () => {
    const folder = await temporaryFolder();
    const { invites, store } = await createTestAuth({ folder });
    const tokens = await Promise.all(Array.from({ length: 20 }, async (_, n) => (await invites.create(`editor ${n}`)).token));
    expect(new Set(tokens).size).toBe(20);
    for (const token of tokens) expect(Buffer.from(token, 'base64url').byteLength).toBeGreaterThanOrEqual(16);
    store.close();
    const bytes = Buffer.concat(
      await Promise.all(['', '-wal'].map((end) => readFile(`${folder}/ledger.db${end}`).catch(() => Buffer.alloc(0)))),
    );
    expect(bytes.includes('editor 7')).toBe(true);
    for (const token of tokens) expect(bytes.includes(token)).toBe(false);
  });

  test('revoking an invite ends its sessions at once and prevents new ones', async () => {
    const { invites, knock: trySignIn, codeOf, who } = await createTestAuth();
    const { invite, token } = await invites.create('Mei');
    const stays = await invites.create('Anna');
    const cookies = [await trySignIn(token), await trySignIn(token)];
    const other = await trySignIn(stays.token);
    await invites.revoke(invite.inviteId);
    for (const cookie of cookies) expect(await who(cookie)).toBeNull();
    expect(await codeOf(trySignIn(token))).toBe('invalid-credentials');
    expect(await who(other)).not.toBeNull();
    expect((await invites.list()).find(({ inviteId }) => inviteId === invite.inviteId)?.revokedAtMs).not.toBeNull();
    await invites.revoke(invite.inviteId);
    await expect(invites.relink(invite.inviteId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(invites.revoke('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('revoking an invite during its sign-in leaves no session', async () => {
    const { invites, knock: trySignIn, who } = await createTestAuth();
    for (let round = 0; round < 10; round += 1) {
      const { invite, token } = await invites.create('Mei');
      const [cookie] = await Promise.all([trySignIn(token), invites.revoke(invite.inviteId)]);
      expect(cookie instanceof AppError || (await who(cookie)) === null).toBe(true);
    }
  });

  test('relinking an invite keeps the editor and their sessions, and invalidates the old link', async () => {
    const { invites, knock: trySignIn, codeOf, who } = await createTestAuth();
    const { invite, token } = await invites.create('Mei');
    const inside = await trySignIn(token);
    const next = await invites.relink(invite.inviteId);
    expect(next.token).not.toBe(token);
    expect(await codeOf(trySignIn(token))).toBe('invalid-credentials');
    expect(await who(await trySignIn(next.token))).toEqual(await who(inside));
  });

  test('a practice invite and its sessions grant no access in live mode', async () => {
    const folder = await temporaryFolder();
    const practice = await createTestAuth({ mode: 'practice', folder });
    const { token } = await practice.invites.create('Mei');
    const cookie = await practice.knock(token);
    expect((await practice.who(cookie))?.role).toBe('editor');
    const live = await createTestAuth({ folder });
    expect(await live.codeOf(live.knock(token))).toBe('invalid-credentials');
    expect(await live.who(cookie)).toBeNull();
    expect(await live.invites.list()).toEqual([]);
  });
});

describe('owner session', () => {
  test('an owner session ends when the passcode changes', async () => {
    const folder = await temporaryFolder();
    const before = await createTestAuth({ folder });
    const cookie = await before.knock(PASSCODE);
    expect(await before.who(cookie)).toEqual({ editorId: 'owner', role: 'owner' });
    const after = await createTestAuth({ folder, passcode: 'another' });
    expect(await after.who(cookie)).toBeNull();
    expect(await after.codeOf(after.knock(PASSCODE))).toBe('invalid-credentials');
  });

  test('signOut ends the owner session on the server and deletes the cookie', async () => {
    const { access: auth, knock: trySignIn, who } = await createTestAuth();
    const cookie = await trySignIn(PASSCODE);
    if (typeof cookie !== 'string') throw cookie;
    const { setCookie } = await auth.signOut(new Request('http://a.example/', { headers: { cookie } }));
    expect(setCookie).toBe('session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
    expect(await who(cookie)).toBeNull();
    await expect(auth.signOut(new Request('http://a.example/'))).resolves.toBeDefined();
  });
});

describe('login throttle', () => {
  test('signIn is throttled after ten wrong codes, but a right code still succeeds', async () => {
    const { knock: trySignIn, codeOf, clock } = await createTestAuth();
    for (let n = 0; n < 10; n += 1) expect(await codeOf(trySignIn(`wrong ${n}`))).toBe('invalid-credentials');
    const refusal = await trySignIn('wrong again');
    expect(refusal).toMatchObject({ code: 'rate-limited', status: 429, retryAfterMs: 60_000 });
    expect(await codeOf(trySignIn(PASSCODE))).toBe('let in');
    // The right code resets the count of this address.
    expect(await codeOf(trySignIn('wrong'))).toBe('invalid-credentials');
    clock.nowMs += 1;
  });

  test('signIn reports a sufficient waiting time', async () => {
    const { knock: trySignIn, codeOf, clock } = await createTestAuth();
    for (let n = 0; n < 12; n += 1) await trySignIn(`wrong ${n}`);
    const refusal = await trySignIn('wrong');
    if (!(refusal instanceof AppError) || refusal.retryAfterMs === undefined) throw new Error('no time was named');
    clock.nowMs += refusal.retryAfterMs;
    expect(await codeOf(trySignIn('wrong'))).toBe('invalid-credentials');
  });

  test('signIn checks a hundred codes of an address, then one per 30 s', async () => {
    const { knock: trySignIn, codeOf, clock } = await createTestAuth();
    for (let n = 0; n < 150; n += 1) await trySignIn(`wrong ${n}`);
    // Beyond the limit even the right code is not checked, so that the response reveals nothing about it.
    expect(await codeOf(trySignIn(PASSCODE))).toBe('rate-limited');
    clock.nowMs += 30_000;
    expect(await codeOf(trySignIn(PASSCODE))).toBe('let in');
  });

  test('signIn checks five hundred codes from all addresses, then one per 10 s', async () => {
    const { knock: trySignIn, codeOf, clock } = await createTestAuth();
    let looked = 0;
    for (let n = 0; n < 700; n += 1) {
      const outcome = await trySignIn(`wrong ${n}`, `10.${n % 7}.${Math.floor(n / 7)}.1`);
      if (outcome instanceof AppError && outcome.code === 'invalid-credentials') looked += 1;
    }
    expect(looked).toBe(500);
    expect(await codeOf(trySignIn(PASSCODE, '99.9.9.9'))).toBe('rate-limited');
    clock.nowMs += 10_000;
    expect(await codeOf(trySignIn(PASSCODE, '99.9.9.9'))).toBe('let in');
  });

  test('login throttling affects no session, no invite and no address that signed in before', async () => {
    const { knock: trySignIn, codeOf, who, invites } = await createTestAuth();
    const inside = await trySignIn(PASSCODE, '7.7.7.7');
    const { token } = await invites.create('Mei');
    for (let n = 0; n < 600; n += 1) await trySignIn(`wrong ${n}`, `10.${n % 7}.${Math.floor(n / 7)}.1`);
    expect(await who(inside)).not.toBeNull();
    expect(await codeOf(trySignIn(token, '10.0.0.1'))).toBe('let in');
    expect(await codeOf(trySignIn(PASSCODE, '7.7.7.7'))).toBe('let in');
    expect(await codeOf(trySignIn(PASSCODE, '8.8.8.8'))).toBe('rate-limited');
  });

  test('concurrent sign-in attempts are limited like sequential ones', async () => {
    const { knock: trySignIn, codeOf } = await createTestAuth();
    const outcomes = await Promise.all(Array.from({ length: 130 }, (_, n) => trySignIn(`wrong ${n}`)));
    const wrong = outcomes.filter((outcome) => outcome instanceof AppError && outcome.code === 'invalid-credentials');
    expect(wrong.length).toBeLessThanOrEqual(10);
    expect(await codeOf(trySignIn(PASSCODE))).toBe('rate-limited');
  });

  test('login throttling stores no address in the database', async () => {
    const folder = await temporaryFolder();
    const { knock: trySignIn, store } = await createTestAuth({ folder });
    await trySignIn('wrong', '203.0.113.77');
    store.close();
    const bytes = Buffer.concat(
      await Promise.all(['', '-wal'].map((end) => readFile(`${folder}/ledger.db${end}`).catch(() => Buffer.alloc(0)))),
    );
    expect(bytes.includes('203.0.113.77')).toBe(false);
  });
});

describe('rate limits', () => {
  const editor = { editorId: 'mei', role: 'editor' } as const;

  test('rate limits count each editor and each action separately', async () => {
    const { limits, clock } = await createTestAuth();
    for (let n = 0; n < 120; n += 1) await limits.consume('create', editor);
    await expect(limits.consume('create', editor)).rejects.toMatchObject({ code: 'rate-limited', charged: 'no', retryAfterMs: 5_000 });
    await limits.consume('identify', editor);
    await limits.consume('create', { editorId: 'anna', role: 'editor' });
    clock.nowMs += 5_000;
    await limits.consume('create', editor);
    await expect(limits.consume('create', editor)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  test('rate limits of one address cover all its visitors, with five times the limit of an editor', async () => {
    const { limits } = await createTestAuth({ mode: 'practice' });
    const visitor = (editorId: string, addressHash: string) => ({ editorId, addressHash, role: 'visitor' }) as const;
    for (let n = 0; n < 5; n += 1) {
      for (let press = 0; press < 120; press += 1) await limits.consume('create', visitor(`visitor-${n}`, 'here'));
    }
    await expect(limits.consume('create', visitor('another', 'here'))).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 1_000 });
    await limits.consume('create', visitor('elsewhere', 'there'));
    await limits.consume('create', editor);
  });

  test('rate limits accept an hour of normal work at once, and again the next day', async () => {
    const { limits, clock } = await createTestAuth();
    for (let day = 0; day < 2; day += 1) {
      for (let n = 0; n < 100; n += 1) await limits.consume('create', editor);
      clock.nowMs += DAY;
    }
  });

  test('rate limits refuse requests if the database is unavailable', async () => {
    const { limits, store } = await createTestAuth();
    store.close();
    await expect(limits.consume('create', editor)).rejects.toThrow();
  });

  test('rate limits count across two servers on one database', async () => {
    const folder = await temporaryFolder();
    const first = await createTestAuth({ folder });
    const second = await createTestAuth({ folder });
    for (let n = 0; n < 60; n += 1) await Promise.all([first.limits.consume('create', editor), second.limits.consume('create', editor)]);
    await expect(first.limits.consume('create', editor)).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(second.limits.consume('create', editor)).rejects.toMatchObject({ code: 'rate-limited' });
  });
});
