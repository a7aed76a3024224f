'use client';

import { useEffect, useRef, useState } from 'react';
import { type TourHandle, TourSlot } from '@/components/help/tour-slot';
import { useFileDrop } from '@/components/hooks/use-file-drop';
import { useNow } from '@/components/hooks/use-now';
import { useMediaDuration, usePreview } from '@/components/player/use-preview';
import { DropOverlay } from '@/components/shell/drop-overlay';
import { DragPreviewContext, DragPreviewStore } from '@/components/timeline/gestures/drag-preview-store';
import { TimelinePanel } from '@/components/timeline/timeline-panel';
import { PendingClip } from '@/components/wizard/pending-file/pending-clip';
import { usePreloadMediaWorker } from '@/components/wizard/pending-file/preload-media-worker';
import type { Session } from '@/components/wizard/session/session';
import { getMissingInput, getVisibleStep, isPracticeSession, useSession } from '@/components/wizard/session/use-session';
import { VerdictBar } from '@/components/wizard/steps/place/verdict-bar';
import { ClipDropZone } from '@/components/wizard/steps/video/clip-drop-zone';
import { ClipPreview } from '@/components/wizard/steps/video/clip-preview';
import { PRICES } from '@/lib/domain/price';
import { getEffectivePlacement, getPlacementContext, getPreviewPlacement, getReachableSteps, getSelectedFace } from '@/lib/domain/wizard';
import { landingMessages } from '@/lib/i18n/landing';
import { useMessages } from '@/lib/i18n/use-messages';
import { Inspector } from './inspector';

interface EditorScreenProps {
  readonly session: Session;
  readonly practice: boolean;
  /** Started with the sample, which offers a tour. */
  readonly isSample?: boolean;
  readonly initialLink: string | null;
}

/** How often the 24-hour expiry of the faces is checked. */
const EXPIRY_CHECK_INTERVAL_MS = 30_000;

