import { useCallback, useEffect, useRef } from 'react';

/** Presses of one key within this time belong to one gesture. */
const MAX_REPEAT_GAP_MS = 800;

/**
 * Returns the id of the gesture that a change belongs to, so that one undo reverts all of it: one pointer drag, or one key that is held or pressed
 * repeatedly.
 */
export function useGestureId(): (name: string) => string {
  'use memo';
  const current = useRef({ what: '', number: 0, atMs: Number.NEGATIVE_INFINITY, held: false });
  useEffect(() => {
    const onPointerDown = () => {
      current.current = { ...current.current, what: '', held: true };
    };
    const onPointerUp = () => {
      current.current = { ...current.current, what: '', held: false };
    };
    const options = { capture: true };
    window.addEventListener('pointerdown', onPointerDown, options);
    window.addEventListener('pointerup', onPointerUp, options);
    window.addEventListener('pointercancel', onPointerUp, options);
    return () => {
      window.removeEventListener('pointerdown', onPointerDown, options);
      window.removeEventListener('pointerup', onPointerUp, options);
      window.removeEventListener('pointercancel', onPointerUp, options);
    };
  }, []);
  return useCallback((name) => {
    const previous = current.current;
    const nowMs = performance.now();
    const isContinued = previous.what === name && (previous.held || nowMs - previous.atMs < MAX_REPEAT_GAP_MS);
    const number = isContinued ? previous.number : previous.number + 1;
    current.current = { ...previous, what: name, number, atMs: nowMs };
    return `${name} ${number}`;
  }, []);
}
