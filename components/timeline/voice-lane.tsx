'use client';

import { useContext, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Transport } from '@/components/player/use-preview';
import { pushHandle } from '@/lib/domain/person';
import type { Placement, PlacementGround, PlacementHandle } from '@/lib/domain/placement';
import { snapHandle } from '@/lib/domain/placement-snapping';
import { clamp } from '@/lib/domain/time';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline-scale';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import { LivePlacementContext } from './live-placement';
import { type DragMove, useDrag } from './use-drag';
import { useTheme } from './use-theme';
import { barsAt, drawWave, usePeaks, type WaveColours } from './waveform';

interface VoiceLaneProps {
  readonly voice: { readonly name: string; readonly durationMs: number; readonly src: string };
  readonly placement: Placement;
  readonly ground: PlacementGround;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly snapping: boolean;
  readonly transport: Transport;
  readonly onPlacementChange: (placement: Placement) => void;
}

const HANDLE_PX = 18;
/** Below this, handles inside would leave nothing of the voice to take hold of: they stand outside it. */
const LEAST_BODY_PX = 24;
/** The last picture of the voice is the one before its end. */
const JUST_BEFORE_MS = 1;

/**
 * The recording at its place: the part used is solid, what is cut off stays as a ghost. Its body and both ends can be dragged. While they are,
 * this lane moves by itself, and the rest of the editor hears of it as often as it can.
 */
