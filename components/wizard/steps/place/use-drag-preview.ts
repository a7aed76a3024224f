import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';
import { type DragPreview, DragPreviewContext, type DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import type { Placement } from '@/lib/domain/placement';

/** What is held, and where the placement stood when it was taken hold of; after Escape, nothing more comes of that hold. */
type ActiveDrag =
  | { readonly changeName: string; readonly startPlacement: Placement; readonly getPreview: (startPlacement: Placement) => DragPreview }
  | 'taken-back'
  | null;

export interface DragPreviewControls {
  readonly preview: DragPreviewStore;
  /** Another moment of the hold; `make` gets what it began with. */
  previewMove(changeName: string, getPreview: (startPlacement: Placement) => DragPreview): void;
  commit(): void;
}

/** Sliders that are held go the way of the timeline's handles: everything follows at once, and it counts when they are let go. */
export function useDragPreview(committed: Placement, onCommit: (placement: Placement, changeName: string) => void): DragPreviewControls {
  'use memo';
  const preview = useContext(DragPreviewContext);
  const dragRef = useRef<ActiveDrag>(null);
  const [throttle] = useState(rafThrottle);
  const revert = useEffectEvent((): boolean => {
    const currentDrag = dragRef.current;
    if (currentDrag === null || currentDrag === 'taken-back') return false;
    dragRef.current = 'taken-back';
    throttle.cancel();
    preview.revert(committed);
    return true;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !revert()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      revert();
    };
  }, []);

  return {
    preview,
    previewMove: (changeName, getPreview) => {
      const previousDrag = dragRef.current;
      if (previousDrag === 'taken-back') return;
      const startPlacement = previousDrag?.startPlacement ?? committed;
      dragRef.current = { changeName: previousDrag?.changeName ?? changeName, startPlacement, getPreview };
      throttle.schedule(() => preview.set(getPreview(startPlacement)));
    },
    commit: () => {
      const currentDrag = dragRef.current;
      dragRef.current = null;
      if (currentDrag === null || currentDrag === 'taken-back') return throttle.cancel();
      if (preview.get() === null) {
        // Let go before it was shown, as a key is: there is nobody to tell but whoever draws what it made.
        throttle.cancel();
        const result = currentDrag.getPreview(committed).placement;
        if (result !== committed) onCommit(result, currentDrag.changeName);
        return;
      }
      throttle.flush();
      // What else was changed meanwhile, as by a second finger, stays changed.
      const finalPlacement =
        committed === currentDrag.startPlacement ? preview.get()?.placement : currentDrag.getPreview(committed).placement;
      if (finalPlacement && finalPlacement !== currentDrag.startPlacement) onCommit(finalPlacement, currentDrag.changeName);
      preview.end();
    },
  };
}
