'use client';

import { type RefObject, useEffect, useRef } from 'react';
import { afterNextPaint } from './after-next-paint';

/**
 * When what is shown appears, or changes under the person (`expectedName` changes), focus goes to its heading, but only if it has nowhere else to be: the thing
 * that held it is gone, or the person asked for the change (`searchParams`). Typing and dragging elsewhere are never interrupted.
 */
export function useStepFocus(headingRef: RefObject<HTMLElement | null>, stepKey: string, isRequested: boolean): void {
  const lastStepKey = useRef<string | null>(null);
  useEffect(() => {
    if (lastStepKey.current === stepKey) return;
    lastStepKey.current = stepKey;
    // To focus has the page laid out; what is just being drawn is drawn first.
    void afterNextPaint().then(() => {
      if (lastStepKey.current !== stepKey) return;
      if (isRequested || document.activeElement === null || document.activeElement === document.body) headingRef.current?.focus();
    });
  }, [headingRef, stepKey, isRequested]);
}
