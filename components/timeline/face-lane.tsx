import { isUsable } from '@/lib/domain/face';
import { getLengthMs } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { placeMessages } from '@/lib/i18n/place';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useMessages } from '@/lib/i18n/use-messages';

interface FaceLaneProps {
  readonly faces: readonly WizardFace[];
  readonly name: string;
  readonly faceId: string | null;
  readonly durationMs: number;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly onChoose: (faceId: string) => void;
}

/** Lane that lights the windows in which one person can be dubbed; the rest of the lane is hatched. */
export function FaceLane({ faces, name, faceId, durationMs, scale, widthPx, onChoose }: FaceLaneProps) {
  'use memo';
  const outside = useMessages(timelineMessages).outsideClip;
  const messages = useMessages(placeMessages).timeline;
  const visibleFaces = faces.filter(({ window }) => window.endMs > 0 && window.startMs < durationMs);
  return (
    <div className="hatched relative h-6 overflow-hidden rounded-sm bg-ground">
      {visibleFaces.map((face, index) => (
        <FaceWindow
          key={face.faceId}
          face={face}
          // Only the first window shows the name; every window shows its time.
          name={name}
          isFirst={index === 0}
          chosen={face.faceId === faceId}
          scale={scale}
          widthPx={widthPx}
          onChoose={() => onChoose(face.faceId)}
        />
      ))}
      {visibleFaces.length === 0 ? (
        <span className="absolute inset-y-0 left-1 my-auto h-4 rounded-sm bg-panel px-1.5 text-ink-faint text-tiny">
          <span className="sm:sr-only">{name} </span>
          {faces.some((face) => getLengthMs(face.window) > 0) ? outside : messages.tooShort(0)}
        </span>
      ) : null}
    </div>
  );
}

/** Approximate label widths at the caption's font size: a name, and a name with a time. */
const NAME_PX = 52;
const CAPTION_PX = 104;

interface FaceWindowProps {
  readonly face: WizardFace;
  readonly name: string;
  readonly isFirst: boolean;
  readonly chosen: boolean;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly onChoose: () => void;
}

function FaceWindow({ face, name, isFirst, chosen, scale, widthPx, onChoose }: FaceWindowProps) {
  'use memo';
  const messages = useMessages(placeMessages).timeline;
  const { startMs, endMs } = face.window;
  const usable = isUsable(face);
  const stateClass = chosen
    ? 'border border-accent bg-accent-soft text-ink'
    : usable
      ? 'border border-line-field bg-raised text-ink-soft hover:text-ink'
      : 'cursor-default bg-raised text-ink-faint';
  const leftPx = msToPx(scale, startMs);
  const rightPx = msToPx(scale, endMs);
  if (rightPx < 0 || leftPx > widthPx) return null;
  // When zoomed in, the label stays in the visible part of the window.
  const shownLeftPx = Math.max(0, leftPx);
  const shownRightPx = Math.min(widthPx, rightPx);
  const caption = (
    <>
      {isFirst ? <span className="font-medium sm:hidden">{name} </span> : null}
      {chosen ? <span className="truncate max-sm:hidden">{messages.maySpeakHere}</span> : null}
      {usable ? null : messages.tooShort(getLengthMs(face.window))}
    </>
  );
  const justName = usable && !chosen;
  const inside = shownRightPx - shownLeftPx >= (justName ? NAME_PX : CAPTION_PX);
  const onRight = shownRightPx + CAPTION_PX <= widthPx;
  return (
    <>
      <button
        type="button"
        disabled={!usable}
        aria-pressed={chosen}
        aria-label={usable ? messages.chooseFace(name, startMs, endMs) : messages.tooShortFace(name, getLengthMs(face.window))}
        onClick={onChoose}
        className={`absolute inset-y-0 flex min-w-1 cursor-pointer items-center overflow-hidden whitespace-nowrap rounded-sm text-tiny transition-colors duration-150 ${stateClass}`}
        style={{ left: leftPx, width: rightPx - leftPx, paddingInline: Math.max(8, shownLeftPx - leftPx + 8) }}
      >
        {inside ? caption : null}
      </button>
      {/* A narrow window has its label beside it, on the side with enough room. */}
      {inside || (justName && !isFirst) ? null : (
        <span
          aria-hidden
          className={`pointer-events-none absolute inset-y-0 my-auto h-4 whitespace-nowrap rounded-sm bg-panel px-1.5 text-ink-faint text-tiny ${justName ? 'sm:hidden' : ''}`}
          style={onRight ? { left: shownRightPx + 4 } : { right: widthPx - shownLeftPx + 4 }}
        >
          {caption}
        </span>
      )}
    </>
  );
}
