import 'server-only';
import { randomBytes } from 'node:crypto';

/** The session cookie, which contains only the session token. `proxy.ts` and the API must use the same format. */

/** 30 days; the session row expires at the same time. */
export const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** 32 random bytes in Base64URL. */
const TOKEN = /^[\w-]{43}$/;

export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Returns whether the browser used https. `X-Forwarded-Proto` counts only for the configured number of proxies:
 * proxies append, callers can only prepend.
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
 * Over https the name starts with `__Host-`, which sibling subdomains and plain-http pages cannot set, so they
 * cannot fix a session. Browsers reject that prefix over plain http, which a self-hosted server on one machine
 * uses.
 */
function cookieName(https: boolean): string {
  return https ? '__Host-session' : 'session';
}

/** Returns the request's session token, or `null` if it is absent or malformed. */
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

/** Returns a `Set-Cookie` value: `HttpOnly`, and sent only from our own pages and links. */
export function sessionCookie(token: string, request: Request, trustedProxyHops: number): string {
  return setCookie(token, SESSION_LIFETIME_MS / 1000, isHttpsRequest(request, trustedProxyHops));
}

/** Returns a `Set-Cookie` value that deletes the session cookie. */
export function expiredCookie(request: Request, trustedProxyHops: number): string {
  return setCookie('', 0, isHttpsRequest(request, trustedProxyHops));
}

function setCookie(token: string, maxAgeSeconds: number, https: boolean): string {
  const attributes = [`${cookieName(https)}=${token}`, 'Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Lax'];
  if (https) attributes.push('Secure');
  return attributes.join('; ');
}
