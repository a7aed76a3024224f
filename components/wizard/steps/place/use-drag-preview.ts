import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';
import { type DragPreview, DragPreviewContext, type DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import type { Placement } from '@/lib/domain/placement';

/** The drag in progress, with the placement at its start; after Escape the rest of the drag is ignored. */
type ActiveDrag =
  | { readonly changeName: string; readonly startPlacement: Placement; readonly getPreview: (startPlacement: Placement) => DragPreview }
  | 'taken-back'
  | null;

export interface DragPreviewControls {
  readonly preview: DragPreviewStore;
  /** Previews a move; `getPreview` receives the placement at the start of the drag. */
  previewMove(changeName: string, getPreview: (startPlacement: Placement) => DragPreview): void;
  commit(): void;
}

/** Drag preview for the inspector's sliders, like the timeline's handles: the preview updates immediately, and the change is committed on release. */
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
        // Released before it was shown, as on a key press: only the commit is needed.
        throttle.cancel();
        const result = currentDrag.getPreview(committed).placement;
        if (result !== committed) onCommit(result, currentDrag.changeName);
        return;
      }
      throttle.flush();
      // Keeps changes that were made elsewhere during the drag, as by a second finger.
      const finalPlacement =
        committed === currentDrag.startPlacement ? preview.get()?.placement : currentDrag.getPreview(committed).placement;
      if (finalPlacement && finalPlacement !== currentDrag.startPlacement) onCommit(finalPlacement, currentDrag.changeName);
      preview.end();
    },
  };
}
