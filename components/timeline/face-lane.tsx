import { isUsable } from '@/lib/domain/face';
import { lengthMs } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { faceWords } from '@/lib/i18n/face';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';

interface FaceLaneProps {
  readonly face: WizardFace;
  readonly index: number;
  readonly chosen: boolean;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly onChoose: () => void;
}

/** About what a caption needs at its size: a name alone, or more than that. */
const NAME_PX = 52;
const CAPTION_PX = 104;

/** When one face may speak: its window is lit, and hatching says everywhere else that a voice does not count there. */
export function FaceLane({ face, index, chosen, scale, widthPx, onChoose }: FaceLaneProps) {
  const words = useWords(placeWords).timeline;
  const { startMs, endMs } = face.window;
  const name = useWords(faceWords).name(index);
  const usable = isUsable(face);
  const look = chosen
    ? 'border border-accent bg-accent-soft text-ink'
    : usable
      ? 'border border-line-field bg-raised text-ink-soft hover:text-ink'
      : 'cursor-default bg-raised text-ink-faint';
  const leftPx = msToPx(scale, startMs);
  const rightPx = msToPx(scale, endMs);
  const caption = (
    <>
      <span className="font-medium sm:hidden">{name} </span>
      {chosen ? <span className="max-sm:hidden">{words.maySpeakHere}</span> : null}
      {usable ? null : words.tooShort(lengthMs(face.window))}
    </>
  );
  const justName = usable && !chosen;
  const inside = rightPx - leftPx >= (justName ? NAME_PX : CAPTION_PX);
  const onRight = rightPx + CAPTION_PX <= widthPx;
  return (
    <div className="hatched relative h-5 overflow-hidden rounded-sm bg-ground">
      <button
        type="button"
        disabled={!usable}
        aria-pressed={chosen}
        aria-label={usable ? words.chooseFace(name, startMs, endMs) : words.tooShortFace(name, lengthMs(face.window))}
        onClick={onChoose}
        className={`absolute inset-y-0 flex min-w-1 cursor-pointer items-center overflow-hidden whitespace-nowrap rounded-sm px-2 text-tiny transition-colors duration-150 ${look}`}
        style={{ left: leftPx, width: rightPx - leftPx }}
      >
        {inside ? caption : null}
      </button>
      {/* A narrow window has its words beside it, on whichever side has room. */}
      {inside ? null : (
        <span
          aria-hidden
          className={`pointer-events-none absolute inset-y-0 my-auto h-4 whitespace-nowrap rounded-sm bg-panel px-1.5 text-ink-faint text-tiny ${justName ? 'sm:hidden' : ''}`}
          style={onRight ? { left: rightPx + 4 } : { right: widthPx - leftPx + 4 }}
        >
          {caption}
        </span>
      )}
    </div>
  );
}
