'use client';

import { useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import { useBoundedSliderState } from '@/components/ui/slider-state';
import { clamp, formatTimeShort } from '@/lib/domain/time';
import { msToPx, type TimelineScale, tickStep, ticks } from '@/lib/domain/timeline-scale';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';

interface RulerProps {
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly durationMs: number;
  readonly currentTimeMs: number;
  readonly onSeek: (ms: number) => void;
}

const KEY_MS = 100;
const PAGE_MS = 1_000;
/** A label needs this much room before the right edge. */
const LABEL_PX = 28;

/** Times along the top; pressing or dragging in it moves the playhead, whose head is a slider of its own. */
export function Ruler({ scale, widthPx, durationMs, currentTimeMs, onSeek }: RulerProps) {
  const words = useWords(placeWords).timeline;
  const trackRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const atMs = clamp(currentTimeMs, 0, durationMs);
  const state = useBoundedSliderState({
    minValue: 0,
    maxValue: durationMs,
    thumbs: [{ label: words.position, value: atMs, minValue: 0, maxValue: durationMs, valueText: words.positionText(atMs, durationMs) }],
    keyStep: KEY_MS,
    pageStep: PAGE_MS,
    isDisabled: durationMs === 0,
    onMove: (_index, toMs) => onSeek(clamp(toMs, 0, durationMs)),
  });
  const { groupProps, trackProps } = useSlider<number[]>({ 'aria-label': words.position }, state, trackRef);
  const { thumbProps, inputProps } = useSliderThumb({ index: 0, trackRef, inputRef }, state);
  const { isFocusVisible, focusProps } = useFocusRing();
  const precision = tickStep(scale).stepMs < 1_000 ? 'tenth' : 'second';

  return (
    <div {...groupProps}>
      <div {...trackProps} ref={trackRef} className="h-6 cursor-pointer select-none">
        {ticks(scale, widthPx, durationMs).map(({ atMs: tickMs, labelled }) => {
          const leftPx = msToPx(scale, tickMs);
          return (
            <span
              key={tickMs}
              aria-hidden
              className={`pointer-events-none absolute bottom-0 w-px ${labelled ? 'h-1.5 bg-line-field' : 'h-1 bg-line'}`}
              style={{ left: leftPx }}
            >
              {labelled && leftPx + LABEL_PX <= widthPx ? (
                <span className="tabular absolute bottom-1.5 left-0 text-ink-faint text-tiny">{formatTimeShort(tickMs, precision)}</span>
              ) : null}
            </span>
          );
        })}
        <div {...thumbProps} className="top-1/2 z-20 grid size-6 cursor-grab place-items-center active:cursor-grabbing">
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
