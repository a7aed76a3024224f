import 'server-only';
import { randomBytes } from 'node:crypto';

/** The cookie that carries a session's token, and nothing else. `proxy.ts` and the API must agree on every letter of it. */

/** Thirty days; the session's row ends at the same time. */
export const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** 32 random bytes in Base64URL. */
const TOKEN = /^[\w-]{43}$/;

export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Whether the browser came over https. What a proxy says of it counts only where the owner said how many to believe:
 * they append, callers can only prepend.
 */
export function isHttpsRequest(request: Request, trustedProxyHops: number): boolean {
  if (trustedProxyHops > 0) {
    const entries = request.headers.get('x-forwarded-proto')?.split(',') ?? [];
    const entry = entries[Math.max(0, entries.length - trustedProxyHops)];
    if (entry !== undefined) return entry.trim().toLowerCase() === 'https';
  }
  return URL.canParse(request.url) && new URL(request.url).protocol === 'https:';
}

/**
 * Over https the name starts with `__Host-`, which no neighbouring subdomain and no plain-http page can set: nobody can plant
 * a session of theirs. Browsers refuse that name over plain http, where a self-hosted server on one machine lives.
 */
function cookieName(https: boolean): string {
  return https ? '__Host-session' : 'session';
}

/** The token that a request carries, or `null` for none, or for one that we cannot have made. */
export function readSessionToken(request: Request, trustedProxyHops: number): string | null {
  const name = cookieName(isHttpsRequest(request, trustedProxyHops));
  for (const pair of request.headers.get('cookie')?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at === -1 || pair.slice(0, at).trim() !== name) continue;
    const token = pair.slice(at + 1).trim();
    if (TOKEN.test(token)) return token;
  }
  return null;
}

/** A `Set-Cookie` line: out of scripts' reach, sent from our own pages and links alone. */
export function sessionCookie(token: string, request: Request, trustedProxyHops: number): string {
  return setCookie(token, SESSION_LIFETIME_MS / 1000, isHttpsRequest(request, trustedProxyHops));
}

/** The line that makes a browser forget its session. */
export function expiredCookie(request: Request, trustedProxyHops: number): string {
  return setCookie('', 0, isHttpsRequest(request, trustedProxyHops));
}

function setCookie(token: string, maxAgeSeconds: number, https: boolean): string {
  const attributes = [`${cookieName(https)}=${token}`, 'Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Lax'];
  if (https) attributes.push('Secure');
  return attributes.join('; ');
}
