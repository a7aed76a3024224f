import 'server-only';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether an unsafe request may come from one of our own pages. Threat: another site posting with an editor's cookie.
 * Fetch Metadata decides where the browser sends it; else Origin must name our host; a script sends neither, and its cookie is enough.
 * @param trustedProxyHops above 0, the host that the proxy was asked for counts as ours too.
 */
export function isSameOrigin(request: Request, trustedProxyHops: number): boolean {
  if (SAFE_METHODS.has(request.method)) return true;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = request.headers.get('origin');
  if (origin === null) return true;
  const host = URL.canParse(origin) ? new URL(origin).host : null;
  return host !== null && host !== '' && getOwnHosts(request, trustedProxyHops).includes(host);
}

/** Under which origin this request's page sees us. */
export function getOrigin(request: Request, trustedProxyHops: number, https: boolean): string {
  return `${https ? 'https' : 'http'}://${getOwnHosts(request, trustedProxyHops).at(-1) ?? new URL(request.url).host}`;
}

function getOwnHosts(request: Request, trustedProxyHops: number): string[] {
  const hosts = [request.headers.get('host')];
  // Only the entry that our own proxies wrote: they append, callers can only prepend.
  if (trustedProxyHops > 0) hosts.push(request.headers.get('x-forwarded-host')?.split(',').at(-trustedProxyHops)?.trim() ?? null);
  return hosts.filter((host): host is string => host !== null && host !== '').map((host) => host.toLowerCase());
}
