import { isUsable } from '@/lib/domain/face';
import { lengthMs } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';

interface FaceLaneProps {
  readonly face: WizardFace;
  readonly index: number;
  readonly chosen: boolean;
  readonly scale: TimelineScale;
  readonly onChoose: () => void;
}

/** When one face may speak: its window is lit, and hatching says everywhere else that a voice does not count there. */
export function FaceLane({ face, index, chosen, scale, onChoose }: FaceLaneProps) {
  const words = useWords(placeWords).timeline;
  const { startMs, endMs } = face.window;
  const name = words.faceName(index);
  const usable = isUsable(face);
  const look = chosen
    ? 'border border-accent bg-accent-soft text-ink'
    : usable
      ? 'border border-line-field bg-raised text-ink-soft hover:text-ink'
      : 'cursor-default bg-raised text-ink-faint';
  return (
    <div className="hatched relative h-6 overflow-hidden rounded-sm bg-ground sm:h-5.5">
      <button
        type="button"
        disabled={!usable}
        aria-pressed={chosen}
        aria-label={usable ? words.chooseFace(name, startMs, endMs) : words.tooShortFace(name, lengthMs(face.window))}
        onClick={onChoose}
        className={`absolute inset-y-0 flex min-w-1 cursor-pointer items-center overflow-hidden whitespace-nowrap rounded-sm px-2 text-tiny transition-colors duration-150 ${look}`}
        style={{ left: msToPx(scale, startMs), width: lengthMs(face.window) / scale.msPerPx }}
      >
        <span className="truncate">
          <span className="font-medium sm:hidden">{name} </span>
          {chosen ? <span className="max-sm:hidden">{words.maySpeakHere}</span> : null}
          {usable ? null : words.tooShort(lengthMs(face.window))}
        </span>
      </button>
    </div>
  );
}
