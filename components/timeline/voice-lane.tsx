'use client';

import type { Placement, PlacementGround, PlacementHandle, PlacementStop } from '@/lib/domain/placement';
import { clamp } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline-scale';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import { pushHandle } from './push-handle';
import { useDrag } from './use-drag';
import { usePeaks, Waveform } from './waveform';

interface VoiceLaneProps {
  readonly voice: { readonly name: string; readonly durationMs: number; readonly src: string };
  readonly placement: Placement;
  readonly ground: PlacementGround;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly onPlacementChange: (placement: Placement) => void;
  /** Which rule one is pushing against; `null` when none, or no longer. */
  readonly onStop: (stoppedBy: PlacementStop | null) => void;
}

const HANDLE_PX = 18;
/** Below this, handles inside would leave nothing of the voice to take hold of: they stand outside it. */
const LEAST_BODY_PX = 24;

/** The recording at its place: the part used is solid, what is cut off stays as a ghost. Its body and both ends can be dragged. */
export function VoiceLane({ voice, placement, ground, scale, widthPx: laneWidthPx, onPlacementChange, onStop }: VoiceLaneProps) {
  const words = useWords(placeWords);
  const peaks = usePeaks(voice.src);
  const { insertAtMs, trimStartMs, trimEndMs } = placement;

  const px = (ms: number) => ms / scale.msPerPx;
  const ghostLeftPx = msToPx(scale, insertAtMs - trimStartMs);
  const ghostWidthPx = px(voice.durationMs);
  const leftPx = msToPx(scale, insertAtMs);
  const widthPx = px(trimEndMs - trimStartMs);
  const outside = widthPx < 2 * HANDLE_PX + LEAST_BODY_PX;
  /** Of a placement that the rules refuse, an end may lie beyond the clip: its handle stays within reach. */
  const handleAtPx = (atPx: number, leansLeft: boolean) =>
    clamp(leansLeft ? atPx - HANDLE_PX : atPx, 0, Math.max(0, laneWidthPx - HANDLE_PX));

  const dragOf = (handle: PlacementHandle, valueMs: number) => ({
    begin: () => ({ placement, valueMs }),
    move: (start: { placement: Placement; valueMs: number }, byPx: number) => {
      const push = pushHandle(handle, start.placement, ground, Math.round(start.valueMs + byPx * scale.msPerPx));
      onStop(push.stop?.stoppedBy ?? null);
      onPlacementChange(push.placement);
    },
    cancel: (start: { placement: Placement }) => {
      onStop(null);
      onPlacementChange(start.placement);
    },
    end: () => onStop(null),
  });
  const body = useDrag(dragOf('insert', insertAtMs));
  const left = useDrag(dragOf('trim-start', trimStartMs));
  const right = useDrag(dragOf('trim-end', trimEndMs));

  return (
    <div className="relative h-15 rounded-md bg-stage sm:h-14">
      <div className="absolute inset-0 overflow-hidden rounded-md">
        <div
          data-part="voice-ghost"
          className="absolute inset-y-0 rounded-md border border-line-field border-dashed text-ink-faint opacity-70"
          style={{ left: ghostLeftPx, width: ghostWidthPx }}
        >
          {peaks && (
            <Waveform peaks={peaks} widthPx={ghostWidthPx} leftPx={-1} className="absolute inset-y-2 h-[calc(100%-1rem)] max-w-none" />
          )}
        </div>
        {/* Keyboards move the same values by the sliders beside the picture. */}
        <div
          {...body.dragProps}
          data-part="voice-body"
          title={words.timeline.moveVoice}
          className={`absolute inset-y-0 touch-none overflow-hidden border-accent border-y bg-accent-soft text-accent ${body.dragging ? 'cursor-grabbing' : 'cursor-grab'} ${outside ? '' : 'rounded-md'}`}
          style={{ left: leftPx, width: widthPx }}
        >
          {peaks ? (
            <Waveform
              peaks={peaks}
              widthPx={ghostWidthPx}
              leftPx={ghostLeftPx - leftPx}
              className="absolute inset-y-2 h-[calc(100%-1rem)] max-w-none"
            />
          ) : (
            <span className="absolute inset-y-0 left-6 flex items-center truncate font-medium text-tiny">{voice.name}</span>
          )}
        </div>
      </div>
      <Handle
        side="start"
        leftPx={handleAtPx(leftPx, outside)}
        title={words.timeline.trimStart}
        dragging={left.dragging}
        dragProps={left.dragProps}
      />
      <Handle
        side="end"
        leftPx={handleAtPx(leftPx + widthPx, !outside)}
        title={words.timeline.trimEnd}
        dragging={right.dragging}
        dragProps={right.dragProps}
      />
    </div>
  );
}

interface HandleProps {
  readonly side: 'start' | 'end';
  readonly leftPx: number;
  readonly title: string;
  readonly dragging: boolean;
  readonly dragProps: ReturnType<typeof useDrag>['dragProps'];
}

/** Solid, 18 px, with a grip; its target is 24 px and lies over the body. */
function Handle({ side, leftPx, title, dragging, dragProps }: HandleProps) {
  return (
    <div
      {...dragProps}
      data-part={`voice-${side}`}
      title={title}
      className={`before:-inset-x-[3px] absolute inset-y-0 z-10 grid cursor-ew-resize touch-none place-items-center bg-accent before:absolute before:inset-y-0 ${dragging ? 'bg-accent-strong' : ''} ${side === 'start' ? 'rounded-l-md' : 'rounded-r-md'}`}
      style={{ width: HANDLE_PX, left: leftPx }}
    >
      <span className="h-4 w-0.5 rounded-full bg-on-accent opacity-80" />
    </div>
  );
}
