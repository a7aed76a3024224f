import { useEffect } from 'react';

/** Prepends `prefix` to the page's title and removes it on unmount. */
export function usePageTitle(prefix: string | null): void {
  useEffect(() => {
    if (prefix === null) return;
    const originalTitle = document.title;
    document.title = originalTitle === '' ? prefix : `${prefix} · ${originalTitle}`;
    return () => {
      document.title = originalTitle;
    };
  }, [prefix]);
}
