import { useCallback, useState } from 'react';
import type { CompareMode } from './compare-stage';

const STORAGE_KEY = 'compare';
const MODES: readonly CompareMode[] = ['wipe', 'side-by-side', 'off'];

/** Comparison mode, stored in this browser; kept in memory where storage is unavailable. */
export function useCompareMode(): readonly [CompareMode, (mode: CompareMode) => void] {
  'use memo';
  const [mode, setMode] = useState<CompareMode>(readMode);
  const storeMode = useCallback((next: CompareMode) => {
    setMode(next);
    try {
      localStorage.setItem(STORAGE_KEY, next);
    } catch {
      // Private windows and full storage throw.
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
