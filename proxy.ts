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

let env: Env | undefined;

export function proxy(request: NextRequest): NextResponse {
  env ??= readEnv(process.env);
  const hops = env.trustedProxyHops;
  if (readSessionToken(request, hops) !== null) return NextResponse.next();
  if (env.door === 'open') {
    // Made here, before the page makes its first calls side by side: they all become one visitor's.
    const response = NextResponse.next();
    response.headers.append('set-cookie', sessionCookie(newSessionToken(), request, hops));
    return response;
  }
  const { pathname } = request.nextUrl;
  if (pathname === DOOR || pathname === '/status') return NextResponse.next();
  const url = request.nextUrl.clone();
  url.pathname = DOOR;
  url.search = '';
  if (pathname !== '/') url.searchParams.set('to', pathname);
  return NextResponse.redirect(url);
}
