import { useCallback, useState } from 'react';
import type { CompareMode } from './compare-stage';

const STORAGE_KEY = 'compare';
const MODES: readonly CompareMode[] = ['wipe', 'side-by-side', 'off'];

/** How results are looked at, remembered by this browser; where it remembers nothing, until the page goes. */
export function useCompareMode(): readonly [CompareMode, (mode: CompareMode) => void] {
  'use memo';
  const [mode, setMode] = useState<CompareMode>(readMode);
  const storeMode = useCallback((next: CompareMode) => {
    setMode(next);
    try {
      localStorage.setItem(STORAGE_KEY, next);
    } catch {
      // Private windows and full stores refuse.
    }
  }, []);
  return [mode, storeMode];
}

function readMode(): CompareMode {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return MODES.find((mode) => mode === stored) ?? 'wipe';
  } catch {
    return 'wipe';
  }
}
