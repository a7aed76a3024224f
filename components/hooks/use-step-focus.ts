'use client';

import { type RefObject, useEffect, useRef } from 'react';
import { afterNextPaint } from './after-next-paint';

/**
 * Moves focus to the step's heading when the step appears or changes, but only if the focused element was removed or the editor requested the step
 * (`isRequested`). Typing and dragging elsewhere are not interrupted.
 */
export function useStepFocus(headingRef: RefObject<HTMLElement | null>, stepKey: string, isRequested: boolean): void {
  const lastStepKey = useRef<string | null>(null);
  useEffect(() => {
    if (lastStepKey.current === stepKey) return;
    lastStepKey.current = stepKey;
    // Focusing forces a layout, so it runs after the paint.
    void afterNextPaint().then(() => {
      if (lastStepKey.current !== stepKey) return;
      if (isRequested || document.activeElement === null || document.activeElement === document.body) headingRef.current?.focus();
    });
  }, [headingRef, stepKey, isRequested]);
}
