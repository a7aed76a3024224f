import { useCallback, useEffect, useRef } from 'react';

/** Presses of one key that follow each other within this time are one wish. */
const PAUSE_MS = 800;

/**
 * Names the gesture that a change belongs to, so that it is taken back as a whole: from press to release of a pointer, or a key that is held
 * or pressed again and again.
 */
export function useGesture(): (what: string) => string {
  'use memo';
  const current = useRef({ what: '', number: 0, atMs: Number.NEGATIVE_INFINITY, held: false });
  useEffect(() => {
    const down = () => {
      current.current = { ...current.current, what: '', held: true };
    };
    const up = () => {
      current.current = { ...current.current, what: '', held: false };
    };
    const options = { capture: true };
    window.addEventListener('pointerdown', down, options);
    window.addEventListener('pointerup', up, options);
    window.addEventListener('pointercancel', up, options);
    return () => {
      window.removeEventListener('pointerdown', down, options);
      window.removeEventListener('pointerup', up, options);
      window.removeEventListener('pointercancel', up, options);
    };
  }, []);
  return useCallback((what) => {
    const before = current.current;
    const nowMs = performance.now();
    const goesOn = before.what === what && (before.held || nowMs - before.atMs < PAUSE_MS);
    const number = goesOn ? before.number : before.number + 1;
    current.current = { ...before, what, number, atMs: nowMs };
    return `${what} ${number}`;
  }, []);
}
