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
  /** Pictures a second; `null` where nobody could tell. */
  readonly frameRate: number | null;
  /** For the clip's pictures; `null` until it is open, and where its file is gone. */
  readonly clipMedia: ThumbnailSource | null;
  readonly faces: readonly WizardFace[];
  readonly people: readonly Person[];
  readonly faceId: string | null;
  readonly voice: { readonly name: string; readonly durationMs: number; readonly media: WaveformSource | null } | null;
  readonly placement: Placement | null;
  readonly placementContext: PlacementContext | null;
  /** Changes of one `gesture` are taken back together. */
  readonly onPlacementChange: (placement: Placement, gesture?: string) => void;
  readonly onChooseFace: (faceId: string) => void;
  readonly transport: Transport;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** From this many on, the lanes move together, so that the picture keeps its room. */
const MAX_SPACED_LANES = 4;
/** More than these scroll by themselves: what one compares, the ruler and the voice, stays in sight. */
const MAX_UNSCROLLED_LANES = 6;

/** The clip's whole length as lanes under one playhead: where each face may speak, and where the voice lies. */
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

      {/* Until it is known how wide it is, everything would stand at its beginning. */}
      <div className={`relative mt-1 touch-pan-y sm:pl-22 ${widthPx > 0 ? '' : 'invisible'}`}>
        <div ref={lanesRef} className="relative">
          <Ruler scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
          <PlayheadSlider transport={transport} scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
        </div>
        <Lane name={messages.timeline.clip}>
          <Filmstrip media={clipMedia} durationMs={videoDurationMs} scale={scale} widthPx={widthPx} />
          {/* Over the pictures, so that the edges one compares stay free. */}
          <StopNote keyStop={keyStop} />
        </Lane>
        <div
          className={`${lanes.length > MAX_SPACED_LANES ? '*:mt-1' : ''} ${lanes.length > MAX_UNSCROLLED_LANES ? 'max-h-44 overflow-y-auto overscroll-contain [scrollbar-width:none] sm:-ml-22 sm:pl-22' : ''}`}
        >
          {/* Until somebody is known to be seen, nowhere is legal ground; and nothing jumps when the first face comes. */}
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
                  ? toolbarMessages.heardFromStart
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

/** One row under the ruler. Its name stands beside it where there is room; on a phone the lanes name themselves. */
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

/** The rule that one is pushing against, by hand or by key. */
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
    // Of one size, so that it comes and goes without anything around it being laid out.
    <div className="pointer-events-none absolute inset-0 z-30 [contain:size_layout]">
      <p
        ref={noteRef}
        role="status"
        className="absolute inset-y-0 right-1.5 my-auto flex h-fit min-h-7 max-w-[calc(100%-0.75rem)] items-center rounded-md bg-panel px-2 text-small not-data-shown:opacity-0"
      />
    </div>
  );
}

/** Where an edge was caught. */
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

/** Writes to elements what is heard of a hold, and the same again whenever React has drawn. */
function useDragPreviewEffect(preview: DragPreviewStore, update: () => void): void {
  'use memo';
  const latest = useRef(update);
  useLayoutEffect(() => {
    latest.current = update;
    update();
  });
  useEffect(() => preview.subscribe(() => latest.current()), [preview]);
}

/** While a handle is held, wherever that is, the picture is that of its edge; then the playhead's again. */
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
    // A picture asks more of a machine than everything else that follows: at leisure, but for where it leaves the playhead and comes back.
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

/** While it plays in a closer look, the view goes along. */
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
