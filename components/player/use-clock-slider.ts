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
  /** Steps of the arrow keys and the page keys. */
  readonly arrowKeyMs: Milliseconds;
  readonly pageKeyMs: Milliseconds;
  readonly valueText: (ms: Milliseconds) => string;
  readonly onSeek: (ms: Milliseconds) => void;
}

export interface ClockSlider {
  readonly state: SliderState;
  /** Current time, limited to the slider's range. */
  readonly nowMs: () => Milliseconds;
  readonly seekTo: (ms: Milliseconds) => void;
  /** Updates the range input's value for screen readers. */
  readonly syncInput: () => void;
}

/** Interval of updates to the range input; screen readers need no more. */
const INPUT_UPDATE_MS = 250;

/** A slider that seeks. Drags and keys start from the clock's time, which is ahead of React's state during playback. */
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
