import { type RefObject, useEffect, useRef, useState } from 'react';
import { oncePerFrame } from '@/components/ui/pace';

export interface Pinch {
  /** How much further apart the fingers are than when the second one came. */
  readonly factor: number;
  /** Between them, in pixels of the lanes: then and now. */
  readonly fromPx: number;
  readonly toPx: number;
}

interface PinchOptions<Start> {
  readonly begin: () => Start;
  readonly move: (start: Start, pinch: Pinch) => void;
}

/**
 * Two fingers on what holds the lanes. By touch events, which say with the second finger where the first one is by then. Listened to past React,
 * which would otherwise have a part in every move.
 */
export function usePinch<Start>(lanesRef: RefObject<HTMLElement | null>, options: PinchOptions<Start>): void {
  'use memo';
  const latest = useRef(options);
  const [pace] = useState(oncePerFrame);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const lanes = lanesRef.current;
    if (!lanes) return;
    const frame = lanes.parentElement ?? lanes;
    const spreadOf = ({ touches }: TouchEvent) => {
      const [a, b, third] = [...touches].filter(({ target }) => target instanceof Node && frame.contains(target));
      if (!a || !b || third) return null;
      return {
        apartPx: Math.max(1, Math.abs(a.clientX - b.clientX)),
        middlePx: (a.clientX + b.clientX) / 2 - lanes.getBoundingClientRect().left,
      };
    };
    let pinching: AbortController | null = null;
    /** The browser has taken a finger for its own: it scrolls the page. */
    let isScrolling = false;
    const stop = () => {
      pinching?.abort();
      pinching = null;
      pace.drop();
    };
    const begin = (event: TouchEvent) => {
      stop();
      if (event.touches.length === 1) isScrolling = false;
      const from = spreadOf(event);
      if (from === null || isScrolling) return;
      const start = latest.current.begin();
      const move = (moved: TouchEvent) =>
        pace.ask(() => {
          const to = spreadOf(moved);
          if (to) latest.current.move(start, { factor: to.apartPx / from.apartPx, fromPx: from.middlePx, toPx: to.middlePx });
        });
      pinching = new AbortController();
      // On the window itself, where a drag of one finger keeps nothing from us; and no longer than there are two: it would be called for every move.
      window.addEventListener('touchmove', move, { capture: true, passive: true, signal: pinching.signal });
    };
    const lift = ({ touches }: TouchEvent) => {
      stop();
      if (touches.length === 0) isScrolling = false;
    };
    const control = new AbortController();
    const listening = { capture: true, passive: true, signal: control.signal };
    frame.addEventListener('touchstart', begin, listening);
    window.addEventListener('touchend', lift, listening);
    window.addEventListener('touchcancel', lift, listening);
    frame.addEventListener(
      'pointercancel',
      ({ pointerType }) => {
        if (pointerType === 'touch') isScrolling = true;
      },
      listening,
    );
    return () => {
      control.abort();
      stop();
    };
  }, [lanesRef, pace]);
}
