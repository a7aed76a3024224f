import { type RefObject, useLayoutEffect, useState } from 'react';

/** Last widths by cache key, with the window width at that time. */
const widthCache = new Map<string, { readonly widthPx: number; readonly windowPx: number }>();

/**
 * Rendered width of an element in pixels; 0 before the first measurement. With a `cacheKey`, an element that remounts starts with its last width, which
 * saves a second render.
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
    // The observer reports before the paint anyway; a synchronous measurement forces a layout, so it is only done for an unknown width.
    if (getCachedWidth(cacheKey) === 0) measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, cacheKey]);
  return widthPx;
}

/** The cached width, if the window still has the same width; else 0. */
function getCachedWidth(cacheKey: string | undefined): number {
  const cached = cacheKey === undefined ? undefined : widthCache.get(cacheKey);
  return cached?.windowPx === window.innerWidth ? cached.widthPx : 0;
}
