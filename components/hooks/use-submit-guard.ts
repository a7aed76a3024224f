import { useEffect, useRef } from 'react';

/** Long enough for whoever acts on a press to say so through `busy`, and for both halves of a double click. */
const MIN_SUBMIT_INTERVAL_MS = 1_000;

interface SubmitGuardState {
  /** The first press is being acted on. */
  readonly busy: boolean;
  /** What came of the last press; a new one lets the next press through at once. */
  readonly outcome: unknown;
}

/** Lets the first of two presses through: where a press costs money, the word that it was heard needs a moment to come back. */
export function useSubmitGuard(onSubmit: () => void, { busy, outcome }: SubmitGuardState): () => void {
  const lastSubmit = useRef<{ readonly atMs: number; readonly outcome: unknown } | null>(null);
  // An outcome that is put away again, as when it is healed elsewhere, has been seen all the same.
  useEffect(() => {
    if (lastSubmit.current !== null && lastSubmit.current.outcome !== outcome) lastSubmit.current = null;
  }, [outcome]);
  return () => {
    const atMs = performance.now();
    const isTooSoon =
      lastSubmit.current !== null && atMs - lastSubmit.current.atMs < MIN_SUBMIT_INTERVAL_MS && lastSubmit.current.outcome === outcome;
    if (busy || isTooSoon) return;
    lastSubmit.current = { atMs, outcome };
    onSubmit();
  };
}
