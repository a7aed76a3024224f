'use client';

import { useCallback, useLayoutEffect, useRef } from 'react';
import { setText } from '@/components/hooks/set-text';
import { Slider, type SliderPreview } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { PLACEMENT_LIMITS, type Placement } from '@/lib/domain/placement';
import { clamp } from '@/lib/domain/time';
import { placeMessages } from '@/lib/i18n/place';
import { useMessages } from '@/lib/i18n/use-messages';
import type { Holding } from './use-holding';

interface VolumeControlsProps {
  readonly placement: Placement;
  readonly hasOriginalSound: boolean | null;
  /** The clip is itself a result: its sound holds the voices of the passes before. */
  readonly isLaterPass?: boolean;
  readonly holding: Holding;
  readonly onPlacementChange: (placement: Placement) => void;
}

/** As recorded: what the old sound comes back with. */
const UNCHANGED_GAIN = 1;

/** How loud the voice is, and whether the clip's own sound stays under it. */
export function VolumeControls({ placement, hasOriginalSound, isLaterPass = false, holding, onPlacementChange }: VolumeControlsProps) {
  'use memo';
  const words = useMessages(placeMessages);
  const silentClip = hasOriginalSound === false;
  const [on, off] = isLaterPass ? [words.oldSoundLaterOn, words.oldSoundLaterOff] : [words.oldSoundOn, words.oldSoundOff];
  const keeps = placement.originalVolume > PLACEMENT_LIMITS.minVolume && !silentClip;
  return (
    <div className="flex flex-col gap-4">
      <VolumeSlider of="voiceVolume" placement={placement} holding={holding} onPlacementChange={onPlacementChange} />
      <Switch
        label={words.keepOldSound}
        note={silentClip ? words.oldSoundNone : keeps ? on : off}
        isSelected={keeps}
        isDisabled={silentClip}
        onChange={(isOn) => onPlacementChange({ ...placement, originalVolume: isOn ? UNCHANGED_GAIN : PLACEMENT_LIMITS.minVolume })}
      />
      {keeps && (
        <VolumeSlider
          of="originalVolume"
          placement={placement}
          holding={holding}
          // The switch is what turns it off; a slider at nothing would take itself away under the thumb.
          leastPercent={1}
          onPlacementChange={onPlacementChange}
        />
      )}
    </div>
  );
}

const PERCENT = 100;
const KEY_PERCENT = 5;
const PAGE_PERCENT = 25;
const LEAST_PERCENT = PLACEMENT_LIMITS.minVolume * PERCENT;

interface VolumeSliderProps {
  readonly of: 'voiceVolume' | 'originalVolume';
  readonly placement: Placement;
  readonly holding: Holding;
  readonly leastPercent?: number;
  readonly onPlacementChange: (placement: Placement) => void;
}

const percentOf = (gain: number) => Math.round(gain * PERCENT);

/** A gain, shown in percent of the recording's own loudness. */
function VolumeSlider({ of, placement, holding, leastPercent = LEAST_PERCENT, onPlacementChange }: VolumeSliderProps) {
  'use memo';
  const words = useMessages(placeMessages);
  const outputRef = useRef<HTMLOutputElement>(null);
  const { live, hold, release } = holding;
  const label = words.fields[of];
  const percent = percentOf(placement[of]);
  const maxPercent = PLACEMENT_LIMITS.maxVolume * PERCENT;
  const shownRef = useRef(percent);
  useLayoutEffect(() => {
    shownRef.current = percent;
  });
  const follow = useCallback(
    (show: (shown: SliderPreview) => void) =>
      live.subscribeLowPriority((held, isLast) => {
        const value = percentOf(held[of]);
        // Most holds are not about volumes.
        if (value === shownRef.current && !isLast) return;
        shownRef.current = value;
        show({ values: [{ value, valueText: words.volumeText(value) }], isTransient: !isLast });
        setText(outputRef.current, words.percent(value));
      }),
    [live, of, words],
  );
  return (
    <div>
      <div className="flex items-baseline justify-between">
        <span aria-hidden className="font-medium">
          {label}
        </span>
        <output ref={outputRef} className="text-ink-soft">
          {words.percent(percent)}
        </output>
      </div>
      <Slider
        label={label}
        minValue={PLACEMENT_LIMITS.minVolume * PERCENT}
        maxValue={maxPercent}
        arrowKeyStep={KEY_PERCENT}
        pageKeyStep={PAGE_PERCENT}
        thumbs={[{ label, value: percent, minValue: leastPercent, maxValue: maxPercent, valueText: words.volumeText(percent) }]}
        subscribeToPreview={follow}
        onMove={(_index, asked, held) => {
          const moved = clamp(asked, leastPercent, maxPercent);
          const change = (from: Placement) => ({ ...from, [of]: moved / PERCENT });
          // It is heard while it moves, and the picture stays where it is.
          if (held) hold('volume', (from) => ({ placement: change(from), guideMs: null, stoppedBy: null, frameMs: null }));
          else if (moved !== percent) onPlacementChange(change(placement));
        }}
        onMoveEnd={release}
      />
    </div>
  );
}
