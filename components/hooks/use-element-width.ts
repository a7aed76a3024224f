import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide the elements of a name were last, and the window then. */
const widthCache = new Map<string, { readonly widthPx: number; readonly windowPx: number }>();

/**
 * How wide an element is drawn, in pixels; 0 until it has been. What is drawn again and again in the same place may have a name: it is then
 * taken to be as wide as the last time from the start, so that it need not be drawn twice.
 */
export function useElementWidth(ref: RefObject<HTMLElement | null>, cacheKey?: string): number {
  const [widthPx, setWidthPx] = useState(() => getCachedWidth(cacheKey));
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const { width } = element.getBoundingClientRect();
      if (cacheKey !== undefined && width > 0) widthCache.set(cacheKey, { widthPx: width, windowPx: window.innerWidth });
      setWidthPx(width);
    };
    if (typeof ResizeObserver === 'undefined') return measure();
    // An observer tells before anything is painted; to ask at once has the page laid out a time more, which only what is unknown is worth.
    if (getCachedWidth(cacheKey) === 0) measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, cacheKey]);
  return widthPx;
}

/** As wide as what has this name was, where the window still is; else 0. */
function getCachedWidth(cacheKey: string | undefined): number {
  const cached = cacheKey === undefined ? undefined : widthCache.get(cacheKey);
  return cached?.windowPx === window.innerWidth ? cached.widthPx : 0;
}
