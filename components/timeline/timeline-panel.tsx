'use client';

import { lazy, type ReactNode, Suspense, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Transport, useTransportState } from '@/components/player/use-preview';
import { useRemembered } from '@/components/ui/use-remembered';
import { useWidth } from '@/components/ui/use-width';
import { bestPlacement } from '@/lib/domain/best-placement';
import { type Person, personLanes } from '@/lib/domain/person';
import type { Placement, PlacementGround, PlacementStop } from '@/lib/domain/placement';
import { msToPx, type TimelineScale } from '@/lib/domain/timeline-scale';
import type { WizardFace } from '@/lib/domain/wizard';
import { faceWords } from '@/lib/i18n/face';
import { placeWords } from '@/lib/i18n/place';
import { timelineWords } from '@/lib/i18n/timeline';
import { useWords } from '@/lib/i18n/use-words';
import type { Filmed, Heard } from '@/lib/media/open-media';
import { FaceLane } from './face-lane';
import { Filmstrip } from './filmstrip';
import { type LivePlacement, LivePlacementContext } from './live-placement';
import { crisp } from './pixels';
import { PlayheadLine, PlayheadSlider } from './playhead';
import { Ruler } from './ruler';
import { ScrollStrip } from './scroll-strip';
import { TimelineBar } from './timeline-bar';
import { useTimelineActs } from './use-timeline-acts';
import { useTimelineView } from './use-timeline-view';
import { VoiceLane } from './voice-lane';

const KeySheet = lazy(async () => ({ default: (await import('./key-sheet')).TimelineKeySheet }));

