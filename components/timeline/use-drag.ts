import { type PointerEvent, useEffect, useRef, useState } from 'react';

interface DragOptions<Start> {
  /** What the drag measures from: taken once, so that pushing against an end and coming back loses nothing. */
  readonly begin: () => Start;
  /** How far the pointer has gone since, in pixels. */
  readonly move: (start: Start, byPx: number) => void;
  /** Escape, or the browser took the pointer away: put everything back. */
  readonly cancel: (start: Start) => void;
  readonly end?: () => void;
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
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drag.current) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.cancel(drag.current.start);
      drag.current = null;
      setDragging(false);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [dragging]);

  function finish(event: PointerEvent<HTMLElement>, cancelled: boolean) {
    const current = drag.current;
    if (current?.pointerId !== event.pointerId) return;
    drag.current = null;
    setDragging(false);
    if (cancelled) options.cancel(current.start);
    else options.end?.();
  }

  return {
    dragging,
    dragProps: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0 || drag.current) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture?.(event.pointerId);
        drag.current = { pointerId: event.pointerId, fromPx: event.clientX, start: options.begin() };
        setDragging(true);
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const current = drag.current;
        if (current?.pointerId === event.pointerId) options.move(current.start, event.clientX - current.fromPx);
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => finish(event, false),
      onPointerCancel: (event: PointerEvent<HTMLElement>) => finish(event, true),
    },
  };
}
