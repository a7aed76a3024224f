import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide the elements of a name were last, and the window then. */
const known = new Map<string, { readonly widthPx: number; readonly windowPx: number }>();

/**
 * How wide an element is drawn, in pixels; 0 until it has been. What is drawn again and again in the same place may have a name: it is then
 * taken to be as wide as the last time from the start, so that it need not be drawn twice.
 */
export function useWidth(ref: RefObject<HTMLElement | null>, name?: string): number {
  const [widthPx, setWidthPx] = useState(() => lastOf(name));
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const read = () => {
      const { width } = element.getBoundingClientRect();
      if (name !== undefined && width > 0) known.set(name, { widthPx: width, windowPx: window.innerWidth });
      setWidthPx(width);
    };
    if (typeof ResizeObserver === 'undefined') return read();
    // An observer tells before anything is painted; to ask at once has the page laid out a time more, which only what is unknown is worth.
    if (lastOf(name) === 0) read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, name]);
  return widthPx;
}

/** As wide as what has this name was, where the window still is; else 0. */
function lastOf(name: string | undefined): number {
  const last = name === undefined ? undefined : known.get(name);
  return last?.windowPx === window.innerWidth ? last.widthPx : 0;
}
