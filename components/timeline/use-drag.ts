import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { oncePerFrame } from '@/components/ui/pace';

export interface DragMove {
  /** How far the pointer has gone since, in pixels. */
  readonly byPx: number;
  readonly shiftKey: boolean;
}

interface DragOptions<Start> {
  /** What the drag measures from: taken once, so that pushing against an end and coming back loses nothing. */
  readonly begin: (event: PointerEvent<HTMLElement>) => Start;
  readonly move: (start: Start, by: DragMove) => void;
  /** Escape, a second finger, or the browser took the pointer away: put everything back. */
  readonly cancel: (start: Start) => void;
  readonly end?: (start: Start) => void;
}

interface Held<Start> {
  readonly start: Start;
  readonly stopListening: () => void;
}

/**
 * One pointer, captured from press to release; Escape takes it back. Nothing of it is React's business: a press draws nothing anew, and moves
 * go past it and are acted upon once a frame.
 */
export function useDrag<Start>(options: DragOptions<Start>) {
  'use memo';
  const held = useRef<Held<Start> | null>(null);
  const [pace] = useState(oncePerFrame);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  function letGo(cancelled: boolean) {
    const current = held.current;
    if (!current) return;
    if (cancelled) pace.drop();
    else pace.flush();
    held.current = null;
    current.stopListening();
    if (cancelled) latest.current.cancel(current.start);
    else latest.current.end?.(current.start);
  }
  const latestLetGo = useRef(letGo);
  // Taken off the screen in the middle of a drag: nothing stays half moved.
  useEffect(() => () => latestLetGo.current(true), []);

  function listen(pointerId: number, fromPx: number, start: Start): () => void {
    const control = new AbortController();
    const options = { capture: true, signal: control.signal };
    const onMove = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== pointerId) return;
      event.stopPropagation();
      const by = { byPx: event.clientX - fromPx, shiftKey: event.shiftKey };
      pace.ask(() => latest.current.move(start, by));
    };
    const onUp = (event: globalThis.PointerEvent) => {
      if (event.pointerId === pointerId) letGo(false);
    };
    const onCancel = (event: globalThis.PointerEvent) => {
      if (event.pointerId === pointerId) letGo(true);
    };
    const onSecondFinger = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== pointerId) letGo(true);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      letGo(true);
    };
    window.addEventListener('pointermove', onMove, options);
    // A finger's moves are told twice, and React listens to both.
    window.addEventListener('touchmove', (event) => event.stopPropagation(), { ...options, passive: true });
    window.addEventListener('pointerup', onUp, options);
    window.addEventListener('pointercancel', onCancel, options);
    window.addEventListener('pointerdown', onSecondFinger, options);
    window.addEventListener('keydown', onKeyDown, options);
    return () => control.abort();
  }

  return {
    dragProps: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        // A second finger takes hold of nothing: two of them zoom.
        if (event.button !== 0 || event.isPrimary === false || held.current) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture?.(event.pointerId);
        const start = options.begin(event);
        held.current = { start, stopListening: listen(event.pointerId, event.clientX, start) };
      },
    },
  };
}