export function VoiceLane(props: VoiceLaneProps) {
  const { voice, placement, ground, scale, widthPx: laneWidthPx, snapping, transport, onPlacementChange } = props;
  const words = useWords(placeWords);
  const live = useContext(LivePlacementContext);
  const theme = useTheme();
  const peaks = usePeaks(voice.src, voice.durationMs);
  const bars = useMemo(() => peaks && barsAt(peaks, voice.durationMs, scale.msPerPx), [peaks, voice.durationMs, scale.msPerPx]);
  const laneRef = useRef<HTMLDivElement>(null);
  const ghostRef = useRef<HTMLDivElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);
  const startRef = useRef<HTMLDivElement>(null);
  const endRef = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const coloursRef = useRef<WaveColours | null>(null);
  /** Read while nothing moves: asking the browser in the middle of a drag would make it lay out the page. */
  const heightRef = useRef(0);

  const paint = (at: Placement) => {
    const { insertAtMs, trimStartMs, trimEndMs } = at;
    const leftPx = msToPx(scale, insertAtMs);
    const widthPx = (trimEndMs - trimStartMs) / scale.msPerPx;
    const outside = widthPx < 2 * HANDLE_PX + LEAST_BODY_PX;
    /** Of a placement that the rules refuse, an end may lie beyond the clip: its handle stays within reach. */
    const handleAtPx = (atPx: number, leansLeft: boolean) =>
      clamp(leansLeft ? atPx - HANDLE_PX : atPx, 0, Math.max(0, laneWidthPx - HANDLE_PX));
    place(ghostRef.current, msToPx(scale, insertAtMs - trimStartMs), voice.durationMs / scale.msPerPx);
    place(bodyRef.current, leftPx, widthPx);
    place(startRef.current, isInSight(leftPx) ? handleAtPx(leftPx, outside) : null, HANDLE_PX);
    place(endRef.current, isInSight(leftPx + widthPx) ? handleAtPx(leftPx + widthPx, !outside) : null, HANDLE_PX);
    const canvas = canvasRef.current;
    if (canvas && bars && coloursRef.current) {
      drawWave(canvas, bars, at, scale, laneWidthPx, Math.max(1, heightRef.current), coloursRef.current);
    }
  };
  /** Scrolled out of a closer look, an end is not there to be taken hold of. */
  const isInSight = (atPx: number) => scale.originMs <= 0 || (atPx >= -HANDLE_PX && atPx <= laneWidthPx + HANDLE_PX);

  const latestPaint = useRef(paint);
  useLayoutEffect(() => {
    latestPaint.current = paint;
    void theme;
    if (bodyRef.current && laneRef.current) {
      coloursRef.current = { used: getComputedStyle(bodyRef.current).color, ghost: getComputedStyle(laneRef.current).color };
    }
    heightRef.current = canvasRef.current?.clientHeight ?? 0;
    paint(live.get()?.placement ?? placement);
  });
  useEffect(
    () =>
      live.subscribe(() => {
        const dragged = live.get();
        if (dragged) latestPaint.current(dragged.placement);
      }),
    [live],
  );

  const dragOf = (handle: PlacementHandle, valueMs: number) => ({
    begin: () => ({ placement, valueMs, scale }),
    move: (start: { placement: Placement; valueMs: number; scale: TimelineScale }, { byPx, shiftKey }: DragMove) => {
      const askedMs = Math.round(start.valueMs + byPx * start.scale.msPerPx);
      const free = shiftKey || !snapping;
      const { toMs, guideMs } = snapHandle(start.scale, handle, start.placement, ground, askedMs, transport.getTimeMs(), free);
      const { placement: moved, stop } = pushHandle(handle, start.placement, ground, toMs);
      live.set({ placement: moved, guideMs: stop === null ? guideMs : null, stoppedBy: stop?.stoppedBy ?? null });
      transport.showFrame(
        handle === 'trim-end' ? moved.insertAtMs + moved.trimEndMs - moved.trimStartMs - JUST_BEFORE_MS : moved.insertAtMs,
      );
    },
    cancel: (start: { placement: Placement }) => {
      live.set(null);
      latestPaint.current(start.placement);
      transport.showFrame(null);
    },
    end: (start: { placement: Placement }) => {
      const moved = live.get()?.placement;
      if (moved && moved !== start.placement) onPlacementChange(moved);
      live.set(null);
      transport.showFrame(null);
    },
  });
  const body = useDrag(dragOf('insert', placement.insertAtMs));
  const left = useDrag(dragOf('trim-start', placement.trimStartMs));
  const right = useDrag(dragOf('trim-end', placement.trimEndMs));

  return (
    <div ref={laneRef} data-part="voice-lane" className="relative h-15 rounded-md bg-stage text-ink-faint sm:h-14">
      <div className="absolute inset-0 overflow-hidden rounded-md">
        <div
          ref={ghostRef}
          data-part="voice-ghost"
          className="absolute inset-y-0 rounded-md border border-line-field border-dashed opacity-70"
        />
        {/* Keyboards move the same values by the sliders beside the picture. */}
        <div
          {...body.dragProps}
          ref={bodyRef}
          data-part="voice-body"
          title={words.timeline.moveVoice}
          className={`absolute inset-y-0 touch-none overflow-hidden rounded-md border-accent border-y bg-accent-soft text-accent ${body.dragging ? 'cursor-grabbing' : 'cursor-grab'}`}
        >
          {peaks ? null : (
            <span className="pointer-events-none absolute inset-y-0 left-6 flex items-center truncate font-medium text-tiny">
              {voice.name}
            </span>
          )}
        </div>
        <canvas ref={canvasRef} aria-hidden className="pointer-events-none absolute inset-x-0 top-2 h-[calc(100%-1rem)] w-full" />
      </div>
      <Handle ref={startRef} side="start" title={words.timeline.trimStart} dragging={left.dragging} dragProps={left.dragProps} />
      <Handle ref={endRef} side="end" title={words.timeline.trimEnd} dragging={right.dragging} dragProps={right.dragProps} />
    </div>
  );
}

/** Written straight to the element: once a frame, many times a second. */
function place(element: HTMLElement | null, leftPx: number | null, widthPx: number): void {
  if (!element) return;
  element.style.visibility = leftPx === null ? 'hidden' : 'visible';
  element.style.left = `${leftPx ?? 0}px`;
  element.style.width = `${widthPx}px`;
}

interface HandleProps {
  readonly ref: React.Ref<HTMLDivElement>;
  readonly side: 'start' | 'end';
  readonly title: string;
  readonly dragging: boolean;
  readonly dragProps: ReturnType<typeof useDrag>['dragProps'];
}

/** Solid, 18 px, with a grip; its target is 24 px and lies over the body. */
function Handle({ ref, side, title, dragging, dragProps }: HandleProps) {
  return (
    <div
      {...dragProps}
      ref={ref}
      data-part={`voice-${side}`}
      title={title}
      className={`before:-inset-x-[3px] absolute inset-y-0 z-10 grid cursor-ew-resize touch-none place-items-center bg-accent before:absolute before:inset-y-0 pointer-coarse:before:-inset-x-[7px] ${dragging ? 'bg-accent-strong' : ''} ${side === 'start' ? 'rounded-l-md' : 'rounded-r-md'}`}
    >
      <span className="h-4 w-0.5 rounded-full bg-on-accent opacity-80" />
    </div>
  );
}