/** The editor's layout: preview and inspector above, the timeline below, and the verdict with the primary action at the bottom. */
export function EditorScreen({ session, practice: siteIsPractice, isSample = false, initialLink }: EditorScreenProps) {
  'use memo';
  const landingText = useMessages(landingMessages);
  const snapshot = useSession(session);
  const { state, submissionState, pendingClip } = snapshot;
  const stagedClip = pendingClip?.kind === 'offered' || pendingClip?.kind === 'converting' ? pendingClip : null;
  const videoRef = useRef<HTMLVideoElement>(null);
  const measuredMs = useMediaDuration(videoRef);
  const [dragPreview] = useState(() => new DragPreviewStore());
  const tourRef = useRef<TourHandle>(null);
  const isDraggingOver = useFileDrop((files) => session.addFiles(files));
  usePreloadMediaWorker(isDraggingOver);

  const practice = isPracticeSession(siteIsPractice, state);
  const nowMs = useNow(EXPIRY_CHECK_INTERVAL_MS);
  const isSessionExpired = submissionState.kind === 'failed' && submissionState.error.code === 'session-expired';
  const areFacesExpired = state.found !== undefined && (isSessionExpired || Date.parse(state.found.expiresAt) <= nowMs);
  const step = getVisibleStep(snapshot);
  const placementContext = getPlacementContext(state);
  const placement = getEffectivePlacement(state);
  const availableSteps = getReachableSteps(state);
  const previousStep = availableSteps[availableSteps.indexOf(step) - 1];
  const readingName = pendingClip?.kind === 'reading' ? pendingClip.name : null;
  const showsClip = state.video !== undefined && !stagedClip;
  // A clip that is still being read already reserves the preview's space.
  const reservesStage = showsClip || (!stagedClip && (readingName !== null || snapshot.isOpening));
  const stageClass = `${reservesStage ? 'max-lg:h-[min(56.25vw,20rem)] max-lg:shrink-0' : ''} ${showsClip ? 'sm:max-lg:py-3' : 'p-4'}`;
  const videoDurationMs =
    state.found?.durationMs ?? state.video?.facts?.durationMs ?? measuredMs ?? placementContext?.video.durationMs ?? 0;
  const preview = usePreview({
    videoRef,
    clip: { src: snapshot.clipSrc, durationMs: videoDurationMs, hasSound: state.video?.facts?.hasSound ?? null },
    voiceSrc: snapshot.voiceSrc,
    placement: getPreviewPlacement(state),
  });
  // Applies volume changes to the preview during a drag.
  useEffect(() => dragPreview.subscribeToPlacement((previewPlacement) => preview.setPlacement(previewPlacement)), [dragPreview, preview]);

  return (
    <DragPreviewContext value={dragPreview}>
      {isSample ? <TourSlot ref={tourRef} isAvailable={step === 'place' && placement !== null} /> : null}
      {isDraggingOver ? <DropOverlay title={landingText.dropHere} text={landingText.dropHereText} /> : null}
      <main className="flex grow flex-col lg:grid lg:min-h-0 lg:grid-cols-[minmax(0,1fr)_19.75rem] lg:grid-rows-[minmax(0,1fr)_auto_auto]">
        <div className={`min-h-0 bg-stage lg:px-8 lg:py-5 ${stageClass}`}>
          <div className={showsClip ? 'h-full' : 'hidden'}>
            <ClipPreview
              videoRef={videoRef}
              src={snapshot.clipSrc}
              name={state.video?.name ?? ''}
              isLink={state.video?.source.kind === 'link'}
              onPress={preview.toggle}
              onPoster={(url) => session.setPoster(url)}
            />
          </div>
          {stagedClip ? (
            <PendingClip
              clip={stagedClip}
              onMove={(handle, toMs) => session.movePart('clip', handle, toMs)}
              onConvert={() => session.convert('clip')}
              onCancel={() => session.cancelConversion('clip')}
              onDiscard={() => session.discardPending('clip')}
            />
          ) : null}
          {state.video || stagedClip || snapshot.isOpening ? null : (
            <ClipDropZone readingName={readingName} onFiles={(files) => session.addFiles(files, 'clip')} />
          )}
        </div>
        <Inspector
          session={session}
          snapshot={snapshot}
          step={step}
          practice={practice}
          initialLink={initialLink}
          areFacesExpired={areFacesExpired}
          placementContext={placementContext}
          placement={placement}
          {...(isSample ? { onTour: () => tourRef.current?.open() } : {})}
        />
        {/* On a phone the step's own content comes first; the timeline is only needed to place the voice. */}
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
              placementContext={placementContext}
              onPlacementChange={(next, gesture) => session.setPlacement(next, gesture)}
              onChooseFace={(faceId) => session.selectFace(faceId)}
              transport={preview}
              canUndo={snapshot.history.past.length > 0}
              canRedo={snapshot.history.future.length > 0}
              onUndo={() => session.undo()}
              onRedo={() => session.redo()}
            />
          ) : null}
        </div>
        {/* Sticky at the bottom, except in a very low (zoomed) window, where it would hide the content. */}
        <div className="order-4 max-lg:bottom-0 max-lg:z-10 max-lg:[@media(min-height:30rem)]:sticky lg:order-none lg:col-span-2">
          <VerdictBar
            placementContext={placementContext}
            placement={placement}
            missingInput={getMissingInput(state) ?? (areFacesExpired ? 'faces' : null)}
            priceMilliPtc={PRICES.lipSync}
            practice={practice}
            isCreating={submissionState.kind === 'creating'}
            createError={submissionState.kind === 'failed' && !isSessionExpired ? submissionState.error : null}
            lastError={submissionState.kind === 'failed' ? submissionState.error : null}
            onFix={(next) => session.setPlacement(next)}
            onCreate={() => session.create()}
            {...(previousStep ? { onBack: () => session.goTo(previousStep) } : {})}
          />
        </div>
      </main>
    </DragPreviewContext>
  );
}
