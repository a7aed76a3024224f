import { useEffect } from 'react';

/** Puts a few words before the page's own title, and takes them away again. */
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
