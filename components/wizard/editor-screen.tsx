'use client';

import { useEffect, useRef, useState } from 'react';
import { type TourHandle, TourSlot } from '@/components/help/tour-slot';
import { useFileDrop } from '@/components/hooks/use-file-drop';
import { useNow } from '@/components/hooks/use-now';
import { useMediaDuration, usePreview } from '@/components/player/use-preview';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import { TimelinePanel } from '@/components/timeline/timeline-panel';
import { PendingClip } from '@/components/wizard/pending-file/pending-clip';
import { usePreloadMediaWorker } from '@/components/wizard/pending-file/preload-media-worker';
import { PRICES } from '@/lib/domain/price';
import { getEffectivePlacement, getPlacementContext, getPreviewPlacement, getReachableSteps, getSelectedFace } from '@/lib/domain/wizard';
import { landingMessages } from '@/lib/i18n/landing';
import { useMessages } from '@/lib/i18n/use-messages';
import { ClipDrop } from './clip-drop';
import { DropCurtain } from './drop-curtain';
import { Inspector } from './inspector';
import { Picture } from './picture';
import type { Session } from './session/session';
import { isPracticeWork, missingPart, shownStep, useSession } from './use-session';
import { VerdictBar } from './verdict-bar';

interface EditorScreenProps {
  readonly session: Session;
  readonly practice: boolean;
  /** Begun with the sample, which brings a short tour. */
  readonly isSample?: boolean;
  readonly initialLink: string | null;
}

/** How often it is looked whether the faces' 24 hours are over. */
const EXPIRY_LOOK_MS = 30_000;

