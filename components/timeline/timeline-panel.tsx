'use client';

import { lazy, type ReactNode, Suspense, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useElementWidth } from '@/components/hooks/use-element-width';
import { useLocalStorage } from '@/components/hooks/use-local-storage';
import { type Transport, useTransportState } from '@/components/player/use-preview';
import { bestPlacement } from '@/lib/domain/best-placement';
import { groupFacesByPerson, type Person } from '@/lib/domain/people/person';
import type { Placement, PlacementContext, PlacementStop } from '@/lib/domain/placement';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { placeMessages } from '@/lib/i18n/place';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useMessages } from '@/lib/i18n/use-messages';
import type { ThumbnailSource, WaveformSource } from '@/lib/media/open-media';
import { snapToDevicePixel } from './device-pixels';
import { FaceLane } from './face-lane';
import { Filmstrip } from './filmstrip';
import { DragPreviewContext, type DragPreviewStore } from './gestures/drag-preview-store';
import { PlayheadLine, PlayheadSlider } from './playhead';
import { Ruler } from './ruler';
import { TimelineScrollbar } from './timeline-scrollbar';
import { TimelineToolbar } from './timeline-toolbar';
import { useTimelineActions } from './use-timeline-actions';
import { useTimelineView } from './use-timeline-view';
import { VoiceLane } from './voice/voice-lane';

const ShortcutsDialog = lazy(async () => ({ default: (await import('./shortcuts-dialog')).TimelineShortcutsDialog }));

