import { describe, expect, test } from 'vitest';
import { isHttpsRequest, newSessionToken, readSessionToken, sessionCookie } from '@/lib/server/auth/session-cookie';

const TOKEN = 'A'.repeat(43);

function request(url: string, headers: Record<string, string> = {}): Request {
  return new Request(url, { headers });
}

describe('session token', () => {
  test('newSessionToken returns 32 random bytes, different each time', () => {
    const tokens = Array.from({ length: 100 }, newSessionToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });
});

describe('isHttpsRequest', () => {
  test.each<[string, string, string | undefined, number, boolean]>([
    ['when its own address says so', 'https://a.example', undefined, 0, true],
    ['not when its own address says otherwise', 'http://a.example', undefined, 0, false],
    ['not because a caller says so, where no proxy is trusted', 'http://a.example', 'https', 0, false],
    ['when the trusted proxy says so', 'http://a.example', 'https', 1, true],
    ['not when the trusted proxy denies it', 'https://a.example', 'http', 1, false],
    ['as the one trusted proxy says, whatever the caller put before', 'http://a.example', 'https, http', 1, false],
    ['as the outer of two trusted proxies says', 'http://a.example', 'https, http', 2, true],
    ['as the first there is, when fewer spoke than are trusted', 'http://a.example', 'https', 3, true],
    ['by its own address, when no proxy spoke', 'https://a.example', undefined, 1, true],
    ['whatever the case', 'http://a.example', ' HTTPS ', 1, true],
  ])('%s', (_what, url, proto, hops, expected) => {
    expect(isHttpsRequest(request(url, proto === undefined ? {} : { 'x-forwarded-proto': proto }), hops)).toBe(expected);
  });
});

describe('session cookie', () => {
  test('sessionCookie over https has a name that sibling subdomains cannot set', () => {
    expect(sessionCookie(TOKEN, request('https://a.example'), 0)).toBe(
      `__Host-session=${TOKEN}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`,
    );
  });

  test('sessionCookie over plain http has a name that browsers accept there', () => {
    expect(sessionCookie(TOKEN, request('http://localhost:3000'), 0)).toBe(
      `session=${TOKEN}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    );
  });

  test.each<[string, string, string, string | null]>([
    ['is read over http', 'http://a.example', `session=${TOKEN}`, TOKEN],
    ['is read over https', 'https://a.example', `__Host-session=${TOKEN}`, TOKEN],
    ['is found among others', 'http://a.example', `theme=dark; session=${TOKEN};x=1`, TOKEN],
    ['is not believed over https under the name that anybody could have planted', 'https://a.example', `session=${TOKEN}`, null],
    ['is not taken from another name', 'http://a.example', `mysession=${TOKEN}; session2=${TOKEN}`, null],
    ['is none when too short', 'http://a.example', `session=${TOKEN.slice(1)}`, null],
    ['is none when too long', 'http://a.example', `session=${TOKEN}A`, null],
    ['is none when of other signs', 'http://a.example', `session=${'%'.repeat(43)}`, null],
    ['is the first that can be ours', 'http://a.example', `session=; session=${TOKEN}`, TOKEN],
    ['is none in rubbish', 'http://a.example', ';;=;session', null],
  ])('%s', (_what, url, cookie, expected) => {
    expect(readSessionToken(request(url, { cookie }), 0)).toBe(expected);
  });

  test('readSessionToken returns null without cookies', () => {
    expect(readSessionToken(request('http://a.example'), 0)).toBeNull();
  });
});
