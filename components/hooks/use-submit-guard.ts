import { useEffect, useRef } from 'react';

/** Long enough for `busy` to become true, and for both clicks of a double click. */
const MIN_SUBMIT_INTERVAL_MS = 1_000;

interface SubmitGuardState {
  /** The first submission is pending. */
  readonly busy: boolean;
  /** Result of the last submission; a new value permits the next submission immediately. */
  readonly outcome: unknown;
}

/** Ignores the second of two quick clicks, because a click costs money and the pending state takes a moment to arrive. */
export function useSubmitGuard(onSubmit: () => void, { busy, outcome }: SubmitGuardState): () => void {
  const lastSubmit = useRef<{ readonly atMs: number; readonly outcome: unknown } | null>(null);
  // An outcome that is cleared again, as when the problem is fixed elsewhere, still counts as new.
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