/** One screen: the picture and the inspector above, the timeline below, the verdict and the one button at the foot. */
export function EditorScreen({ session, practice: siteIsPractice, isSample = false, initialLink }: EditorScreenProps) {
  'use memo';
  const start = useMessages(landingMessages);
  const snapshot = useSession(session);
  const { state, createWork, incomingClip } = snapshot;
  const coming = incomingClip?.kind === 'offered' || incomingClip?.kind === 'healing' ? incomingClip : null;
  const videoRef = useRef<HTMLVideoElement>(null);
  const measuredMs = useMediaDuration(videoRef);
  const [live] = useState(() => new DragPreviewStore());
  const tourRef = useRef<TourHandle>(null);
  const isOver = useFileDrop((files) => session.addFiles(files));
  usePreloadMediaWorker(isOver);

  const practice = isPracticeWork(siteIsPractice, state);
  const nowMs = useNow(EXPIRY_LOOK_MS);
  const isForgotten = createWork.kind === 'failed' && createWork.error.code === 'session-expired';
  const expired = state.found !== undefined && (isForgotten || Date.parse(state.found.expiresAt) <= nowMs);
  const step = shownStep(snapshot);
  const ground = getPlacementContext(state);
  const placement = getEffectivePlacement(state);
  const reachable = getReachableSteps(state);
  const before = reachable[reachable.indexOf(step) - 1];
  const reading = incomingClip?.kind === 'reading' ? incomingClip.name : null;
  const isPicture = state.video !== undefined && !coming;
  // A clip that is on its way has the picture's room from the beginning.
  const hasRoom = isPicture || (!coming && (reading !== null || snapshot.opening));
  const stageRoom = `${hasRoom ? 'max-lg:h-[min(56.25vw,20rem)] max-lg:shrink-0' : ''} ${isPicture ? 'sm:max-lg:py-3' : 'p-4'}`;
  const videoDurationMs = state.found?.durationMs ?? state.video?.facts?.durationMs ?? measuredMs ?? ground?.video.durationMs ?? 0;
  const preview = usePreview({
    videoRef,
    clip: { src: snapshot.clipSrc, durationMs: videoDurationMs, hasSound: state.video?.facts?.hasSound ?? null },
    voiceSrc: snapshot.voiceSrc,
    placement: getPreviewPlacement(state),
  });
  // A volume is heard while it is being set.
  useEffect(() => live.subscribeToPlacement((held) => preview.setPlacement(held)), [live, preview]);

  return (
    <DragPreviewContext value={live}>
      {isSample ? <TourSlot ref={tourRef} isAvailable={step === 'place' && placement !== null} /> : null}
      {isOver ? <DropCurtain title={start.dropHere} text={start.dropHereText} /> : null}
      <main className="flex grow flex-col lg:grid lg:min-h-0 lg:grid-cols-[minmax(0,1fr)_19.75rem] lg:grid-rows-[minmax(0,1fr)_auto_auto]">
        <div className={`min-h-0 bg-stage lg:px-8 lg:py-5 ${stageRoom}`}>
          <div className={isPicture ? 'h-full' : 'hidden'}>
            <Picture
              videoRef={videoRef}
              src={snapshot.clipSrc}
              name={state.video?.name ?? ''}
              isLink={state.video?.source.kind === 'link'}
              onPress={preview.toggle}
              onPoster={(url) => session.setPoster(url)}
            />
          </div>
          {coming ? (
            <PendingClip
              clip={coming}
              onMove={(handle, toMs) => session.movePart('clip', handle, toMs)}
              onConvert={() => session.heal('clip')}
              onCancel={() => session.stopHealing('clip')}
              onDiscard={() => session.dismissIncoming('clip')}
            />
          ) : null}
          {state.video || coming || snapshot.opening ? null : (
            <ClipDrop reading={reading} onFiles={(files) => session.addFiles(files, 'clip')} />
          )}
        </div>
        <Inspector
          session={session}
          snapshot={snapshot}
          step={step}
          practice={practice}
          initialLink={initialLink}
          expired={expired}
          ground={ground}
          placement={placement}
          {...(isSample ? { onTour: () => tourRef.current?.open() } : {})}
        />
        {/* On a phone the step's own content comes first; the timeline is there to place the voice. */}
        <div
          className={`order-2 lg:order-none lg:col-span-2 lg:max-h-[46dvh] lg:overflow-y-auto ${step === 'place' ? '' : 'max-lg:hidden'}`}
        >
          {videoDurationMs > 0 ? (
            <TimelinePanel
              videoDurationMs={videoDurationMs}
              frameRate={state.video?.facts?.frameRate ?? null}
              clipMedia={snapshot.clipMedia}
              faces={state.found?.faces ?? []}
              people={state.people ?? []}
              faceId={getSelectedFace(state)?.faceId ?? null}
              voice={
                state.voice && snapshot.voiceSrc
                  ? { name: state.voice.name, durationMs: state.voice.facts.durationMs, media: snapshot.voiceMedia }
                  : null
              }
              placement={placement}
              placementContext={ground}
              onPlacementChange={(next, gesture) => session.place(next, gesture)}
              onChooseFace={(faceId) => session.chooseFace(faceId)}
              transport={preview}
              canUndo={snapshot.history.past.length > 0}
              canRedo={snapshot.history.future.length > 0}
              onUndo={() => session.undo()}
              onRedo={() => session.redo()}
            />
          ) : null}
        </div>
        {/* At thumb height; in a very low window, as one that is magnified, it would hide what it speaks of. */}
        <div className="order-4 max-lg:bottom-0 max-lg:z-10 max-lg:[@media(min-height:30rem)]:sticky lg:order-none lg:col-span-2">
          <VerdictBar
            ground={ground}
            placement={placement}
            missing={missingPart(state) ?? (expired ? 'faces' : null)}
            priceMilliPtc={PRICES.lipSync}
            practice={practice}
            creating={createWork.kind === 'creating'}
            createError={createWork.kind === 'failed' && !isForgotten ? createWork.error : null}
            outcome={createWork.kind === 'failed' ? createWork.error : null}
            onFix={(next) => session.place(next)}
            onCreate={() => session.create()}
            {...(before ? { onBack: () => session.goTo(before) } : {})}
          />
        </div>
      </main>
    </DragPreviewContext>
  );
}
