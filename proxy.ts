import { type NextRequest, NextResponse } from 'next/server';
import { newSessionToken, readSessionToken, sessionCookie } from '@/lib/server/access/session-cookie';
import { type Env, readEnv } from '@/lib/server/env';

/**
 * Pages only. Behind this, Next would cut an upload off at 10 MB, so that no `/api` address may ever match.
 * It looks at the cookie's presence alone; whether it is any good is for each page and route to find out.
 */
export const config = {
  matcher: ['/((?!api(?:/|$)|_next/|.*\\.[A-Za-z0-9]+$).*)'],
};

const DOOR = '/join';

let env: Env | null | undefined;

/** `null`: the settings are wrong. The server's log and every route say so; a page that says nothing would help nobody. */
function settings(): Env | null {
  try {
    return readEnv(process.env);
  } catch {
    return null;
  }
}

export function proxy(request: NextRequest): NextResponse {
  env ??= settings();
  if (env === null) return NextResponse.next();
  const hops = env.trustedProxyHops;
  if (readSessionToken(request, hops) !== null) return NextResponse.next();
  if (env.door === 'open') {
    // Made here, before the page makes its first calls side by side: they all become one visitor's.
    const response = NextResponse.next();
    // A shared cache that kept this answer would make one visitor of many.
    response.headers.set('cache-control', 'private, no-cache');
    response.headers.append('set-cookie', sessionCookie(newSessionToken(), request, hops));
    return response;
  }
  const { pathname } = request.nextUrl;
  if (pathname === DOOR) return NextResponse.next();
  const url = request.nextUrl.clone();
  url.pathname = DOOR;
  // Only a plain path of ours comes along: `//elsewhere` would lead away.
  url.search = /^(\/[\w-]+)+$/.test(pathname) ? `?to=${pathname}` : '';
  return NextResponse.redirect(url);
}
