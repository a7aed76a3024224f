'use client';

import { type RefObject, useEffect, useRef } from 'react';
import { nextPicture } from './next-picture';

/**
 * When what is shown appears, or changes under the person (`expectedName` changes), focus goes to its heading, but only if it has nowhere else to be: the thing
 * that held it is gone, or the person asked for the change (`asked`). Typing and dragging elsewhere are never interrupted.
 */
export function useStepFocus(heading: RefObject<HTMLElement | null>, shown: string, asked: boolean): void {
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (last.current === shown) return;
    last.current = shown;
    // To focus has the page laid out; what is just being drawn is drawn first.
    void nextPicture().then(() => {
      if (last.current !== shown) return;
      if (asked || document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
    });
  }, [heading, shown, asked]);
}
