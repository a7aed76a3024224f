import type { FocusEvent, PointerEvent } from 'react';

/** Calls `onIntent` on hover or keyboard focus, to preload what a click needs. Not on touch, where the preload would compete with the tap itself. */
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
