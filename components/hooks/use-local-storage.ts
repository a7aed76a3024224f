import { useCallback, useState } from 'react';

/** A boolean setting in `localStorage`; kept in memory where storage is unavailable. */
export function useLocalStorage(key: string, initialValue: boolean): readonly [boolean, (isOn: boolean) => void] {
  const [isOn, setIsOn] = useState(() => readStored(key) ?? initialValue);
  const store = useCallback(
    (next: boolean) => {
      setIsOn(next);
      try {
        localStorage.setItem(key, next ? 'on' : 'off');
      } catch {
        // Private windows and full storage throw.
      }
    },
    [key],
  );
  return [isOn, store];
}

function readStored(key: string): boolean | null {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? null : stored === 'on';
  } catch {
    return null;
  }
}
