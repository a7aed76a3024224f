import { useEffect, useState } from 'react';

/** A number that changes with the theme, for canvases that must be redrawn. */
export function useThemeVersion(): number {
  'use memo';
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const incrementVersion = () => setVersion((before) => before + 1);
    const mediaQuery = window.matchMedia?.('(prefers-color-scheme: dark)');
    mediaQuery?.addEventListener('change', incrementVersion);
    const observer = new MutationObserver(incrementVersion);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      mediaQuery?.removeEventListener('change', incrementVersion);
      observer.disconnect();
    };
  }, []);
  return version;
}
