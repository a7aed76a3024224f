import { useEffect } from 'react';

/** Puts a few words before the page's own title, and takes them away again. */
export function usePageTitle(prefix: string | null): void {
  useEffect(() => {
    if (prefix === null) return;
    const own = document.title;
    document.title = own === '' ? prefix : `${prefix} · ${own}`;
    return () => {
      document.title = own;
    };
  }, [prefix]);
}
