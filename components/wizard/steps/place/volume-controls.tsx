'use client';

import { useCallback, useLayoutEffect, useRef } from 'react';
import { setText } from '@/components/hooks/set-text';
import { Slider, type SliderPreview } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { PLACEMENT_LIMITS, type Placement } from '@/lib/domain/placement';
import { clamp } from '@/lib/domain/time';
import { placeMessages } from '@/lib/i18n/place';
import { useMessages } from '@/lib/i18n/use-messages';
import type { DragPreviewControls } from './use-drag-preview';

interface VolumeControlsProps {
  readonly placement: Placement;
  readonly hasOriginalSound: boolean | null;
  /** The clip is the result of an earlier pass, so its audio includes the voices of earlier passes. */
  readonly isLaterPass?: boolean;
  readonly drag: DragPreviewControls;
  readonly onPlacementChange: (placement: Placement) => void;
}

/** Gain with which the original audio is switched on. */
const UNCHANGED_GAIN = 1;

/** Volume of the voice, and whether the clip's original audio stays under it. */
export function VolumeControls({ placement, hasOriginalSound, isLaterPass = false, drag, onPlacementChange }: VolumeControlsProps) {
  'use memo';
  const messages = useMessages(placeMessages);
  const isClipSilent = hasOriginalSound === false;
  const [keptNote, removedNote] = isLaterPass
    ? [messages.oldSoundLaterOn, messages.oldSoundLaterOff]
    : [messages.oldSoundOn, messages.oldSoundOff];
  const keepsOriginal = placement.originalVolume > PLACEMENT_LIMITS.minVolume && !isClipSilent;
  return (
    <div className="flex flex-col gap-4">
      <VolumeSlider field="voiceVolume" placement={placement} drag={drag} onPlacementChange={onPlacementChange} />
      <Switch
        label={messages.keepOldSound}
        note={isClipSilent ? messages.oldSoundNone : keepsOriginal ? keptNote : removedNote}
        isSelected={keepsOriginal}
        isDisabled={isClipSilent}
        onChange={(isOn) => onPlacementChange({ ...placement, originalVolume: isOn ? UNCHANGED_GAIN : PLACEMENT_LIMITS.minVolume })}
      />
      {keepsOriginal && (
        <VolumeSlider
          field="originalVolume"
          placement={placement}
          drag={drag}
          // The switch turns the audio off; a slider at 0 would unmount itself during the drag.
          minPercent={1}
          onPlacementChange={onPlacementChange}
        />
      )}
    </div>
  );
}

const PERCENT_PER_UNIT = 100;
const ARROW_KEY_STEP_PERCENT = 5;
const PAGE_KEY_STEP_PERCENT = 25;
const MIN_PERCENT = PLACEMENT_LIMITS.minVolume * PERCENT_PER_UNIT;

interface VolumeSliderProps {
  readonly field: 'voiceVolume' | 'originalVolume';
  readonly placement: Placement;
  readonly drag: DragPreviewControls;
  readonly minPercent?: number;
  readonly onPlacementChange: (placement: Placement) => void;
}

const toPercent = (gain: number) => Math.round(gain * PERCENT_PER_UNIT);

/** Slider for a gain, in percent of the recording's own volume. */
function VolumeSlider({ field, placement, drag, minPercent = MIN_PERCENT, onPlacementChange }: VolumeSliderProps) {
  'use memo';
  const messages = useMessages(placeMessages);
  const outputRef = useRef<HTMLOutputElement>(null);
  const { preview: dragPreview, previewMove, commit: commitDrag } = drag;
  const label = messages.fields[field];
  const percent = toPercent(placement[field]);
  const maxPercent = PLACEMENT_LIMITS.maxVolume * PERCENT_PER_UNIT;
  const shownPercentRef = useRef(percent);
  useLayoutEffect(() => {
    shownPercentRef.current = percent;
  });
  const subscribeToPreview = useCallback(
    (listener: (sliderPreview: SliderPreview) => void) =>
      dragPreview.subscribeLowPriority((previewed, isFinal) => {
        const value = toPercent(previewed[field]);
        // Most drags do not change volumes.
        if (value === shownPercentRef.current && !isFinal) return;
        shownPercentRef.current = value;
        listener({ values: [{ value, valueText: messages.volumeText(value) }], isTransient: !isFinal });
        setText(outputRef.current, messages.percent(value));
      }),
    [dragPreview, field, messages],
  );
  return (
    <div>
      <div className="flex items-baseline justify-between">
        <span aria-hidden className="font-medium">
          {label}
        </span>
        <output ref={outputRef} className="text-ink-soft">
          {messages.percent(percent)}
        </output>
      </div>
      <Slider
        label={label}
        minValue={PLACEMENT_LIMITS.minVolume * PERCENT_PER_UNIT}
        maxValue={maxPercent}
        arrowKeyStep={ARROW_KEY_STEP_PERCENT}
        pageKeyStep={PAGE_KEY_STEP_PERCENT}
        thumbs={[{ label, value: percent, minValue: minPercent, maxValue: maxPercent, valueText: messages.volumeText(percent) }]}
        subscribeToPreview={subscribeToPreview}
        onMove={(_index, requestedPercent, previewed) => {
          const nextPercent = clamp(requestedPercent, minPercent, maxPercent);
          const applyVolume = (from: Placement) => ({ ...from, [field]: nextPercent / PERCENT_PER_UNIT });
          // The preview's volume follows the slider, and its frame stays unchanged.
          if (previewed) previewMove('volume', (from) => ({ placement: applyVolume(from), guideMs: null, stoppedBy: null, frameMs: null }));
          else if (nextPercent !== percent) onPlacementChange(applyVolume(placement));
        }}
        onMoveEnd={commitDrag}
      />
    </div>
  );
}
