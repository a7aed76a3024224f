import { useRef } from 'react';
import type { SliderState } from 'react-stately/useSliderState';
import { useSliderState } from 'react-stately/useSliderState';

export interface SliderThumbSpec {
  /** What this thumb is called; the only name of a slider with one thumb. */
  readonly label: string;
  readonly value: number;
  /** The bounds of this very thumb, which are also those of its input. */
  readonly minValue: number;
  readonly maxValue: number;
  /** The value as a sentence, for those who hear the slider. */
  readonly valueText: string;
  /** Between what it can be put, as a sentence. */
  readonly limits?: string | undefined;
}

export interface BoundedSliderOptions {
  /** The whole scale, from the track's left edge to its right. */
  readonly minValue: number;
  readonly maxValue: number;
  readonly thumbs: readonly SliderThumbSpec[];
  /** What an arrow key and a page key move. */
  readonly arrowKeyStep: number;
  readonly pageKeyStep: number;
  readonly isDisabled: boolean;
  /**
   * Gets the value as asked for, whole but not clamped: who owns the rule clamps it, and can then say why. `held`: it is a moment of a gesture
   * that goes on, a drag or a key, and `onMoveEnd` will say when it is over.
   */
  readonly onMove: (index: number, requested: number, isHeld: boolean) => void;
  readonly onMoveEnd?: ((index: number) => void) | undefined;
}

const UNUSED_FORMATTER = new Intl.NumberFormat('en');

/**
 * react-stately bounds a thumb only by its neighbour's value, and snaps values to the step of the arrow keys. Here each thumb
 * has bounds of its own, and its input a step of 1, so that a range input never rounds a value that another control has set.
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
  /** react-aria asks for either its step or its page, and nothing else. */
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
      // Said more than once at the end of one drag.
      if (wasDragging && !dragging) onMoveEnd?.(index);
    },
    setThumbPercent: (index, percent) => requestMove(index, toValue(percent)),
    incrementThumb: (index, requestedStep) => requestMove(index, getValue(index) + getKeyStep(requestedStep)),
    decrementThumb: (index, requestedStep) => requestMove(index, getValue(index) - getKeyStep(requestedStep)),
  };
}