export interface TimelinePanelProps {
  readonly videoDurationMs: number;
  /** Frames per second; `null` if unknown. */
  readonly frameRate: number | null;
  /** Source of the filmstrip; `null` until it is open and when the clip's file is missing. */
  readonly clipMedia: ThumbnailSource | null;
  readonly faces: readonly WizardFace[];
  readonly people: readonly Person[];
  readonly faceId: string | null;
  readonly voice: { readonly name: string; readonly durationMs: number; readonly media: WaveformSource | null } | null;
  readonly placement: Placement | null;
  readonly placementContext: PlacementContext | null;
  /** Changes with the same `gesture` are undone together. */
  readonly onPlacementChange: (placement: Placement, gesture?: string) => void;
  readonly onChooseFace: (faceId: string) => void;
  readonly transport: Transport;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Above this number, lanes are packed more tightly so that the preview keeps its height. */
const MAX_SPACED_LANES = 4;
/** Above this number, the face lanes scroll while the ruler and the voice lane stay visible. */
const MAX_UNSCROLLED_LANES = 6;

/** The clip as lanes under one playhead: the windows of each face, and the voice. */
export function TimelinePanel(props: TimelinePanelProps) {
  'use memo';
  const {
    videoDurationMs,
    clipMedia,
    faces,
    people,
    faceId,
    voice,
    placement,
    placementContext,
    onPlacementChange,
    onChooseFace,
    transport,
  } = props;
  const messages = useMessages(placeMessages);
  const toolbarMessages = useMessages(timelineMessages);
  const faceNames = useMessages(faceMessages);
  const lanesRef = useRef<HTMLDivElement>(null);
  const widthPx = useElementWidth(lanesRef, 'timeline');
  const view = useTimelineView(lanesRef, videoDurationMs, widthPx);
  const { scale } = view;
  const [snapping, setSnapping] = useLocalStorage('timeline-snapping', true);
  const [singleKeys, setSingleKeys] = useLocalStorage('single-keys', true);
  const [isShortcutsOpen, setIsShortcutsOpen] = useState(false);
  const best = placementContext && bestPlacement(placementContext, placement ?? undefined);
  const fitToFace = best?.kind === 'placed' ? () => onPlacementChange(best.placement) : null;
  const keyStop = useTimelineActions({
    ...props,
    view,
    singleKeys,
    onToggleSnapping: () => setSnapping(!snapping),
    onShowShortcuts: () => setIsShortcutsOpen(true),
  });
  const lanes = groupFacesByPerson(faces, people);

  return (
    <section aria-label={messages.timeline.label} className="border-line border-t bg-panel px-4 pt-3 pb-3 lg:px-5">
      <TimelineToolbar
        transport={transport}
        durationMs={videoDurationMs}
        view={view}
        snapping={snapping}
        onSnappingChange={setSnapping}
        canUndo={props.canUndo}
        canRedo={props.canRedo}
        onUndo={props.onUndo}
        onRedo={props.onRedo}
        onFit={fitToFace}
        onShowShortcuts={() => setIsShortcutsOpen(true)}
      />

      {/* Hidden until the width is measured, because everything would be drawn at position 0. */}
      <div className={`relative mt-1 touch-pan-y sm:pl-22 ${widthPx > 0 ? '' : 'invisible'}`}>
        <div ref={lanesRef} className="relative">
          <Ruler scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
          <PlayheadSlider transport={transport} scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
        </div>
        <Lane name={messages.timeline.clip}>
          <Filmstrip media={clipMedia} durationMs={videoDurationMs} scale={scale} widthPx={widthPx} />
          {/* Over the filmstrip, so that the edges of the lanes stay visible. */}
          <StopNote keyStop={keyStop} />
        </Lane>
        <div
          className={`${lanes.length > MAX_SPACED_LANES ? '*:mt-1' : ''} ${lanes.length > MAX_UNSCROLLED_LANES ? 'max-h-44 overflow-y-auto overscroll-contain [scrollbar-width:none] sm:-ml-22 sm:pl-22' : ''}`}
        >
          {/* Before faces are known, a fully hatched lane keeps the place of the first face. */}
          {lanes.length === 0 ? (
            <Lane name="">
              <div className="hatched h-6 rounded-sm bg-ground" />
            </Lane>
          ) : null}
          {lanes.map((lane) => {
            const name = lane.name ?? faceNames.name(lane.index);
            return (
              <Lane key={lane.index} name={name}>
                <FaceLane
                  faces={lane.faces}
                  name={name}
                  faceId={faceId}
                  durationMs={videoDurationMs}
                  scale={scale}
                  widthPx={widthPx}
                  onChoose={onChooseFace}
                />
              </Lane>
            );
          })}
        </div>
        <Lane name={messages.timeline.voice}>
          {voice && placement && placementContext ? (
            <VoiceLane
              voice={voice}
              placement={placement}
              placementContext={placementContext}
              scale={scale}
              widthPx={widthPx}
              snapping={snapping}
              transport={transport}
              onPlacementChange={onPlacementChange}
            />
          ) : (
            <p className="grid min-h-15 place-items-center rounded-md bg-stage px-3 text-center text-ink-faint text-small sm:min-h-14">
              {voice === null
                ? messages.timeline.noVoice
                : placementContext === null
                  ? toolbarMessages.playsFromStart
                  : toolbarMessages.noPlace}
            </p>
          )}
        </Lane>
        {view.zoom > 1 ? (
          <div className="mt-1">
            <TimelineScrollbar view={view} durationMs={videoDurationMs} widthPx={widthPx} />
          </div>
        ) : null}
        <div
          aria-hidden
          className={`pointer-events-none absolute top-4 right-0 left-0 sm:left-22 ${view.zoom > 1 ? 'bottom-7' : '-bottom-1'}`}
        >
          <Guide scale={scale} />
          <PlayheadLine transport={transport} scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
        </div>
      </div>
      <FollowPlayhead transport={transport} reveal={view.reveal} />
      <DragPreviewFrame transport={transport} />
      {isShortcutsOpen ? (
        <Suspense>
          <ShortcutsDialog singleKeys={singleKeys} onSingleKeysChange={setSingleKeys} onClose={() => setIsShortcutsOpen(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}

/** One row under the ruler. On a narrow screen the name is inside the lane instead of beside it. */
function Lane({ name, children }: { name: string; children: ReactNode }) {
  'use memo';
  return (
    <div className="relative mt-1.5">
      <span
        aria-hidden
        title={name}
        className="absolute inset-y-0 right-full hidden w-22 items-center justify-end pr-2 text-ink-soft text-small sm:flex"
      >
        <span className="truncate">{name}</span>
      </span>
      {children}
    </div>
  );
}

/** Shows the rule that limits a drag or a key. */
function StopNote({ keyStop }: { keyStop: PlacementStop | null }) {
  'use memo';
  const messages = useMessages(placeMessages);
  const preview = useContext(DragPreviewContext);
  const noteRef = useRef<HTMLParagraphElement>(null);
  const update = () => {
    const stoppedBy = preview.get()?.stoppedBy ?? keyStop;
    const text = stoppedBy === null ? '' : messages.stops[stoppedBy];
    const note = noteRef.current;
    if (!note || note.textContent === text) return;
    note.textContent = text;
    note.toggleAttribute('data-shown', text !== '');
  };
  useDragPreviewEffect(preview, update);
  return (
    // Has a contained size, so that showing the note causes no layout outside it.
    <div className="pointer-events-none absolute inset-0 z-30 [contain:size_layout]">
      <p
        ref={noteRef}
        role="status"
        className="absolute inset-y-0 right-1.5 my-auto flex h-fit min-h-7 max-w-[calc(100%-0.75rem)] items-center rounded-md bg-panel px-2 text-small not-data-shown:opacity-0"
      />
    </div>
  );
}

function Guide({ scale }: { scale: TimelineScale }) {
  'use memo';
  const preview = useContext(DragPreviewContext);
  const guideRef = useRef<HTMLDivElement>(null);
  useDragPreviewEffect(preview, () => {
    const guide = guideRef.current;
    const guideMs = preview.get()?.guideMs ?? null;
    if (!guide) return;
    guide.style.visibility = guideMs === null ? 'hidden' : 'visible';
    if (guideMs !== null) guide.style.transform = `translateX(${snapToDevicePixel(msToPx(scale, guideMs)) - 1}px)`;
  });
  return (
    <div
      ref={guideRef}
      data-part="guide"
      className="absolute inset-y-0 left-0 z-20 w-0 border-accent border-l-2 border-dashed will-change-transform"
    />
  );
}

/** Runs `update` on every preview move and after every render. */
function useDragPreviewEffect(preview: DragPreviewStore, update: () => void): void {
  'use memo';
  const latest = useRef(update);
  useLayoutEffect(() => {
    latest.current = update;
    update();
  });
  useEffect(() => preview.subscribe(() => latest.current()), [preview]);
}

/** Shows the frame at the dragged edge during a drag, and the playhead's frame afterwards. */
function DragPreviewFrame({ transport }: { transport: Transport }) {
  'use memo';
  const preview = useContext(DragPreviewContext);
  useEffect(() => {
    let isShowingPreview = false;
    const update = () => {
      const frameMs = preview.get()?.frameMs ?? null;
      if (frameMs === null && !isShowingPreview) return;
      isShowingPreview = frameMs !== null;
      transport.showFrame(frameMs);
    };
    // Seeking is the most expensive update, so it is low priority, except where it starts and ends.
    const stopFollowing = preview.subscribeLowPriority(update);
    const stop = preview.subscribe(() => {
      if (!isShowingPreview || preview.get() === null) update();
    });
    return () => {
      stopFollowing();
      stop();
    };
  }, [preview, transport]);
  return null;
}

/** Scrolls a zoomed timeline with the playhead during playback. */
function FollowPlayhead({ transport, reveal }: { transport: Transport; reveal: (ms: number) => void }) {
  'use memo';
  const { playing } = useTransportState(transport);
  const latest = useRef(reveal);
  useEffect(() => {
    latest.current = reveal;
  });
  useEffect(() => {
    if (!playing) return;
    return transport.subscribe(() => latest.current(transport.getTimeMs()));
  }, [playing, transport]);
  return null;
}
