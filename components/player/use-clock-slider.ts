import { type RefObject, useEffect, useState } from 'react';
import type { SliderState } from 'react-stately/useSliderState';
import { atMostEvery } from '@/components/ui/pace';
import { useBoundedSliderState } from '@/components/ui/slider-state';
import { clamp, type Milliseconds } from '@/lib/domain/time';
import { type Clock, useRestingTime } from './use-clock';

interface ClockSliderOptions {
  readonly clock: Clock;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly durationMs: Milliseconds;
  /** What an arrow key and a page key move. */
  readonly keyMs: Milliseconds;
  readonly pageMs: Milliseconds;
  readonly valueText: (ms: Milliseconds) => string;
  readonly onSeek: (ms: Milliseconds) => void;
}

export interface ClockSlider {
  readonly state: SliderState;
  /** Where the clock stands, within the slider's bounds. */
  readonly nowMs: () => Milliseconds;
  readonly goTo: (ms: Milliseconds) => void;
  /** Lets the slider's own value go along with the clock, for those who hear it. */
  readonly tell: () => void;
}

/** How often the slider's own value goes along: whoever listens to it needs no more. */
const VALUE_MS = 250;

/** A slider that steers a clock. Hands and keys count from the clock itself, which is ahead of what React knows while something plays. */
export function useClockSlider({ clock, inputRef, label, durationMs, keyMs, pageMs, valueText, onSeek }: ClockSliderOptions): ClockSlider {
  'use memo';
  const [values] = useState(() => atMostEvery(VALUE_MS));
  useEffect(() => () => values.drop(), [values]);
  const nowMs = () => clamp(clock.getTimeMs(), 0, durationMs);
  const goTo = (ms: Milliseconds) => onSeek(clamp(ms, 0, durationMs));
  const restingMs = clamp(useRestingTime(clock), 0, durationMs);
  const base = useBoundedSliderState({
    minValue: 0,
    maxValue: durationMs,
    thumbs: [{ label, value: restingMs, minValue: 0, maxValue: durationMs, valueText: valueText(restingMs) }],
    keyStep: keyMs,
    pageStep: pageMs,
    isDisabled: durationMs === 0,
    onMove: (_index, toMs) => goTo(toMs),
  });
  const stepOf = (asked: number | undefined) => (asked === undefined || asked <= 1 ? keyMs : pageMs);
  const state = {
    ...base,
    getThumbValue: nowMs,
    getThumbPercent: () => base.getValuePercent(nowMs()),
    incrementThumb: (_index: number, asked?: number) => goTo(nowMs() + stepOf(asked)),
    decrementThumb: (_index: number, asked?: number) => goTo(nowMs() - stepOf(asked)),
  };
  const tell = () => {
    const ms = nowMs();
    if (inputRef.current?.value !== String(ms)) values.ask(() => showValue(inputRef.current, ms, valueText(ms)));
  };
  return { state, nowMs, goTo, tell };
}

function showValue(input: HTMLInputElement | null, ms: Milliseconds, text: string): void {
  if (!input) return;
  input.value = String(ms);
  input.setAttribute('aria-valuetext', text);
}
