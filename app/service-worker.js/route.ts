import { serviceWorker } from './worker';

export const dynamic = 'force-static';

/** Below the root, so that it may look after every page; asked for anew at each visit. */
export function GET(): Response {
  return new Response(`(${serviceWorker.toString()})(self);\n`, {
    headers: { 'cache-control': 'no-cache', 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
}
