'use client';

import { Slider } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { PLACEMENT_LIMITS, type Placement } from '@/lib/domain/placement';
import { clamp } from '@/lib/domain/time';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';

interface VolumeControlsProps {
  readonly placement: Placement;
  readonly hasOriginalSound: boolean | null;
  readonly onPlacementChange: (placement: Placement) => void;
}

/** As recorded: what the old sound comes back with. */
const UNCHANGED_GAIN = 1;

/** How loud the voice is, and whether the clip's own sound stays under it. */
export function VolumeControls({ placement, hasOriginalSound, onPlacementChange }: VolumeControlsProps) {
  const words = useWords(placeWords);
  const silentClip = hasOriginalSound === false;
  const keeps = placement.originalVolume > PLACEMENT_LIMITS.minVolume && !silentClip;
  return (
    <div className="flex flex-col gap-4">
      <VolumeSlider
        label={words.fields.voiceVolume}
        gain={placement.voiceVolume}
        onChange={(voiceVolume) => onPlacementChange({ ...placement, voiceVolume })}
      />
      <Switch
        label={words.keepOldSound}
        note={silentClip ? words.oldSoundNone : keeps ? words.oldSoundOn : words.oldSoundOff}
        isSelected={keeps}
        isDisabled={silentClip}
        onChange={(isOn) => onPlacementChange({ ...placement, originalVolume: isOn ? UNCHANGED_GAIN : PLACEMENT_LIMITS.minVolume })}
      />
      {keeps && (
        <VolumeSlider
          label={words.fields.originalVolume}
          gain={placement.originalVolume}
          // The switch is what turns it off; a slider at nothing would take itself away under the thumb.
          leastPercent={1}
          onChange={(originalVolume) => onPlacementChange({ ...placement, originalVolume })}
        />
      )}
    </div>
  );
}

const PERCENT = 100;
const KEY_PERCENT = 5;
const PAGE_PERCENT = 25;

interface VolumeSliderProps {
  readonly label: string;
  readonly gain: number;
  readonly leastPercent?: number;
  readonly onChange: (gain: number) => void;
}

/** A gain, shown in percent of the recording's own loudness. */
function VolumeSlider({ label, gain, leastPercent = PLACEMENT_LIMITS.minVolume * PERCENT, onChange }: VolumeSliderProps) {
  const words = useWords(placeWords);
  const percent = Math.round(gain * PERCENT);
  const maxPercent = PLACEMENT_LIMITS.maxVolume * PERCENT;
  return (
    <div>
      <div className="flex items-baseline justify-between">
        <span aria-hidden className="font-medium">
          {label}
        </span>
        <output className="text-ink-soft">{words.percent(percent)}</output>
      </div>
      <Slider
        label={label}
        minValue={PLACEMENT_LIMITS.minVolume * PERCENT}
        maxValue={maxPercent}
        keyStep={KEY_PERCENT}
        pageStep={PAGE_PERCENT}
        thumbs={[{ label, value: percent, minValue: leastPercent, maxValue: maxPercent, valueText: words.volumeText(percent) }]}
        onMove={(_index, asked) => {
          const moved = clamp(asked, leastPercent, maxPercent);
          if (moved !== percent) onChange(moved / PERCENT);
        }}
      />
    </div>
  );
}
