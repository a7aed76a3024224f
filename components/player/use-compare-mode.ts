import { useCallback, useState } from 'react';
import type { CompareMode } from './compare-stage';

const NAME = 'compare';
const MODES: readonly CompareMode[] = ['wipe', 'side-by-side', 'off'];

/** How results are looked at, remembered by this browser; where it remembers nothing, until the page goes. */
export function useCompareMode(): readonly [CompareMode, (mode: CompareMode) => void] {
  'use memo';
  const [mode, setMode] = useState<CompareMode>(read);
  const change = useCallback((next: CompareMode) => {
    setMode(next);
    try {
      localStorage.setItem(NAME, next);
    } catch {
      // Private windows and full stores refuse.
    }
  }, []);
  return [mode, change];
}

function read(): CompareMode {
  try {
    const kept = localStorage.getItem(NAME);
    return MODES.find((mode) => mode === kept) ?? 'wipe';
  } catch {
    return 'wipe';
  }
}
