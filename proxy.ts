import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { isHttpsRequest, newSessionToken, readSessionToken, sessionCookie } from '@/lib/server/auth/session-cookie';
import { type Env, readEnv } from '@/lib/server/config/env';
import { contentSecurityPolicy, pageHeaders } from '@/lib/server/http/security-headers';

/**
 * Pages only: behind the proxy Next limits request bodies to 10 MB, so `/api` must never match. The proxy only checks that the cookie exists; pages and
 * routes verify it.
 */
export const config = {
  matcher: [
    '/((?!api(?:/|$)|_next/|sample/|icons/|open-shared$|icon\\.svg$|favicon\\.ico$|manifest\\.webmanifest$|service-worker\\.js$).*)',
  ],
};

const SIGN_IN_PATH = '/join';
/** A share link works without a session. */
const SHARE_PATH = /^\/share\/[\w-]+$/;

let env: Env | null | undefined;

/** Returns `null` if the settings are invalid. The server's log and every route report that; an empty page would not help. */
function readSettings(): Env | null {
  try {
    return readEnv(process.env);
  } catch {
    return null;
  }
}

export function proxy(request: NextRequest): NextResponse {
  env ??= readSettings();
  const policy = contentSecurityPolicy({
    nonce: randomBytes(16).toString('base64'),
    development: process.env.NODE_ENV === 'development',
    practice: env?.mode === 'practice',
    storageOrigins: env?.storageOrigins ?? [],
  });
  const response = respond(request, policy);
  for (const [name, value] of Object.entries(pageHeaders(policy, isHttpsRequest(request, env?.trustedProxyHops ?? 0)))) {
    response.headers.set(name, value);
  }
  return response;
}

function respond(request: NextRequest, policy: string): NextResponse {
  if (env == null) return continueRequest(request, policy);
  const hops = env.trustedProxyHops;
  if (readSessionToken(request, hops) !== null) return continueRequest(request, policy);
  if (env.authMode === 'open') {
    // Created here, before the page's first parallel requests, so that all of them get the same session.
    const response = continueRequest(request, policy);
    // A shared cache would give the same session cookie to several visitors.
    response.headers.set('cache-control', 'private, no-cache');
    response.headers.append('set-cookie', sessionCookie(newSessionToken(), request, hops));
    return response;
  }
  const { pathname } = request.nextUrl;
  if (pathname === SIGN_IN_PATH || SHARE_PATH.test(pathname)) return continueRequest(request, policy);
  const url = request.nextUrl.clone();
  url.pathname = SIGN_IN_PATH;
  // Only a plain path of this site is kept: `//host` would be an open redirect.
  url.search = /^(\/[\w-]+)+$/.test(pathname) ? `?to=${pathname}` : '';
  return NextResponse.redirect(url);
}

/** Next reads the nonce from the CSP in the request headers and adds it to every script and style that it renders. */
function continueRequest(request: NextRequest, policy: string): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  return NextResponse.next({ request: { headers } });
}
