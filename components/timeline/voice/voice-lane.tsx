'use client';

import { useContext, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Transport } from '@/components/player/use-preview';
import { snapToDevicePixel } from '@/components/timeline/device-pixels';
import { DragPreviewContext, previewHandleMove } from '@/components/timeline/gestures/drag-preview-store';
import { type DragMove, useDrag } from '@/components/timeline/gestures/use-drag';
import type { Placement, PlacementContext, PlacementHandle } from '@/lib/domain/placement';
import { snapHandle } from '@/lib/domain/timeline/placement-snapping';
import type { TimelineScale } from '@/lib/domain/timeline/timeline-scale';
import { placeMessages } from '@/lib/i18n/place';
import { useMessages } from '@/lib/i18n/use-messages';
import type { WaveformSource } from '@/lib/media/open-media';
import { useVoiceWaveform } from './use-voice-waveform';
import { HANDLE_PX, type VoiceLayout, voiceLayout } from './voice-layout';
import { computeBars, useWaveform } from './waveform';

interface VoiceLaneProps {
  readonly voice: { readonly name: string; readonly durationMs: number; readonly media: WaveformSource | null };
  readonly placement: Placement;
  readonly placementContext: PlacementContext;
  readonly scale: TimelineScale;
  readonly widthPx: number;
  readonly snapping: boolean;
  readonly transport: Pick<Transport, 'getTimeMs'>;
  readonly onPlacementChange: (placement: Placement) => void;
}

/**
 * Lane of the voice: the used part is solid and the trimmed rest is faint. The body and both ends can be dragged. During a drag the lane updates outside
 * React.
 */
export function VoiceLane(props: VoiceLaneProps) {
  'use memo';
  const { voice, placement, placementContext, scale, widthPx: lanePx, snapping, transport, onPlacementChange } = props;
  const messages = useMessages(placeMessages);
  const preview = useContext(DragPreviewContext);
  const waveform = useWaveform(voice.media);
  const bars = useMemo(() => waveform && computeBars(waveform, scale.msPerPx), [waveform, scale.msPerPx]);
  const laneRef = useRef<HTMLDivElement>(null);
  const ghostRef = useRef<HTMLDivElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);
  const startRef = useRef<HTMLDivElement>(null);
  const endRef = useRef<HTMLDivElement>(null);
  const {
    usedRef: usedCanvasRef,
    ghostRef: ghostCanvasRef,
    place: positionWaveform,
  } = useVoiceWaveform(bars, voice.durationMs / scale.msPerPx, lanePx);

  /** Runs on every frame of a drag, so it writes to the elements and avoids layout when only positions change. */
  const paint = (shownPlacement: Placement) => {
    const { ghost, body, startPx, endPx, isNarrow, reach } = voiceLayout(shownPlacement, voice.durationMs, scale, lanePx);
    const ghostLeftPx = snapToDevicePixel(ghost.leftPx);
    const bodyLeftPx = snapToDevicePixel(body.leftPx);
    setBox(ghostRef.current, ghostLeftPx, ghost.widthPx);
    setBox(bodyRef.current, bodyLeftPx, snapToDevicePixel(body.leftPx + body.widthPx) - bodyLeftPx);
    setBox(startRef.current, startPx === null ? null : snapToDevicePixel(startPx), HANDLE_PX);
    setBox(endRef.current, endPx === null ? null : snapToDevicePixel(endPx), HANDLE_PX);
    laneRef.current?.toggleAttribute('data-narrow', isNarrow);
    setReach(bodyRef.current, reach);
    positionWaveform(ghostLeftPx, bodyLeftPx);
  };

  const latestPaint = useRef(paint);
  useLayoutEffect(() => {
    latestPaint.current = paint;
    paint(preview.get()?.placement ?? placement);
  });
  useEffect(() => preview.subscribeToPlacement((previewPlacement) => latestPaint.current(previewPlacement)), [preview]);

  const getDragOptions = (handle: PlacementHandle, valueMs: number) => ({
    begin: () => ({ placement, valueMs, scale }),
    move: (start: { placement: Placement; valueMs: number; scale: TimelineScale }, { byPx, shiftKey }: DragMove) => {
      const requestedMs = Math.round(start.valueMs + byPx * start.scale.msPerPx);
      const isSnappingOff = shiftKey || !snapping;
      const { toMs, guideMs } = snapHandle(
        start.scale,
        handle,
        start.placement,
        placementContext,
        requestedMs,
        transport.getTimeMs(),
        isSnappingOff,
      );
      preview.set(previewHandleMove(handle, start.placement, placementContext, toMs, guideMs).live);
    },
    cancel: (start: { placement: Placement }) => preview.revert(start.placement),
    end: (start: { placement: Placement }) => {
      const moved = preview.get()?.placement;
      if (moved && moved !== start.placement) onPlacementChange(moved);
      preview.end();
    },
  });
  const body = useDrag(getDragOptions('insert', placement.insertAtMs));
  const left = useDrag(getDragOptions('trim-start', placement.trimStartMs));
  const right = useDrag(getDragOptions('trim-end', placement.trimEndMs));

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
          <canvas ref={ghostCanvasRef} aria-hidden className={`${WAVEFORM_CLASS} text-ink-faint`} />
        </div>
        {/* No keyboard role: the sliders of the inspector change the same values. */}
        <div
          {...body.dragProps}
          ref={bodyRef}
          data-part="voice-body"
          title={messages.timeline.moveVoice}
          className="absolute inset-y-0 left-0 touch-none cursor-grab will-change-transform before:absolute before:inset-y-0 before:right-[var(--reach-end)] before:left-[var(--reach-start)] active:cursor-grabbing"
        >
          <div className="pointer-events-none absolute inset-0 overflow-hidden rounded-md border-accent border-y bg-accent-soft text-accent group-data-narrow/voice:rounded-sm group-data-narrow/voice:border-x">
            <canvas ref={usedCanvasRef} aria-hidden className={`${WAVEFORM_CLASS} ${placement.voiceVolume > 0 ? '' : 'opacity-30'}`} />
            {waveform ? null : (
              <span className="absolute inset-y-0 left-6 flex items-center truncate font-medium text-tiny">{voice.name}</span>
            )}
          </div>
        </div>
      </div>
      <Handle ref={startRef} side="start" title={messages.timeline.trimStart} dragProps={left.dragProps} />
      <Handle ref={endRef} side="end" title={messages.timeline.trimEnd} dragProps={right.dragProps} />
    </div>
  );
}

