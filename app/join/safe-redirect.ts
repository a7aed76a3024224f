/** Where the door leads. Only a path of this very site: `//elsewhere` or `/\elsewhere` would lead away from it. */
export function toSafeRedirect(to: string | string[] | undefined): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/';
  const base = 'http://here.invalid';
  if (!URL.canParse(to, base)) return '/';
  const url = new URL(to, base);
  // Read once more as a browser will read it: `/.//elsewhere` is a path of ours until its dots are resolved.
  const target = `${url.pathname}${url.search}`;
  const isOurs = url.origin === base && URL.parse(target, base)?.origin === base;
  return isOurs && !url.pathname.startsWith('/join') ? target : '/';
}
