import { serviceWorker } from './worker';

export const dynamic = 'force-static';

/** Served from the root so that its scope is the whole site; revalidated on each visit. */
export function GET(): Response {
  return new Response(`(${serviceWorker.toString()})(self);\n`, {
    headers: { 'cache-control': 'no-cache', 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
}
