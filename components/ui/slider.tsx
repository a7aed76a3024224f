'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useFocusRing } from 'react-aria/useFocusRing';
import { useSlider, useSliderThumb } from 'react-aria/useSlider';
import { VisuallyHidden } from 'react-aria/VisuallyHidden';
import type { SliderState } from 'react-stately/useSliderState';
import { type BoundedSliderOptions, type SliderThumbSpec, useBoundedSliderState } from './use-bounded-slider-state';

export interface SliderProps extends Omit<BoundedSliderOptions, 'isDisabled'> {
  /** Names the group, and the thumb if there is only one. */
  readonly label: string;
  readonly isDisabled?: boolean;
  /** `accent` for sliders of the voice. */
  readonly tone?: 'neutral' | 'accent';
  /** The coloured range; by default from the start to the thumb, or between the thumbs. */
  readonly fill?: { readonly start: number; readonly end: number } | undefined;
  /** A highlighted range of the scale; by default none. */
  readonly highlight?: { readonly start: number; readonly end: number } | undefined;
  /** Subscribes to preview values during a drag, outside React. The end of the drag leaves the last values in place. */
  readonly subscribeToPreview?: ((show: (shown: SliderPreview) => void) => () => void) | undefined;
}

/** Values that a slider shows during a drag. */
export interface SliderPreview {
  /** One per thumb. */
  readonly values: readonly { readonly value: number; readonly valueText: string }[];
  readonly fill?: { readonly start: number; readonly end: number } | undefined;
  /**
   * Whether further values follow immediately: then only the visual parts are updated, because writing to a range input is the most expensive part and
   * screen readers cannot follow that often.
   */
  readonly isTransient: boolean;
}

/** A slider with one or two thumbs, each a range input with its own bounds. */
export function Slider(props: SliderProps) {
  'use memo';
  const { label, thumbs, tone = 'neutral', fill, highlight, isDisabled = false, subscribeToPreview } = props;
  const trackRef = useRef<HTMLDivElement>(null);
  const fillRef = useRef<HTMLDivElement>(null);
  const state = useBoundedSliderState({ ...props, isDisabled });
  const { groupProps, trackProps } = useSlider<number[]>({ 'aria-label': label, isDisabled }, state, trackRef);

  const isFilledFromStart = fill === undefined && thumbs.length === 1;
  const fillStartPercent = fill ? state.getValuePercent(fill.start) : isFilledFromStart ? 0 : state.getThumbPercent(0);
  const fillEndPercent = fill ? state.getValuePercent(fill.end) : state.getThumbPercent(thumbs.length - 1);
  const railClass = 'pointer-events-none absolute top-1/2 h-1 -translate-y-1/2 rounded-full';

  const { getValuePercent } = state;
  const latestPercent = useRef(getValuePercent);
  useLayoutEffect(() => {
    latestPercent.current = getValuePercent;
  });
  useEffect(
    () =>
      subscribeToPreview?.(({ values, fill: previewFill, isTransient }) => {
        const toPercent = (value: number) => latestPercent.current(value);
        updateThumbs(trackRef.current, values, toPercent, isTransient);
        const fillStart = previewFill ? previewFill.start : values.length > 1 ? (values[0]?.value ?? 0) : null;
        const fillEnd = previewFill ? previewFill.end : (values.at(-1)?.value ?? 0);
        if (!fillRef.current) return;
        fillRef.current.style.left = formatPercent(fillStart === null ? 0 : toPercent(fillStart));
        fillRef.current.style.right = formatPercent(1 - toPercent(fillEnd));
      }),
    [subscribeToPreview],
  );

  return (
    <div {...groupProps} className={isDisabled ? 'opacity-45' : undefined}>
      {/* Half a thumb of padding on each side, because thumbs can be at both ends. */}
      <div className="px-2">
        {/* Contained size, so that moving thumbs cause no layout outside the track. */}
        <div {...trackProps} ref={trackRef} data-drawn className="h-6 cursor-pointer [contain:size_layout]">
          <div className={`${railClass} -inset-x-2 bg-line`} />
          {highlight && (
            <div
              className={`${railClass} bg-line-field`}
              style={{
                left: formatPercent(state.getValuePercent(highlight.start)),
                right: formatPercent(1 - state.getValuePercent(highlight.end)),
              }}
            />
          )}
          <div
            ref={fillRef}
            className={`${railClass} ${tone === 'accent' ? 'bg-accent' : 'bg-ink'}`}
            style={{
              left: formatPercent(fillStartPercent),
              right: formatPercent(1 - fillEndPercent),
              marginLeft: isFilledFromStart ? -8 : 0,
            }}
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
  const isMultiThumb = state.values.length > 1;
  const { thumbProps, inputProps, isDragging } = useSliderThumb(
    {
      index,
      trackRef,
      inputRef,
      ...(isMultiThumb ? { 'aria-label': thumb.label } : {}),
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

function updateThumbs(
  track: HTMLElement | null,
  values: SliderPreview['values'],
  toPercent: (value: number) => number,
  isTransient: boolean,
): void {
  const thumbs = track?.querySelectorAll<HTMLElement>('[data-part=thumb]') ?? [];
  for (const [index, { value, valueText }] of values.entries()) {
    const thumb = thumbs[index];
    if (!thumb) continue;
    thumb.style.left = formatPercent(toPercent(value));
    if (isTransient) continue;
    const input = thumb.querySelector('input');
    if (!input) continue;
    input.value = String(value);
    input.setAttribute('aria-valuetext', valueText);
  }
}

function formatPercent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
