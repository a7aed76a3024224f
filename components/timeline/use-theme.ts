import { useEffect, useState } from 'react';

/** A number that changes with the colours of the page: what is drawn on a canvas has to be drawn again. */
export function useTheme(): number {
  'use memo';
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const change = () => setVersion((before) => before + 1);
    const wish = window.matchMedia?.('(prefers-color-scheme: dark)');
    wish?.addEventListener('change', change);
    const observer = new MutationObserver(change);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      wish?.removeEventListener('change', change);
      observer.disconnect();
    };
  }, []);
  return version;
}