/** Both waveforms have the same vertical position, independent of borders. */
const WAVEFORM_CLASS = 'pointer-events-none absolute top-2 left-0 h-10 max-sm:h-11';

interface BoxStyle {
  leftPx: number | null;
  widthPx: number;
  reach: VoiceLayout['reach'];
}

/** Caches the last written styles, because reading them back is as slow as writing. */
const lastBoxStyles = new WeakMap<HTMLElement, Partial<BoxStyle>>();

function getLastBoxStyle(element: HTMLElement): Partial<BoxStyle> {
  const known = lastBoxStyles.get(element);
  if (known) return known;
  const none = {};
  lastBoxStyles.set(element, none);
  return none;
}

function setBox(element: HTMLElement | null, leftPx: number | null, widthPx: number): void {
  if (!element) return;
  const { style } = element;
  const last = getLastBoxStyle(element);
  if (last.leftPx !== leftPx) {
    if (last.leftPx === undefined || (last.leftPx === null) !== (leftPx === null)) style.visibility = leftPx === null ? 'hidden' : '';
    style.transform = `translateX(${leftPx ?? 0}px)`;
  }
  if (last.widthPx !== widthPx) style.width = `${widthPx}px`;
  last.leftPx = leftPx;
  last.widthPx = widthPx;
}

/** Skips unchanged custom properties, because setting one recalculates every style that depends on it. */
function setReach(element: HTMLElement | null, reach: VoiceLayout['reach']): void {
  if (!element) return;
  const last = getLastBoxStyle(element);
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

const SIDE_CLASSES = {
  start:
    'rounded-l-md group-data-narrow/voice:before:-left-3 group-data-narrow/voice:before:right-0 pointer-coarse:group-data-narrow/voice:before:-left-3 pointer-coarse:group-data-narrow/voice:before:right-0',
  end: 'rounded-r-md group-data-narrow/voice:before:left-0 group-data-narrow/voice:before:-right-3 pointer-coarse:group-data-narrow/voice:before:left-0 pointer-coarse:group-data-narrow/voice:before:-right-3',
} as const;

/**
 * An 18 px handle with a grip and a 24 px target that overlaps the body. Beside a narrow voice it is an outlined tab with its target outside, so that
 * only the voice is solid.
 */
function Handle({ ref, side, title, dragProps }: HandleProps) {
  'use memo';
  return (
    <div
      {...dragProps}
      ref={ref}
      data-part={`voice-${side}`}
      title={title}
      className={`group/handle before:-inset-x-[3px] absolute inset-y-0 left-0 z-10 grid cursor-ew-resize touch-none place-items-center bg-accent will-change-transform before:absolute before:inset-y-0 active:bg-accent-strong group-data-narrow/voice:border group-data-narrow/voice:border-accent group-data-narrow/voice:bg-panel pointer-coarse:before:-inset-x-[7px] ${SIDE_CLASSES[side]}`}
    >
      <span className="h-4 w-0.5 rounded-full bg-on-accent opacity-80 group-data-narrow/voice:bg-accent group-data-narrow/voice:opacity-100" />
    </div>
  );
}
