import type { FocusEvent, PointerEvent } from 'react';

/**
 * Hears a hand or the keyboard's focus come near: time to load what a press needs. A finger gives no such time, and whatever began with it would
 * stand in the way of its own press.
 */
export function getIntentProps(onIntent: (() => void) | undefined) {
  return {
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      if (pointerType !== 'touch') onIntent?.();
    },
    onFocus: ({ currentTarget }: FocusEvent) => {
      if (currentTarget.matches(':focus-visible')) onIntent?.();
    },
  };
}
