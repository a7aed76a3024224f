import { type RefObject, useEffect, useState } from 'react';
import type { SliderState } from 'react-stately/useSliderState';
import { createThrottle } from '@/components/hooks/raf-throttle';
import { useBoundedSliderState } from '@/components/ui/use-bounded-slider-state';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { type Clock, useSettledTime } from './use-clock';

interface ClockSliderOptions {
  readonly clock: Clock;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly durationMs: Milliseconds;
  /** What an arrow key and a page key move. */
  readonly arrowKeyMs: Milliseconds;
  readonly pageKeyMs: Milliseconds;
  readonly valueText: (ms: Milliseconds) => string;
  readonly onSeek: (ms: Milliseconds) => void;
}

export interface ClockSlider {
  readonly state: SliderState;
  /** Where the clock stands, within the slider's bounds. */
  readonly nowMs: () => Milliseconds;
  readonly seekTo: (ms: Milliseconds) => void;
  /** Lets the slider's own value go along with the clock, for those who hear it. */
  readonly syncInput: () => void;
}

/** How often the slider's own value goes along: whoever listens to it needs no more. */
const INPUT_UPDATE_MS = 250;

/** A slider that steers a clock. Hands and keys count from the clock itself, which is ahead of what React knows while something plays. */
export function useClockSlider({
  clock,
  inputRef,
  label,
  durationMs,
  arrowKeyMs,
  pageKeyMs,
  valueText,
  onSeek,
}: ClockSliderOptions): ClockSlider {
  'use memo';
  const [inputThrottle] = useState(() => createThrottle(INPUT_UPDATE_MS));
  useEffect(() => () => inputThrottle.cancel(), [inputThrottle]);
  const nowMs = () => clamp(clock.getTimeMs(), 0, durationMs);
  const seekTo = (ms: Milliseconds) => onSeek(clamp(ms, 0, durationMs));
  const settledMs = clamp(useSettledTime(clock), 0, durationMs);
  const boundedState = useBoundedSliderState({
    minValue: 0,
    maxValue: durationMs,
    thumbs: [{ label, value: settledMs, minValue: 0, maxValue: durationMs, valueText: valueText(settledMs) }],
    arrowKeyStep: arrowKeyMs,
    pageKeyStep: pageKeyMs,
    isDisabled: durationMs === 0,
    onMove: (_index, toMs) => seekTo(toMs),
  });
  const getStepMs = (requestedStep: number | undefined) => (requestedStep === undefined || requestedStep <= 1 ? arrowKeyMs : pageKeyMs);
  const state = {
    ...boundedState,
    getThumbValue: nowMs,
    getThumbPercent: () => boundedState.getValuePercent(nowMs()),
    incrementThumb: (_index: number, requestedStep?: number) => seekTo(nowMs() + getStepMs(requestedStep)),
    decrementThumb: (_index: number, requestedStep?: number) => seekTo(nowMs() - getStepMs(requestedStep)),
  };
  const syncInput = () => {
    const ms = nowMs();
    if (inputRef.current?.value !== String(ms)) inputThrottle.schedule(() => setInputValue(inputRef.current, ms, valueText(ms)));
  };
  return { state, nowMs, seekTo, syncInput };
}

function setInputValue(input: HTMLInputElement | null, ms: Milliseconds, text: string): void {
  if (!input) return;
  input.value = String(ms);
  input.setAttribute('aria-valuetext', text);
}
