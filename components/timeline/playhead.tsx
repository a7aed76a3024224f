'use client';

import { useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import { type Transport, useTransportTime } from '@/components/player/use-preview';
import { useBoundedSliderState } from '@/components/ui/slider-state';
import { clamp, formatTime } from '@/lib/domain/time';
import { msToPx, pxToMs, type TimelineScale } from '@/lib/domain/timeline-scale';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';

interface PlayheadProps {
  readonly transport: Transport;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly durationMs: number;
}

const KEY_MS = 100;
const PAGE_MS = 1_000;

/** Over the ruler: pressing or dragging in it moves the playhead, whose head is a slider of its own. */
export function PlayheadSlider({ transport, scale, widthPx, durationMs }: PlayheadProps) {
  const words = useWords(placeWords).timeline;
  const trackRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const atMs = clamp(useTransportTime(transport), 0, durationMs);
  const base = useBoundedSliderState({
    minValue: 0,
    maxValue: durationMs,
    thumbs: [{ label: words.position, value: atMs, minValue: 0, maxValue: durationMs, valueText: words.positionText(atMs, durationMs) }],
    keyStep: KEY_MS,
    pageStep: PAGE_MS,
    isDisabled: durationMs === 0,
    onMove: (_index, toMs) => transport.seek(clamp(toMs, 0, durationMs)),
  });
  // The track is the part of the clip on show, the value a moment of the whole of it.
  const msAt = (percent: number) => clamp(pxToMs(scale, percent * widthPx), 0, durationMs);
  const state = {
    ...base,
    getThumbPercent: () => (widthPx > 0 ? msToPx(scale, atMs) / widthPx : 0),
    getValuePercent: (ms: number) => (widthPx > 0 ? msToPx(scale, ms) / widthPx : 0),
    getPercentValue: msAt,
    setThumbPercent: (_index: number, percent: number) => transport.seek(msAt(percent)),
  };
  const { groupProps, trackProps } = useSlider<number[]>({ 'aria-label': words.position }, state, trackRef);
  const { thumbProps, inputProps } = useSliderThumb({ index: 0, trackRef, inputRef }, state);
  const { isFocusVisible, focusProps } = useFocusRing();
  const headPx = msToPx(scale, atMs);
  const isInSight = headPx >= -1 && headPx <= widthPx + 1;

  return (
    <div {...groupProps} className="absolute inset-0">
      <div {...trackProps} ref={trackRef} className="h-6 cursor-pointer select-none">
        <div
          {...thumbProps}
          className={`top-1/2 z-20 grid size-6 cursor-grab place-items-center active:cursor-grabbing ${isInSight || isFocusVisible ? '' : 'invisible'}`}
        >
          <svg
            aria-hidden="true"
            viewBox="0 0 12 8"
            className={`mt-2 h-2 w-3 fill-ink ${isFocusVisible ? 'outline-2 outline-offset-3 outline-ink' : ''}`}
          >
            <path d="M1 0h10a1 1 0 0 1 .8 1.6L6.8 7.4a1 1 0 0 1-1.6 0L.2 1.6A1 1 0 0 1 1 0z" />
          </svg>
          <VisuallyHidden>
            <input {...mergeProps(inputProps, focusProps)} ref={inputRef} />
          </VisuallyHidden>
        </div>
      </div>
    </div>
  );
}

/** The line through all lanes. */
export function PlayheadLine({ transport, scale, widthPx, durationMs }: PlayheadProps) {
  const leftPx = msToPx(scale, clamp(useTransportTime(transport), 0, durationMs));
  if (leftPx < 0 || leftPx > widthPx) return null;
  return <div data-part="playhead" className="absolute inset-y-0 z-20 w-px bg-ink" style={{ left: leftPx }} />;
}

export function TimeReadout({ transport, durationMs }: Pick<PlayheadProps, 'transport' | 'durationMs'>) {
  const timeMs = useTransportTime(transport);
  return (
    <p className="tabular text-large">
      <span className="font-semibold">{formatTime(timeMs)}</span> <span className="text-ink-faint">/ {formatTime(durationMs)}</span>
    </p>
  );
}
