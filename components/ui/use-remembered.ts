import { useCallback, useState } from 'react';

/** An on-or-off wish that this browser remembers; where it remembers nothing, it holds until the page goes. */
export function useRemembered(name: string, atFirst: boolean): readonly [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => read(name) ?? atFirst);
  const change = useCallback(
    (next: boolean) => {
      setOn(next);
      try {
        localStorage.setItem(name, next ? 'on' : 'off');
      } catch {
        // Private windows and full stores refuse.
      }
    },
    [name],
  );
  return [on, change];
}

function read(name: string): boolean | null {
  try {
    const kept = localStorage.getItem(name);
    return kept === null ? null : kept === 'on';
  } catch {
    return null;
  }
}
