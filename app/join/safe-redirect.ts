/** Returns the redirect target after sign-in. Only a path of this site is accepted: `//host` or `/\host` would be an open redirect. */
export function toSafeRedirect(to: string | string[] | undefined): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/';
  const base = 'http://here.invalid';
  if (!URL.canParse(to, base)) return '/';
  const url = new URL(to, base);
  // Checked again after URL normalisation: `/.//host` becomes `//host` when its dots are resolved.
  const target = `${url.pathname}${url.search}`;
  const isOurs = url.origin === base && URL.parse(target, base)?.origin === base;
  return isOurs && !url.pathname.startsWith('/join') ? target : '/';
}
