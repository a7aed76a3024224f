import { type RefObject, useLayoutEffect, useState } from 'react';

export interface ElementSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const ZERO_SIZE: ElementSize = { widthPx: 0, heightPx: 0 };

/** Rendered size of an element in pixels; 0 by 0 before the first measurement. */
export function useElementSize(ref: RefObject<HTMLElement | null>): ElementSize {
  const [size, setSize] = useState(ZERO_SIZE);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      setSize((previous) => (previous.widthPx === width && previous.heightPx === height ? previous : { widthPx: width, heightPx: height }));
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
