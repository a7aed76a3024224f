import { useEffect, useRef } from 'react';
import { actOf, keepsKey, type TimelineAct } from './key-map';

/** Listens to the whole page, before any control does: what is ours is done, and nothing else happens because of it. */
export function useKeys(singleKeys: boolean, onAct: (act: TimelineAct) => void): void {
  const latest = useRef(onAct);
  useEffect(() => {
    latest.current = onAct;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || keepsKey(event.target, event)) return;
      const act = actOf(event, singleKeys);
      if (act === null) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(act);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [singleKeys]);
}
