'use client';

import { useContext, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Transport } from '@/components/player/use-preview';
import type { Placement, PlacementGround, PlacementHandle } from '@/lib/domain/placement';
import { snapHandle } from '@/lib/domain/placement-snapping';
import type { TimelineScale } from '@/lib/domain/timeline-scale';
import { placeWords } from '@/lib/i18n/place';
import { useWords } from '@/lib/i18n/use-words';
import type { Heard } from '@/lib/media/open-media';
import { holdHandle, LivePlacementContext } from './live-placement';
import { crisp } from './pixels';
import { type DragMove, useDrag } from './use-drag';
import { useWave } from './use-wave';
import { HANDLE_PX, type VoiceLayout, voiceLayout } from './voice-layout';
import { barsAt, useSoundMap } from './waveform';

interface VoiceLaneProps {
  readonly voice: { readonly name: string; readonly durationMs: number; readonly media: Heard | null };
  readonly placement: Placement;
  readonly ground: PlacementGround;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly snapping: boolean;
  readonly transport: Pick<Transport, 'getTimeMs'>;
  readonly onPlacementChange: (placement: Placement) => void;
}

/**
 * The recording at its place: the part used is solid, what is cut off stays as a ghost. Its body and both ends can be dragged. While they are,
 * this lane moves by itself, and the rest of the editor hears of it as often as it can.
 */
export function VoiceLane(props: VoiceLaneProps) {
  'use memo';
  const { voice, placement, ground, scale, widthPx: lanePx, snapping, transport, onPlacementChange } = props;
  const words = useWords(placeWords);
  const live = useContext(LivePlacementContext);
  const map = useSoundMap(voice.media);
  const bars = useMemo(() => map && barsAt(map, scale.msPerPx), [map, scale.msPerPx]);
  const laneRef = useRef<HTMLDivElement>(null);
  const ghostRef = useRef<HTMLDivElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);
  const startRef = useRef<HTMLDivElement>(null);
  const endRef = useRef<HTMLDivElement>(null);
  const { usedRef, ghostRef: cutOffRef, place } = useWave(bars, voice.durationMs / scale.msPerPx, lanePx);

  /** Written straight to the elements, and without a layout where only places change: once a frame, many times a second. */
  const paint = (at: Placement) => {
    const { ghost, body, startPx, endPx, isNarrow, reach } = voiceLayout(at, voice.durationMs, scale, lanePx);
    const ghostLeftPx = crisp(ghost.leftPx);
    const bodyLeftPx = crisp(body.leftPx);
    put(ghostRef.current, ghostLeftPx, ghost.widthPx);
    put(bodyRef.current, bodyLeftPx, crisp(body.leftPx + body.widthPx) - bodyLeftPx);
    put(startRef.current, startPx === null ? null : crisp(startPx), HANDLE_PX);
    put(endRef.current, endPx === null ? null : crisp(endPx), HANDLE_PX);
    laneRef.current?.toggleAttribute('data-narrow', isNarrow);
    putReach(bodyRef.current, reach);
    place(ghostLeftPx, bodyLeftPx);
  };

  const latestPaint = useRef(paint);
  useLayoutEffect(() => {
    latestPaint.current = paint;
    paint(live.get()?.placement ?? placement);
  });
  useEffect(() => live.follow((held) => latestPaint.current(held)), [live]);

  const dragOf = (handle: PlacementHandle, valueMs: number) => ({
    begin: () => ({ placement, valueMs, scale }),
    move: (start: { placement: Placement; valueMs: number; scale: TimelineScale }, { byPx, shiftKey }: DragMove) => {
      const askedMs = Math.round(start.valueMs + byPx * start.scale.msPerPx);
      const free = shiftKey || !snapping;
      const { toMs, guideMs } = snapHandle(start.scale, handle, start.placement, ground, askedMs, transport.getTimeMs(), free);
      live.set(holdHandle(handle, start.placement, ground, toMs, guideMs).live);
    },
    cancel: (start: { placement: Placement }) => live.takeBack(start.placement),
    end: (start: { placement: Placement }) => {
      const moved = live.get()?.placement;
      if (moved && moved !== start.placement) onPlacementChange(moved);
      live.end();
    },
  });
  const body = useDrag(dragOf('insert', placement.insertAtMs));
  const left = useDrag(dragOf('trim-start', placement.trimStartMs));
  const right = useDrag(dragOf('trim-end', placement.trimEndMs));

  return (
    <div
      ref={laneRef}
      data-part="voice-lane"
      data-tour="voice"
      className="group/voice relative h-15 rounded-md bg-stage [contain:size_layout] sm:h-14"
    >
      <div className="absolute inset-0 overflow-hidden rounded-md">
        <div
          ref={ghostRef}
          data-part="voice-ghost"
          className="absolute inset-y-0 left-0 overflow-hidden rounded-md border border-line-field border-dashed opacity-70 will-change-transform"
        >
          <canvas ref={cutOffRef} aria-hidden className={`${WAVE} text-ink-faint`} />
        </div>
        {/* Keyboards move the same values by the sliders beside the picture. */}
        <div
          {...body.dragProps}
          ref={bodyRef}
          data-part="voice-body"
          title={words.timeline.moveVoice}
          className="absolute inset-y-0 left-0 touch-none cursor-grab will-change-transform before:absolute before:inset-y-0 before:right-[var(--reach-end)] before:left-[var(--reach-start)] active:cursor-grabbing"
        >
          <div className="pointer-events-none absolute inset-0 overflow-hidden rounded-md border-accent border-y bg-accent-soft text-accent group-data-narrow/voice:rounded-sm group-data-narrow/voice:border-x">
            <canvas ref={usedRef} aria-hidden className={`${WAVE} ${placement.voiceVolume > 0 ? '' : 'opacity-30'}`} />
            {map ? null : <span className="absolute inset-y-0 left-6 flex items-center truncate font-medium text-tiny">{voice.name}</span>}
          </div>
        </div>
      </div>
      <Handle ref={startRef} side="start" title={words.timeline.trimStart} dragProps={left.dragProps} />
      <Handle ref={endRef} side="end" title={words.timeline.trimEnd} dragProps={right.dragProps} />
    </div>
  );
}

