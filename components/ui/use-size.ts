import { type RefObject, useLayoutEffect, useState } from 'react';

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

const NOT_DRAWN: Size = { widthPx: 0, heightPx: 0 };

/** How large an element is drawn, in pixels; 0 by 0 until it has been. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(NOT_DRAWN);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const read = () => {
      const { width, height } = element.getBoundingClientRect();
      setSize((before) => (before.widthPx === width && before.heightPx === height ? before : { widthPx: width, heightPx: height }));
    };
    read();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
