import { type RefObject, useEffect, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';

export interface Pinch {
  /** Finger distance relative to its value when the second finger touched. */
  readonly factor: number;
  /** Midpoint between the fingers in lane pixels, at the start and now. */
  readonly fromPx: number;
  readonly toPx: number;
}

interface PinchOptions<Start> {
  readonly begin: () => Start;
  readonly move: (start: Start, pinch: Pinch) => void;
}

/**
 * Two-finger zoom on the lanes. It uses native touch events, because the event for the second finger includes the first finger's position and because
 * React would process every move.
 */
export function usePinch<Start>(lanesRef: RefObject<HTMLElement | null>, options: PinchOptions<Start>): void {
  'use memo';
  const latest = useRef(options);
  const [moveThrottle] = useState(rafThrottle);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const lanes = lanesRef.current;
    if (!lanes) return;
    const container = lanes.parentElement ?? lanes;
    const getSpread = ({ touches }: TouchEvent) => {
      const [a, b, third] = [...touches].filter(({ target }) => target instanceof Node && container.contains(target));
      if (!a || !b || third) return null;
      return {
        distancePx: Math.max(1, Math.abs(a.clientX - b.clientX)),
        centerPx: (a.clientX + b.clientX) / 2 - lanes.getBoundingClientRect().left,
      };
    };
    let activePinch: AbortController | null = null;
    /** The browser has taken over the touch to scroll the page. */
    let isScrolling = false;
    const stop = () => {
      activePinch?.abort();
      activePinch = null;
      moveThrottle.cancel();
    };
    const begin = (event: TouchEvent) => {
      stop();
      if (event.touches.length === 1) isScrolling = false;
      const from = getSpread(event);
      if (from === null || isScrolling) return;
      const start = latest.current.begin();
      const move = (moved: TouchEvent) =>
        moveThrottle.schedule(() => {
          const to = getSpread(moved);
          if (to) latest.current.move(start, { factor: to.distancePx / from.distancePx, fromPx: from.centerPx, toPx: to.centerPx });
        });
      activePinch = new AbortController();
      // Listens on the window, where one-finger drags do not block it, and only during a pinch, because it runs on every move.
      window.addEventListener('touchmove', move, { capture: true, passive: true, signal: activePinch.signal });
    };
    const onTouchEnd = ({ touches }: TouchEvent) => {
      stop();
      if (touches.length === 0) isScrolling = false;
    };
    const controller = new AbortController();
    const listenerOptions = { capture: true, passive: true, signal: controller.signal };
    container.addEventListener('touchstart', begin, listenerOptions);
    window.addEventListener('touchend', onTouchEnd, listenerOptions);
    window.addEventListener('touchcancel', onTouchEnd, listenerOptions);
    container.addEventListener(
      'pointercancel',
      ({ pointerType }) => {
        if (pointerType === 'touch') isScrolling = true;
      },
      listenerOptions,
    );
    return () => {
      controller.abort();
      stop();
    };
  }, [lanesRef, moveThrottle]);
}
