import { useRef } from 'react';
import type { SliderState } from 'react-stately/useSliderState';
import { useSliderState } from 'react-stately/useSliderState';

export interface SliderThumbSpec {
  /** Accessible name of the thumb; the only name of a slider with one thumb. */
  readonly label: string;
  readonly value: number;
  /** Bounds of this thumb and of its range input. */
  readonly minValue: number;
  readonly maxValue: number;
  /** The value as text for screen readers. */
  readonly valueText: string;
  /** The bounds as text for screen readers. */
  readonly limits?: string | undefined;
}

export interface BoundedSliderOptions {
  /** The whole scale of the track. */
  readonly minValue: number;
  readonly maxValue: number;
  readonly thumbs: readonly SliderThumbSpec[];
  /** Steps of the arrow keys and the page keys. */
  readonly arrowKeyStep: number;
  readonly pageKeyStep: number;
  readonly isDisabled: boolean;
  /**
   * Receives the requested integer value without clamping: the owner of the rule clamps it and can state the reason. `isHeld`: part of a drag or a held
   * key, which `onMoveEnd` ends.
   */
  readonly onMove: (index: number, requested: number, isHeld: boolean) => void;
  readonly onMoveEnd?: ((index: number) => void) | undefined;
}

const UNUSED_FORMATTER = new Intl.NumberFormat('en');

/**
 * Slider state in which each thumb has its own bounds. react-stately limits a thumb only by its neighbours and snaps values to the arrow key step; here
 * each input has a step of 1, so that a range input does not round a value that another control has set.
 */
export function useBoundedSliderState(options: BoundedSliderOptions): SliderState {
  'use memo';
  const { minValue, maxValue, thumbs, arrowKeyStep, pageKeyStep, isDisabled, onMove, onMoveEnd } = options;
  const sliderState = useSliderState<number[]>({
    value: thumbs.map((thumb) => thumb.value),
    minValue,
    maxValue,
    step: 1,
    isDisabled,
    numberFormatter: UNUSED_FORMATTER,
  });
  const heldThumbRef = useRef<number | null>(null);

  const getValue = (index: number) => thumbs[index]?.value ?? minValue;
  const toPercent = (value: number) => (maxValue > minValue ? Math.min(Math.max((value - minValue) / (maxValue - minValue), 0), 1) : 0);
  const toValue = (percent: number) => Math.round(minValue + Math.min(Math.max(percent, 0), 1) * (maxValue - minValue));
  const requestMove = (index: number, requested: number) => {
    if (!isDisabled && sliderState.isThumbEditable(index)) onMove(index, Math.round(requested), heldThumbRef.current === index);
  };
  /** react-aria requests either its step or its page size. */
  const getKeyStep = (requestedStep: number | undefined) =>
    requestedStep === undefined || requestedStep <= 1 ? arrowKeyStep : pageKeyStep;

  return {
    ...sliderState,
    values: thumbs.map((thumb) => thumb.value),
    step: 1,
    pageSize: pageKeyStep,
    getThumbValue: getValue,
    getThumbMinValue: (index) => thumbs[index]?.minValue ?? minValue,
    getThumbMaxValue: (index) => thumbs[index]?.maxValue ?? maxValue,
    getThumbPercent: (index) => toPercent(getValue(index)),
    getValuePercent: toPercent,
    getPercentValue: toValue,
    getThumbValueLabel: (index) => thumbs[index]?.valueText ?? '',
    getFormattedValue: () => thumbs.map((thumb) => thumb.valueText).join(', '),
    setThumbValue: requestMove,
    setThumbDragging: (index, dragging) => {
      if (isDisabled || !sliderState.isThumbEditable(index)) return;
      sliderState.setThumbDragging(index, dragging);
      const wasDragging = heldThumbRef.current === index;
      heldThumbRef.current = dragging ? index : null;
      // Called more than once at the end of a drag.
      if (wasDragging && !dragging) onMoveEnd?.(index);
    },
    setThumbPercent: (index, percent) => requestMove(index, toValue(percent)),
    incrementThumb: (index, requestedStep) => requestMove(index, getValue(index) + getKeyStep(requestedStep)),
    decrementThumb: (index, requestedStep) => requestMove(index, getValue(index) - getKeyStep(requestedStep)),
  };
}
