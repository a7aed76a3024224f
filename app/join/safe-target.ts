/** Where the door leads. Only a path of this very site: `//elsewhere` or `/\elsewhere` would lead away from it. */
export function safeTarget(to: string | string[] | undefined): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/';
  const base = 'http://here.invalid';
  if (!URL.canParse(to, base)) return '/';
  const url = new URL(to, base);
  return url.origin === base && !url.pathname.startsWith('/join') ? `${url.pathname}${url.search}` : '/';
}
