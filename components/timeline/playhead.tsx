'use client';

import { useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import { useClockTick } from '@/components/player/use-clock';
import { useClockSlider } from '@/components/player/use-clock-slider';
import type { Transport } from '@/components/player/use-preview';
import { clamp } from '@/lib/domain/time';
import { msToPx, pxToMs, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';
import { placeMessages } from '@/lib/i18n/place';
import { useMessages } from '@/lib/i18n/use-messages';
import { snapToDevicePixel } from './device-pixels';
import { useDrag } from './gestures/use-drag';

interface PlayheadProps {
  readonly transport: Transport;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly durationMs: number;
}

const ARROW_KEY_STEP_MS = 100;
const PAGE_KEY_STEP_MS = 1_000;

/** The playhead's time and the pointer's position at the start of the drag. */
interface DragStart {
  readonly fromMs: number;
  readonly fromPx: number;
  readonly scale: TimelineScale;
}

/** Seeks by press or drag on the ruler. The playhead's head is a range input for the keyboard. */
export function PlayheadSlider({ transport, scale, widthPx, durationMs }: PlayheadProps) {
  'use memo';
  const messages = useMessages(placeMessages).timeline;
  const trackRef = useRef<HTMLDivElement>(null);
  const headRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const { state, nowMs, seekTo, syncInput } = useClockSlider({
    clock: transport,
    inputRef,
    label: messages.position,
    durationMs,
    arrowKeyMs: ARROW_KEY_STEP_MS,
    pageKeyMs: PAGE_KEY_STEP_MS,
    valueText: (ms) => messages.positionText(ms, durationMs),
    onSeek: (ms) => transport.seek(ms),
  });
  const { groupProps } = useSlider<number[]>({ 'aria-label': messages.position }, state, trackRef);
  // Only the keyboard part of the slider is used: pointer drags share `useDrag`, so that Escape cancels them.
  const { inputProps, thumbProps } = useSliderThumb({ index: 0, trackRef, inputRef }, state);
  const { isFocusVisible, focusProps } = useFocusRing();
  const { dragProps } = useDrag({
    begin: (event) => {
      const fromMs = nowMs();
      const isOnHead = event.target instanceof Node && headRef.current?.contains(event.target);
      const leftPx = trackRef.current?.getBoundingClientRect().left ?? 0;
      if (!isOnHead) seekTo(pxToMs(scale, event.clientX - leftPx));
      inputRef.current?.focus({ preventScroll: true });
      return { fromMs, fromPx: msToPx(scale, nowMs()), scale };
    },
    move: (start: DragStart, { byPx }) => seekTo(pxToMs(start.scale, start.fromPx + byPx)),
    cancel: ({ fromMs }: DragStart) => seekTo(fromMs),
  });
  useClockTick(transport, () => {
    setPlayheadPosition(headRef.current, msToPx(scale, nowMs()), widthPx, isFocusVisible);
    syncInput();
  });

  return (
    <div {...groupProps} className="absolute inset-0">
      <div {...dragProps} ref={trackRef} className="h-6 cursor-pointer touch-none select-none">
        <div
          ref={headRef}
          data-part="playhead-head"
          className="-ml-3 absolute top-0 left-0 z-20 grid size-6 cursor-grab place-items-center will-change-transform active:cursor-grabbing"
        >
          <svg
            aria-hidden="true"
            viewBox="0 0 12 8"
            className={`mt-2 h-2 w-3 fill-ink ${isFocusVisible ? 'outline-2 outline-offset-3 outline-ink' : ''}`}
          >
            <path d="M1 0h10a1 1 0 0 1 .8 1.6L6.8 7.4a1 1 0 0 1-1.6 0L.2 1.6A1 1 0 0 1 1 0z" />
          </svg>
          <VisuallyHidden>
            <input {...mergeProps(inputProps, focusProps, { onKeyDown: thumbProps.onKeyDown })} ref={inputRef} />
          </VisuallyHidden>
        </div>
      </div>
    </div>
  );
}

/** The playhead's line through all lanes. */
export function PlayheadLine({ transport, scale, widthPx, durationMs }: PlayheadProps) {
  'use memo';
  const lineRef = useRef<HTMLDivElement>(null);
  useClockTick(transport, (timeMs) => setPlayheadPosition(lineRef.current, msToPx(scale, clamp(timeMs, 0, durationMs)), widthPx, false));
  return <div ref={lineRef} data-part="playhead" className="absolute inset-y-0 left-0 z-20 w-px bg-ink will-change-transform" />;
}

/** Hides the playhead outside the visible range, but keeps it focusable. */
function setPlayheadPosition(element: HTMLElement | null, leftPx: number, widthPx: number, isAlwaysVisible: boolean): void {
  if (!element) return;
  const isInSight = isAlwaysVisible || (leftPx >= -1 && leftPx <= widthPx + 1);
  element.style.opacity = isInSight ? '1' : '0';
  element.style.pointerEvents = isInSight ? '' : 'none';
  element.style.transform = `translateX(${snapToDevicePixel(leftPx)}px)`;
}
