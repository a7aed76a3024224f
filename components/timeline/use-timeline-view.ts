import { type RefObject, useEffect, useRef, useState } from 'react';
import { clamp } from '@/lib/domain/time';
import {
  fitScale,
  getMaxZoom,
  getZoom,
  revealScale,
  scrollScale,
  type TimelineScale,
  zoomScale,
} from '@/lib/domain/timeline/timeline-scale';
import { usePinch } from './gestures/use-pinch';

/** Zoom factor of one press of + or −. */
const ZOOM_STEP = 1.5;
/** Doublings per pixel of wheel movement. A mouse wheel's large step is limited to the size of a pinch event. */
const WHEEL_ZOOM_RATE = 0.012;
const MAX_WHEEL_PX = 30;

export interface TimelineView {
  readonly scale: TimelineScale;
  /** 1 shows the whole clip. */
  readonly zoom: number;
  readonly maxZoom: number;
  zoomBy(steps: number, anchorMs: number): void;
  zoomTo(zoom: number, anchorMs: number): void;
  fit(): void;
  scrollTo(originMs: number): void;
  /** Scrolls only if `ms` is outside the visible range. */
  reveal(ms: number): void;
}

/** Zoom and scroll position of the timeline. It starts with the whole clip. */
export function useTimelineView(lanesRef: RefObject<HTMLElement | null>, durationMs: number, widthPx: number): TimelineView {
  'use memo';
  const [requestedScale, setRequestedScale] = useState<TimelineScale | null>(null);
  const fitted = fitScale(durationMs, widthPx);
  // After a change of width or clip, the requested scale is clamped to the valid range.
  const scale = requestedScale === null ? fitted : zoomScale(requestedScale, 1, 0, durationMs, widthPx);
  const zoom = getZoom(scale, durationMs, widthPx);

  const applyScale = (next: TimelineScale) => setRequestedScale(getZoom(next, durationMs, widthPx) <= 1.0001 ? null : next);
  const zoomAt = (factor: number, anchorPx: number) => applyScale(zoomScale(scale, factor, anchorPx, durationMs, widthPx));
  const anchorPx = (ms: number) => {
    const px = (ms - scale.originMs) / scale.msPerPx;
    return px >= 0 && px <= widthPx ? px : widthPx / 2;
  };

  const onWheel = (event: WheelEvent) => {
    const lanes = lanesRef.current;
    if (!lanes) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const byPx = clamp(event.deltaMode === 0 ? event.deltaY : event.deltaY * 16, -MAX_WHEEL_PX, MAX_WHEEL_PX);
      zoomAt(2 ** (-byPx * WHEEL_ZOOM_RATE), event.clientX - lanes.getBoundingClientRect().left);
      return;
    }
    const byPx = event.deltaX !== 0 ? event.deltaX : event.shiftKey ? event.deltaY : 0;
    if (byPx === 0 || zoom <= 1) return;
    event.preventDefault();
    applyScale(scrollScale({ ...scale, originMs: scale.originMs + byPx * scale.msPerPx }, durationMs, widthPx));
  };
  const latestWheel = useRef(onWheel);
  useEffect(() => {
    latestWheel.current = onWheel;
  });
  useEffect(() => {
    const lanes = lanesRef.current;
    if (!lanes) return;
    // Registered as non-passive, which React does not support: otherwise the browser would zoom the page.
    const handleWheel = (event: WheelEvent) => latestWheel.current(event);
    const container = lanes.parentElement ?? lanes;
    container.addEventListener('wheel', handleWheel, { passive: false });
    return () => container.removeEventListener('wheel', handleWheel);
  }, [lanesRef]);

  usePinch(lanesRef, {
    begin: () => scale,
    move: (from: TimelineScale, { factor, fromPx, toPx }) => {
      const closer = zoomScale(from, factor, fromPx, durationMs, widthPx);
      applyScale(scrollScale({ ...closer, originMs: closer.originMs + (fromPx - toPx) * closer.msPerPx }, durationMs, widthPx));
    },
  });

  return {
    scale,
    zoom,
    maxZoom: getMaxZoom(durationMs, widthPx),
    zoomBy: (steps, anchorMs) => zoomAt(ZOOM_STEP ** steps, anchorPx(anchorMs)),
    zoomTo: (to, anchorMs) => zoomAt(to / zoom, anchorPx(anchorMs)),
    fit: () => setRequestedScale(null),
    scrollTo: (originMs) => applyScale(scrollScale({ ...scale, originMs }, durationMs, widthPx)),
    reveal: (ms) => {
      const next = revealScale(scale, ms, durationMs, widthPx);
      if (next !== scale) applyScale(next);
    },
  };
}
