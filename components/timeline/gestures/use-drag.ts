import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';

export interface DragMove {
  /** Distance from the start of the drag, in pixels. */
  readonly byPx: number;
  readonly shiftKey: boolean;
}

interface DragOptions<Start> {
  /** Returns the reference values of the drag. They are read once, so that a move past a limit and back is exact. */
  readonly begin: (event: PointerEvent<HTMLElement>) => Start;
  readonly move: (start: Start, delta: DragMove) => void;
  /** Called on Escape, a second touch, or `pointercancel`; must restore the start. */
  readonly cancel: (start: Start) => void;
  readonly end?: (start: Start) => void;
}

interface ActiveDrag<Start> {
  readonly start: Start;
  readonly removeListeners: () => void;
}

/** Captures one pointer from press to release; Escape cancels. Moves are handled once per frame and outside React, so a drag does not cause renders. */
export function useDrag<Start>(options: DragOptions<Start>) {
  'use memo';
  const activeDrag = useRef<ActiveDrag<Start> | null>(null);
  const [moveThrottle] = useState(rafThrottle);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  function finish(isCancelled: boolean) {
    const current = activeDrag.current;
    if (!current) return;
    if (isCancelled) moveThrottle.cancel();
    else moveThrottle.flush();
    activeDrag.current = null;
    current.removeListeners();
    if (isCancelled) latest.current.cancel(current.start);
    else latest.current.end?.(current.start);
  }
  const latestFinish = useRef(finish);
  // Unmounting during a drag cancels it.
  useEffect(() => () => latestFinish.current(true), []);

  function addListeners(pointerId: number, fromPx: number, start: Start): () => void {
    const controller = new AbortController();
    const options = { capture: true, signal: controller.signal };
    const onMove = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== pointerId) return;
      event.stopPropagation();
      const delta = { byPx: event.clientX - fromPx, shiftKey: event.shiftKey };
      moveThrottle.schedule(() => latest.current.move(start, delta));
    };
    const onUp = (event: globalThis.PointerEvent) => {
      if (event.pointerId === pointerId) finish(false);
    };
    const onCancel = (event: globalThis.PointerEvent) => {
      if (event.pointerId === pointerId) finish(true);
    };
    const onSecondPointer = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== pointerId) finish(true);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      finish(true);
    };
    window.addEventListener('pointermove', onMove, options);
    // Touch moves are dispatched as pointer events too, and React listens to both.
    window.addEventListener('touchmove', (event) => event.stopPropagation(), { ...options, passive: true });
    window.addEventListener('pointerup', onUp, options);
    window.addEventListener('pointercancel', onCancel, options);
    window.addEventListener('pointerdown', onSecondPointer, options);
    window.addEventListener('keydown', onKeyDown, options);
    return () => controller.abort();
  }

  return {
    dragProps: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        // A second touch does not start a drag, because two touches zoom.
        if (event.button !== 0 || event.isPrimary === false || activeDrag.current) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture?.(event.pointerId);
        const start = options.begin(event);
        activeDrag.current = { start, removeListeners: addListeners(event.pointerId, event.clientX, start) };
      },
    },
  };
}
