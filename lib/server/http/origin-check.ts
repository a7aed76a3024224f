import 'server-only';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Returns whether an unsafe request comes from our own pages. Threat: cross-site request forgery. Fetch Metadata
 * decides if the browser sends it; otherwise Origin must match our host. Scripts send neither, and need only the
 * cookie.
 * @param trustedProxyHops If above 0, the forwarded host counts as ours too.
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

/** Returns this server's origin as the requesting page sees it. */
export function getOrigin(request: Request, trustedProxyHops: number, https: boolean): string {
  return `${https ? 'https' : 'http'}://${getOwnHosts(request, trustedProxyHops).at(-1) ?? new URL(request.url).host}`;
}

function getOwnHosts(request: Request, trustedProxyHops: number): string[] {
  const hosts = [request.headers.get('host')];
  // Only the entry of our own proxies: they append, callers can only prepend.
  if (trustedProxyHops > 0) hosts.push(request.headers.get('x-forwarded-host')?.split(',').at(-trustedProxyHops)?.trim() ?? null);
  return hosts.filter((host): host is string => host !== null && host !== '').map((host) => host.toLowerCase());
}
