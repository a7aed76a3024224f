import { type RefObject, useEffect, useRef, useState } from 'react';
import { rafThrottle } from '@/components/hooks/raf-throttle';

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
    /** The browser has taken a finger for its own: it scrolls the page. */
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
      // On the window itself, where a drag of one finger keeps nothing from us; and no longer than there are two: it would be called for every move.
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