export interface TimelinePanelProps {
  readonly videoDurationMs: number;
  /** Pictures a second; `null` where nobody could tell. */
  readonly frameRate: number | null;
  /** For the clip's pictures; `null` until it is open, and where its file is gone. */
  readonly clipMedia: Filmed | null;
  readonly faces: readonly WizardFace[];
  readonly people: readonly Person[];
  readonly faceId: string | null;
  readonly voice: { readonly name: string; readonly durationMs: number; readonly media: Heard | null } | null;
  readonly placement: Placement | null;
  readonly ground: PlacementGround | null;
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
const ROOMY_FACES = 4;
/** More than these scroll by themselves: what one compares, the ruler and the voice, stays in sight. */
const MOST_FACES = 6;

/** The clip's whole length as lanes under one playhead: where each face may speak, and where the voice lies. */
export function TimelinePanel(props: TimelinePanelProps) {
  'use memo';
  const { videoDurationMs, clipMedia, faces, people, faceId, voice, placement, ground, onPlacementChange, onChooseFace, transport } = props;
  const words = useWords(placeWords);
  const more = useWords(timelineWords);
  const faceNames = useWords(faceWords);
  const lanesRef = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(lanesRef, 'timeline');
  const view = useTimelineView(lanesRef, videoDurationMs, widthPx);
  const { scale } = view;
  const [snapping, setSnapping] = useRemembered('timeline-snapping', true);
  const [singleKeys, setSingleKeys] = useRemembered('single-keys', true);
  const [sheetIsOpen, setSheetIsOpen] = useState(false);
  const best = ground && bestPlacement(ground, placement ?? undefined);
  const fit = best?.kind === 'placed' ? () => onPlacementChange(best.placement) : null;
  const keyStop = useTimelineActs({
    ...props,
    view,
    singleKeys,
    onSnapping: () => setSnapping(!snapping),
    onKeys: () => setSheetIsOpen(true),
  });
  const lanes = personLanes(faces, people);

  return (
    <section aria-label={words.timeline.label} className="border-line border-t bg-panel px-4 pt-3 pb-3 lg:px-5">
      <TimelineBar
        transport={transport}
        durationMs={videoDurationMs}
        view={view}
        snapping={snapping}
        onSnapping={setSnapping}
        canUndo={props.canUndo}
        canRedo={props.canRedo}
        onUndo={props.onUndo}
        onRedo={props.onRedo}
        onFit={fit}
        onKeys={() => setSheetIsOpen(true)}
      />

      {/* Until it is known how wide it is, everything would stand at its beginning. */}
      <div className={`relative mt-1 touch-pan-y sm:pl-22 ${widthPx > 0 ? '' : 'invisible'}`}>
        <div ref={lanesRef} className="relative">
          <Ruler scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
          <PlayheadSlider transport={transport} scale={scale} widthPx={widthPx} durationMs={videoDurationMs} />
        </div>
        <Lane name={words.timeline.clip}>
          <Filmstrip media={clipMedia} durationMs={videoDurationMs} scale={scale} widthPx={widthPx} />
          {/* Over the pictures, so that the edges one compares stay free. */}
          <StopNote keyStop={keyStop} />
        </Lane>
        <div
          className={`${lanes.length > ROOMY_FACES ? '*:mt-1' : ''} ${lanes.length > MOST_FACES ? 'max-h-44 overflow-y-auto overscroll-contain [scrollbar-width:none] sm:-ml-22 sm:pl-22' : ''}`}
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
        <Lane name={words.timeline.voice}>
          {voice && placement && ground ? (
            <VoiceLane
              voice={voice}
              placement={placement}
              ground={ground}
              scale={scale}
              widthPx={widthPx}
              snapping={snapping}
              transport={transport}
              onPlacementChange={onPlacementChange}
            />
          ) : (
            <p className="grid min-h-15 place-items-center rounded-md bg-stage px-3 text-center text-ink-faint text-small sm:min-h-14">
              {voice === null ? words.timeline.noVoice : ground === null ? more.heardFromStart : more.noPlace}
            </p>
          )}
        </Lane>
        {view.zoom > 1 ? (
          <div className="mt-1">
            <ScrollStrip view={view} durationMs={videoDurationMs} widthPx={widthPx} />
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
      <HeldPicture transport={transport} />
      {sheetIsOpen ? (
        <Suspense>
          <KeySheet singleKeys={singleKeys} onSingleKeys={setSingleKeys} onClose={() => setSheetIsOpen(false)} />
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
  const words = useWords(placeWords);
  const live = useContext(LivePlacementContext);
  const noteRef = useRef<HTMLParagraphElement>(null);
  const show = () => {
    const stoppedBy = live.get()?.stoppedBy ?? keyStop;
    const text = stoppedBy === null ? '' : words.stops[stoppedBy];
    const note = noteRef.current;
    if (!note || note.textContent === text) return;
    note.textContent = text;
    note.toggleAttribute('data-shown', text !== '');
  };
  useHeard(live, show);
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
  const live = useContext(LivePlacementContext);
  const guideRef = useRef<HTMLDivElement>(null);
  useHeard(live, () => {
    const guide = guideRef.current;
    const guideMs = live.get()?.guideMs ?? null;
    if (!guide) return;
    guide.style.visibility = guideMs === null ? 'hidden' : 'visible';
    if (guideMs !== null) guide.style.transform = `translateX(${crisp(msToPx(scale, guideMs)) - 1}px)`;
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
function useHeard(live: LivePlacement, show: () => void): void {
  'use memo';
  const latest = useRef(show);
  useLayoutEffect(() => {
    latest.current = show;
    show();
  });
  useEffect(() => live.subscribe(() => latest.current()), [live]);
}

/** While a handle is held, wherever that is, the picture is that of its edge; then the playhead's again. */
function HeldPicture({ transport }: { transport: Transport }) {
  'use memo';
  const live = useContext(LivePlacementContext);
  useEffect(() => {
    let isElsewhere = false;
    const show = () => {
      const pictureMs = live.get()?.pictureMs ?? null;
      if (pictureMs === null && !isElsewhere) return;
      isElsewhere = pictureMs !== null;
      transport.showFrame(pictureMs);
    };
    // A picture asks more of a machine than everything else that follows: at leisure, but for where it leaves the playhead and comes back.
    const stopFollowing = live.followAtLeisure(show);
    const stop = live.subscribe(() => {
      if (!isElsewhere || live.get() === null) show();
    });
    return () => {
      stopFollowing();
      stop();
    };
  }, [live, transport]);
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
