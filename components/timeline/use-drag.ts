import { type PointerEvent, useEffect, useRef, useState } from 'react';

export interface DragMove {
  /** How far the pointer has gone since, in pixels. */
  readonly byPx: number;
  readonly shiftKey: boolean;
}

interface DragOptions<Start> {
  /** What the drag measures from: taken once, so that pushing against an end and coming back loses nothing. */
  readonly begin: () => Start;
  readonly move: (start: Start, by: DragMove) => void;
  /** Escape, a second finger, or the browser took the pointer away: put everything back. */
  readonly cancel: (start: Start) => void;
  readonly end?: (start: Start) => void;
}

/** One pointer, captured from press to release; Escape takes it back. */
export function useDrag<Start>(options: DragOptions<Start>) {
  const drag = useRef<{ readonly pointerId: number; readonly fromPx: number; readonly start: Start } | null>(null);
  const [dragging, setDragging] = useState(false);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    if (!dragging) return;
    const takeBack = () => {
      if (!drag.current) return;
      latest.current.cancel(drag.current.start);
      drag.current = null;
      setDragging(false);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drag.current) return;
      event.preventDefault();
      event.stopPropagation();
      takeBack();
    };
    const onSecondFinger = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== drag.current?.pointerId) takeBack();
    };
    const options = { capture: true };
    window.addEventListener('keydown', onKeyDown, options);
    window.addEventListener('pointerdown', onSecondFinger, options);
    return () => {
      window.removeEventListener('keydown', onKeyDown, options);
      window.removeEventListener('pointerdown', onSecondFinger, options);
      // Taken off the screen in the middle of a drag: nothing stays half moved.
      if (drag.current) latest.current.cancel(drag.current.start);
      drag.current = null;
    };
  }, [dragging]);

  function finish(event: PointerEvent<HTMLElement>, cancelled: boolean) {
    const current = drag.current;
    if (current?.pointerId !== event.pointerId) return;
    drag.current = null;
    setDragging(false);
    if (cancelled) options.cancel(current.start);
    else options.end?.(current.start);
  }

  return {
    dragging,
    dragProps: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        // A second finger takes hold of nothing: two of them zoom.
        if (event.button !== 0 || event.isPrimary === false || drag.current) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture?.(event.pointerId);
        drag.current = { pointerId: event.pointerId, fromPx: event.clientX, start: options.begin() };
        setDragging(true);
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const current = drag.current;
        if (current?.pointerId !== event.pointerId) return;
        options.move(current.start, { byPx: event.clientX - current.fromPx, shiftKey: event.shiftKey });
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => finish(event, false),
      onPointerCancel: (event: PointerEvent<HTMLElement>) => finish(event, true),
    },
  };
}
