import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';

export interface DragMove {
  /** How far the pointer has gone since, in pixels. */
  readonly byPx: number;
  readonly shiftKey: boolean;
}

interface DragOptions<Start> {
  /** What the drag measures from: taken once, so that pushing against an end and coming back loses nothing. */
  readonly begin: (event: PointerEvent<HTMLElement>) => Start;
  readonly move: (start: Start, delta: DragMove) => void;
  /** Escape, a second finger, or the browser took the pointer away: put everything back. */
  readonly cancel: (start: Start) => void;
  readonly end?: (start: Start) => void;
}

interface ActiveDrag<Start> {
  readonly start: Start;
  readonly removeListeners: () => void;
}

/**
 * One pointer, captured from press to release; Escape takes it back. Nothing of it is React's business: a press draws nothing anew, and moves
 * go past it and are acted upon once a frame.
 */
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
  // Taken off the screen in the middle of a drag: nothing stays half moved.
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
    // A finger's moves are told twice, and React listens to both.
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
        // A second finger takes hold of nothing: two of them zoom.
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
