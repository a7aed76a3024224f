'use client';

import { type ReactNode, useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import type { Milliseconds } from '@/lib/domain/time';
import { type Clock, useClockTick } from './use-clock';
import { useClockSlider } from './use-clock-slider';

interface ScrubBarProps {
  readonly label: string;
  readonly clock: Clock;
  readonly durationMs: Milliseconds;
  readonly valueText: (ms: Milliseconds) => string;
  /** Where the voice is, lit on the bar. */
  readonly voice: { readonly startMs: Milliseconds; readonly endMs: Milliseconds } | null;
  /** Drawn over the range of the voice. */
  readonly waveform?: ReactNode;
  readonly onSeek: (ms: Milliseconds) => void;
}

const ARROW_KEY_STEP_MS = 1_000;
const PAGE_KEY_STEP_MS = 5_000;

/** Seek bar over the result's duration: the voice is lit, the playhead is a line, and a range input takes the input. */
export function ScrubBar({ label, clock, durationMs, valueText, voice, waveform, onSeek }: ScrubBarProps) {
  'use memo';
  const trackRef = useRef<HTMLDivElement>(null);
  const headRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const { state, nowMs, syncInput } = useClockSlider({
    clock,
    inputRef,
    label,
    durationMs,
    arrowKeyMs: ARROW_KEY_STEP_MS,
    pageKeyMs: PAGE_KEY_STEP_MS,
    valueText,
    onSeek,
  });
  const { groupProps, trackProps } = useSlider<number[]>({ 'aria-label': label }, state, trackRef);
  const { thumbProps, inputProps } = useSliderThumb({ index: 0, trackRef, inputRef }, state);
  const { isFocusVisible, focusProps } = useFocusRing();
  const toPercent = (ms: Milliseconds) => (state.getValuePercent(ms) * 100).toFixed(3);
  // Moves by a transform, so that playback causes no layout.
  useClockTick(clock, () => {
    if (headRef.current) headRef.current.style.transform = `translate(calc(${toPercent(nowMs())}cqw - 50%), -50%)`;
    syncInput();
  });

  return (
    <div {...groupProps} className="min-w-0 grow">
      <div
        {...trackProps}
        ref={trackRef}
        className={`h-9 cursor-pointer rounded-md bg-stage [container-type:inline-size] ${isFocusVisible ? 'outline-2 outline-offset-2 outline-ink' : ''}`}
      >
        {voice && (
          <div
            data-part="voice-span"
            className="pointer-events-none absolute inset-y-0 rounded-sm border-accent border-x bg-accent-soft py-1.5"
            style={{ left: `${toPercent(voice.startMs)}%`, width: `calc(${toPercent(voice.endMs)}% - ${toPercent(voice.startMs)}%)` }}
          >
            {waveform}
          </div>
        )}
        <div
          {...thumbProps}
          ref={headRef}
          style={{ touchAction: 'none' }}
          data-part="scrub-head"
          className="absolute top-1/2 left-0 grid h-11 w-6 place-items-center will-change-transform"
        >
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