/** Both drawings stand at the same height, whatever border is around them. */
const WAVE = 'pointer-events-none absolute top-2 left-0 h-10 max-sm:h-11';

interface Put {
  leftPx: number | null;
  widthPx: number;
  reach: VoiceLayout['reach'];
}

/** What was written last: to ask an element costs as much as to tell it. */
const puts = new WeakMap<HTMLElement, Partial<Put>>();

function lastPut(element: HTMLElement): Partial<Put> {
  const known = puts.get(element);
  if (known) return known;
  const none = {};
  puts.set(element, none);
  return none;
}

function put(element: HTMLElement | null, leftPx: number | null, widthPx: number): void {
  if (!element) return;
  const { style } = element;
  const last = lastPut(element);
  if (last.leftPx !== leftPx) {
    if (last.leftPx === undefined || (last.leftPx === null) !== (leftPx === null)) style.visibility = leftPx === null ? 'hidden' : '';
    style.transform = `translateX(${leftPx ?? 0}px)`;
  }
  if (last.widthPx !== widthPx) style.width = `${widthPx}px`;
  last.leftPx = leftPx;
  last.widthPx = widthPx;
}

/** Properties that others are made of: setting them has all of those worked out anew. */
function putReach(element: HTMLElement | null, reach: VoiceLayout['reach']): void {
  if (!element) return;
  const last = lastPut(element);
  if (last.reach?.startPx !== reach.startPx) element.style.setProperty('--reach-start', `${-reach.startPx}px`);
  if (last.reach?.endPx !== reach.endPx) element.style.setProperty('--reach-end', `${-reach.endPx}px`);
  last.reach = reach;
}

interface HandleProps {
  readonly ref: React.Ref<HTMLDivElement>;
  readonly side: 'start' | 'end';
  readonly title: string;
  readonly dragProps: ReturnType<typeof useDrag>['dragProps'];
}

const SIDES = {
  start:
    'rounded-l-md group-data-narrow/voice:before:-left-3 group-data-narrow/voice:before:right-0 pointer-coarse:group-data-narrow/voice:before:-left-3 pointer-coarse:group-data-narrow/voice:before:right-0',
  end: 'rounded-r-md group-data-narrow/voice:before:left-0 group-data-narrow/voice:before:-right-3 pointer-coarse:group-data-narrow/voice:before:left-0 pointer-coarse:group-data-narrow/voice:before:-right-3',
} as const;

/**
 * Solid, 18 px, with a grip; its target is 24 px and lies over the body. Beside a voice that is too narrow for it, it is a hollow tab, and its
 * target lies outside: what is solid is the voice.
 */
function Handle({ ref, side, title, dragProps }: HandleProps) {
  'use memo';
  return (
    <div
      {...dragProps}
      ref={ref}
      data-part={`voice-${side}`}
      title={title}
      className={`group/handle before:-inset-x-[3px] absolute inset-y-0 left-0 z-10 grid cursor-ew-resize touch-none place-items-center bg-accent will-change-transform before:absolute before:inset-y-0 active:bg-accent-strong group-data-narrow/voice:border group-data-narrow/voice:border-accent group-data-narrow/voice:bg-panel pointer-coarse:before:-inset-x-[7px] ${SIDES[side]}`}
    >
      <span className="h-4 w-0.5 rounded-full bg-on-accent opacity-80 group-data-narrow/voice:bg-accent group-data-narrow/voice:opacity-100" />
    </div>
  );
}
