import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { type Live, type LivePlacement, LivePlacementContext } from '@/components/timeline/live-placement';
import { oncePerFrame } from '@/components/ui/pace';
import type { Placement } from '@/lib/domain/placement';

/** What is held, and where the placement stood when it was taken hold of; after Escape, nothing more comes of that hold. */
type Hold = { readonly what: string; readonly from: Placement; make: (from: Placement) => Live } | 'taken-back' | null;

export interface Holding {
  readonly live: LivePlacement;
  /** Another moment of the hold; `make` gets what it began with. */
  hold(what: string, make: (from: Placement) => Live): void;
  release(): void;
}

/** Sliders that are held go the way of the timeline's handles: everything follows at once, and it counts when they are let go. */
export function useHolding(settled: Placement, onPlaced: (placement: Placement, what: string) => void): Holding {
  const live = useContext(LivePlacementContext);
  const current = useRef<Hold>(null);
  const [pace] = useState(oncePerFrame);
  const takeBack = useEffectEvent((): boolean => {
    const hold = current.current;
    if (hold === null || hold === 'taken-back') return false;
    current.current = 'taken-back';
    pace.drop();
    live.takeBack(settled);
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
      if (current.current === 'taken-back') return;
      current.current ??= { what, from: settled, make };
      current.current.make = make;
      const { from } = current.current;
      pace.ask(() => live.set(make(from)));
    },
    release: () => {
      pace.flush();
      const hold = current.current;
      current.current = null;
      if (hold === null || hold === 'taken-back') return;
      // What else was changed meanwhile, as by a second finger, stays changed.
      const held = settled === hold.from ? live.get()?.placement : hold.make(settled).placement;
      if (held && held !== hold.from) onPlaced(held, hold.what);
      live.end();
    },
  };
}
