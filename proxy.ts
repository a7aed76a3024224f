import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { isHttpsRequest, newSessionToken, readSessionToken, sessionCookie } from '@/lib/server/auth/session-cookie';
import { type Env, readEnv } from '@/lib/server/config/env';
import { contentSecurityPolicy, pageHeaders } from '@/lib/server/http/security-headers';

/**
 * Pages only. Behind this, Next would cut an upload off at 10 MB, so that no `/api` address may ever match.
 * It looks at the cookie's presence alone; whether it is any good is for each page and route to find out.
 */
export const config = {
  matcher: [
    '/((?!api(?:/|$)|_next/|sample/|icons/|open-shared$|icon\\.svg$|favicon\\.ico$|manifest\\.webmanifest$|service-worker\\.js$).*)',
  ],
};

const SIGN_IN_PATH = '/join';
/** Whoever was given a share link has no code, and needs none for that one page. */
const SHARE_PATH = /^\/share\/[\w-]+$/;

let env: Env | null | undefined;

/** `null`: the settings are wrong. The server's log and every route say so; a page that says nothing would help nobody. */
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
    // Made here, before the page makes its first calls side by side: they all become one visitor's.
    const response = continueRequest(request, policy);
    // A shared cache that kept this answer would make one visitor of many.
    response.headers.set('cache-control', 'private, no-cache');
    response.headers.append('set-cookie', sessionCookie(newSessionToken(), request, hops));
    return response;
  }
  const { pathname } = request.nextUrl;
  if (pathname === SIGN_IN_PATH || SHARE_PATH.test(pathname)) return continueRequest(request, policy);
  const url = request.nextUrl.clone();
  url.pathname = SIGN_IN_PATH;
  // Only a plain path of ours comes along: `//elsewhere` would lead away.
  url.search = /^(\/[\w-]+)+$/.test(pathname) ? `?to=${pathname}` : '';
  return NextResponse.redirect(url);
}

/** Next reads the nonce from the policy in the request's own headers, and gives it to every script and style that it writes. */
function continueRequest(request: NextRequest, policy: string): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  return NextResponse.next({ request: { headers } });
}
