import { useEffect, useRef } from 'react';

/** Long enough for whoever acts on a press to say so through `busy`, and for both halves of a double click. */
const SECOND_PRESS_MS = 1_000;

interface OnePressState {
  /** The first press is being acted on. */
  readonly busy: boolean;
  /** What came of the last press; a new one lets the next press through at once. */
  readonly outcome: unknown;
}

/** Lets the first of two presses through: where a press costs money, the word that it was heard needs a moment to come back. */
export function useOnePress(onPress: () => void, { busy, outcome }: OnePressState): () => void {
  const last = useRef<{ readonly atMs: number; readonly outcome: unknown } | null>(null);
  // An outcome that is put away again, as when it is healed elsewhere, has been seen all the same.
  useEffect(() => {
    if (last.current !== null && last.current.outcome !== outcome) last.current = null;
  }, [outcome]);
  return () => {
    const atMs = performance.now();
    const tooSoon = last.current !== null && atMs - last.current.atMs < SECOND_PRESS_MS && last.current.outcome === outcome;
    if (busy || tooSoon) return;
    last.current = { atMs, outcome };
    onPress();
  };
}
