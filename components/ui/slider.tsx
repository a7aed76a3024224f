'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import type { SliderState } from 'react-stately/useSliderState';
import { type BoundedSliderOptions, type SliderThumbSpec, useBoundedSliderState } from './slider-state';

export interface SliderProps extends Omit<BoundedSliderOptions, 'isDisabled'> {
  /** Names the group, and the thumb where there is only one. */
  readonly label: string;
  readonly isDisabled?: boolean;
  /** `accent` where the slider is the voice itself; neutral everywhere else. */
  readonly tone?: 'neutral' | 'accent';
  /** What to colour instead of the way from the start to the thumb, or from thumb to thumb. */
  readonly fill?: { readonly start: number; readonly end: number } | undefined;
  /** The part of the scale to light under the thumbs; without it the fill says it all. */
  readonly lit?: { readonly start: number; readonly end: number } | undefined;
  /** Where its values come from while somebody holds them, outside React: it subscribes, and shows what it hears. Its end leaves them as they are. */
  readonly follow?: ((show: (shown: SliderShown) => void) => () => void) | undefined;
}

/** What a slider shows of values that are on the move. */
export interface SliderShown {
  /** One a thumb. */
  readonly values: readonly { readonly value: number; readonly valueText: string }[];
  readonly fill?: { readonly start: number; readonly end: number } | undefined;
  /** Others follow at once: what is for eyes alone is enough. Nobody has a range input read out that often, and to write to one costs the most. */
  readonly isPassing: boolean;
}

/** One or two thumbs on a track, each a real range input within its own bounds. */
export function Slider(props: SliderProps) {
  'use memo';
  const { label, thumbs, tone = 'neutral', fill, lit, isDisabled = false, follow } = props;
  const trackRef = useRef<HTMLDivElement>(null);
  const fillRef = useRef<HTMLDivElement>(null);
  const state = useBoundedSliderState({ ...props, isDisabled });
  const { groupProps, trackProps } = useSlider<number[]>({ 'aria-label': label, isDisabled }, state, trackRef);

  const fromStart = fill === undefined && thumbs.length === 1;
  const fillFrom = fill ? state.getValuePercent(fill.start) : fromStart ? 0 : state.getThumbPercent(0);
  const fillTo = fill ? state.getValuePercent(fill.end) : state.getThumbPercent(thumbs.length - 1);
  const rail = 'pointer-events-none absolute top-1/2 h-1 -translate-y-1/2 rounded-full';

  const { getValuePercent } = state;
  const latestPercent = useRef(getValuePercent);
  useLayoutEffect(() => {
    latestPercent.current = getValuePercent;
  });
  useEffect(
    () =>
      follow?.(({ values, fill: shownFill, isPassing }) => {
        const at = (value: number) => latestPercent.current(value);
        showThumbs(trackRef.current, values, at, isPassing);
        const from = shownFill ? shownFill.start : values.length > 1 ? (values[0]?.value ?? 0) : null;
        const to = shownFill ? shownFill.end : (values.at(-1)?.value ?? 0);
        if (!fillRef.current) return;
        fillRef.current.style.left = percent(from === null ? 0 : at(from));
        fillRef.current.style.right = percent(1 - at(to));
      }),
    [follow],
  );

  return (
    <div {...groupProps} className={isDisabled ? 'opacity-45' : undefined}>
      {/* Thumbs may stand at both ends, so the track is as much narrower as half a thumb on each side. */}
      <div className="px-2">
        {/* Of one size, so that what moves in it has nothing around it laid out. */}
        <div {...trackProps} ref={trackRef} data-drawn className="h-6 cursor-pointer [contain:size_layout]">
          <div className={`${rail} -inset-x-2 bg-line`} />
          {lit && (
            <div
              className={`${rail} bg-line-field`}
              style={{ left: percent(state.getValuePercent(lit.start)), right: percent(1 - state.getValuePercent(lit.end)) }}
            />
          )}
          <div
            ref={fillRef}
            className={`${rail} ${tone === 'accent' ? 'bg-accent' : 'bg-ink'}`}
            style={{ left: percent(fillFrom), right: percent(1 - fillTo), marginLeft: fromStart ? -8 : 0 }}
          />
          {thumbs.map((thumb, index) => (
            <SliderThumb key={thumb.label} state={state} index={index} thumb={thumb} trackRef={trackRef} tone={tone} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface SliderThumbProps {
  readonly state: SliderState;
  readonly index: number;
  readonly thumb: SliderThumbSpec;
  readonly trackRef: React.RefObject<HTMLDivElement | null>;
  readonly tone: 'neutral' | 'accent';
}

function SliderThumb({ state, index, thumb, trackRef, tone }: SliderThumbProps) {
  'use memo';
  const inputRef = useRef<HTMLInputElement>(null);
  const isOneOfSeveral = state.values.length > 1;
  const { thumbProps, inputProps, isDragging } = useSliderThumb(
    {
      index,
      trackRef,
      inputRef,
      ...(isOneOfSeveral ? { 'aria-label': thumb.label } : {}),
    },
    state,
  );
  const { isFocusVisible, focusProps } = useFocusRing();
  const colour = tone === 'accent' ? 'bg-accent' : 'bg-ink';
  return (
    <div {...thumbProps} data-part="thumb" className="top-1/2 grid size-6 cursor-grab place-items-center active:cursor-grabbing">
      <div
        className={`size-4 rounded-full ${colour} outline-offset-2 transition-transform duration-100 motion-reduce:transition-none ${isDragging ? 'scale-110' : ''} ${isFocusVisible ? 'outline-2 outline-ink' : ''}`}
      />
      <VisuallyHidden>
        <input {...mergeProps(inputProps, focusProps)} aria-description={thumb.limits} ref={inputRef} />
      </VisuallyHidden>
    </div>
  );
}

function showThumbs(track: HTMLElement | null, values: SliderShown['values'], at: (value: number) => number, isPassing: boolean): void {
  const thumbs = track?.querySelectorAll<HTMLElement>('[data-part=thumb]') ?? [];
  for (const [index, { value, valueText }] of values.entries()) {
    const thumb = thumbs[index];
    if (!thumb) continue;
    thumb.style.left = percent(at(value));
    if (isPassing) continue;
    const input = thumb.querySelector('input');
    if (!input) continue;
    input.value = String(value);
    input.setAttribute('aria-valuetext', valueText);
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
