import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';
import { type DragPreview, DragPreviewContext, type DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import type { Placement } from '@/lib/domain/placement';

/** What is held, and where the placement stood when it was taken hold of; after Escape, nothing more comes of that hold. */
type Hold = { readonly what: string; readonly from: Placement; readonly make: (from: Placement) => DragPreview } | 'taken-back' | null;

export interface Holding {
  readonly live: DragPreviewStore;
  /** Another moment of the hold; `make` gets what it began with. */
  hold(what: string, make: (from: Placement) => DragPreview): void;
  release(): void;
}

/** Sliders that are held go the way of the timeline's handles: everything follows at once, and it counts when they are let go. */
export function useHolding(settled: Placement, onPlaced: (placement: Placement, what: string) => void): Holding {
  'use memo';
  const live = useContext(DragPreviewContext);
  const current = useRef<Hold>(null);
  const [pace] = useState(rafThrottle);
  const takeBack = useEffectEvent((): boolean => {
    const hold = current.current;
    if (hold === null || hold === 'taken-back') return false;
    current.current = 'taken-back';
    pace.cancel();
    live.revert(settled);
    return true;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !takeBack()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      takeBack();
    };
  }, []);

  return {
    live,
    hold: (what, make) => {
      const before = current.current;
      if (before === 'taken-back') return;
      const from = before?.from ?? settled;
      current.current = { what: before?.what ?? what, from, make };
      pace.schedule(() => live.set(make(from)));
    },
    release: () => {
      const hold = current.current;
      current.current = null;
      if (hold === null || hold === 'taken-back') return pace.cancel();
      if (live.get() === null) {
        // Let go before it was shown, as a key is: there is nobody to tell but whoever draws what it made.
        pace.cancel();
        const made = hold.make(settled).placement;
        if (made !== settled) onPlaced(made, hold.what);
        return;
      }
      pace.flush();
      // What else was changed meanwhile, as by a second finger, stays changed.
      const held = settled === hold.from ? live.get()?.placement : hold.make(settled).placement;
      if (held && held !== hold.from) onPlaced(held, hold.what);
      live.end();
    },
  };
}
