'use client';

import { type ReactNode, useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import { useBoundedSliderState } from '@/components/ui/slider-state';

interface ScrubBarProps {
  readonly label: string;
  readonly timeMs: number;
  readonly durationMs: number;
  readonly valueText: string;
  /** Where the voice runs, lit on the strip. */
  readonly voice: { readonly startMs: number; readonly endMs: number } | null;
  /** What is drawn where the voice runs: its waveform. */
  readonly wave?: ReactNode;
  readonly onSeek: (ms: number) => void;
}

const SECOND_MS = 1_000;
const FIVE_SECONDS_MS = 5_000;

/** The result's whole length as one strip: the voice lit, the playhead a line, and under it a real range input. */
export function ScrubBar({ label, timeMs, durationMs, valueText, voice, wave, onSeek }: ScrubBarProps) {
  const trackRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const state = useBoundedSliderState({
    minValue: 0,
    maxValue: durationMs,
    thumbs: [{ label, value: timeMs, minValue: 0, maxValue: durationMs, valueText }],
    keyStep: SECOND_MS,
    pageStep: FIVE_SECONDS_MS,
    isDisabled: durationMs === 0,
    onMove: (_index, requested) => onSeek(Math.min(Math.max(requested, 0), durationMs)),
  });
  const { groupProps, trackProps } = useSlider<number[]>({ 'aria-label': label }, state, trackRef);
  const { thumbProps, inputProps } = useSliderThumb({ index: 0, trackRef, inputRef }, state);
  const { isFocusVisible, focusProps } = useFocusRing();
  const share = (ms: number) => `${(state.getValuePercent(ms) * 100).toFixed(3)}%`;

  return (
    <div {...groupProps} className="min-w-0 grow">
      <div
        {...trackProps}
        ref={trackRef}
        className={`h-9 cursor-pointer rounded-md bg-stage ${isFocusVisible ? 'outline-2 outline-offset-2 outline-ink' : ''}`}
      >
        {voice && (
          <div
            data-part="voice-span"
            className="pointer-events-none absolute inset-y-0 rounded-sm border-accent border-x bg-accent-soft py-1.5"
            style={{ left: share(voice.startMs), width: `calc(${share(voice.endMs)} - ${share(voice.startMs)})` }}
          >
            {wave}
          </div>
        )}
        <div {...thumbProps} className="top-1/2 grid h-11 w-6 place-items-center">
          <div className="relative h-full w-0.5 rounded-full bg-ink">
            <div className="-translate-x-1/2 absolute top-0 left-1/2 size-2 rounded-full bg-ink" />
          </div>
          <VisuallyHidden>
            <input {...mergeProps(inputProps, focusProps)} ref={inputRef} />
          </VisuallyHidden>
        </div>
      </div>
    </div>
  );
}
