'use client';

import { useDeferredValue, useRef } from 'react';
import { useStepFocus } from '@/components/hooks/use-step-focus';
import { Notice } from '@/components/shell/notice';
import { Button } from '@/components/ui/button';
import { PendingVoice } from '@/components/wizard/pending-file/pending-voice';
import { ClipRejectionNotice, VoiceRejectionNotice } from '@/components/wizard/pending-file/rejection-notices';
import type { Session } from '@/components/wizard/session/session';
import type { SessionSnapshot } from '@/components/wizard/session/snapshot';
import { getVisibleStep } from '@/components/wizard/session/use-session';
import { ExpiredNotice, FaceStep, ReselectionNotice } from '@/components/wizard/steps/face/face-step';
import { PersonSection } from '@/components/wizard/steps/face/person-section';
import { useFaceName } from '@/components/wizard/steps/face/use-face-name';
import { PlacementSummary } from '@/components/wizard/steps/place/place-inspector';
import { PlacementStep } from '@/components/wizard/steps/place/placement-step';
import { ClipStatus } from '@/components/wizard/steps/video/clip-status';
import { VideoStep } from '@/components/wizard/steps/video/video-step';
import { VoiceStep } from '@/components/wizard/steps/voice/voice-step';
import type { VideoConversion } from '@/lib/domain/conversion/part-selection';
import type { Placement, PlacementContext } from '@/lib/domain/placement';
import { getSelectedFace, isLaterPass, type WizardStep, type WizardVideo } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { helpMessages } from '@/lib/i18n/help';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import { voiceMessages } from '@/lib/i18n/voice';

interface InspectorProps {
  readonly session: Session;
  readonly snapshot: SessionSnapshot;
  readonly step: WizardStep;
  readonly practice: boolean;
  readonly initialLink: string | null;
  /** The upstream service has deleted the faces. */
  readonly areFacesExpired: boolean;
  readonly placementContext: PlacementContext | null;
  readonly placement: Placement | null;
  /** Restarts the tour; only with the sample. */
  readonly onTour?: (() => void) | undefined;
}

/** The current step's controls, with the state of the clip and the voice above. */
export function Inspector(props: InspectorProps) {
  'use memo';
  const { session, snapshot, step, practice, areFacesExpired } = props;
  const { state, clipWork, pendingClip, pendingVoice, ignoredFileNames } = snapshot;
  const shellText = useMessages(shellMessages);
  const video = useMessages(videoMessages);
  const face = useMessages(faceMessages);
  const voice = useMessages(voiceMessages);
  const helpText = useMessages(helpMessages);
  // The many sliders and fields render after the timeline, which shows the same values.
  const isDeferredReady = useDeferredValue(true, false);
  const headingRef = useRef<HTMLHeadingElement>(null);
  useStepFocus(headingRef, step, snapshot.chosenStep === step);
  // The step that follows from the facts, when the editor has opened a different step.
  const factsStep = getVisibleStep({ state, chosenStep: null, pendingVoice });
  const headings: Record<WizardStep, string> = {
    video: video.heading,
    face: state.found && state.found.faces.length > 1 ? face.heading : face.headingOne,
    voice: voice.heading,
    place: shellText.steps.place,
    result: shellText.steps.result,
  };

  // Background work is shown at the bottom, so that its start and end do not move the step's content.
  const isUnderWay = clipWork.kind === 'uploading' || clipWork.kind === 'finding';
  // Below the step's content, because it appears and disappears.
  const voiceReadingStatus = pendingVoice?.kind === 'reading' ? <ReadingStatus text={voice.reading(pendingVoice.name)} /> : null;
  const clipStatus = (
    <ClipStatus
      work={clipWork}
      practice={practice}
      onStop={() => session.cancelUpload()}
      onRetry={() => session.retryClip()}
      onFiles={(files) => session.addFiles(files, 'clip')}
    />
  );

  return (
    <>
      <p role="status" className="sr-only">
        {state.found ? face.foundCount(state.found.faces.length) : null}
      </p>
      {/* On a phone the order changes with the step; the key remounts the element so that the change is not counted as a layout shift. */}
      <aside
        key={step === 'place' ? 'with the timeline' : 'without'}
        aria-label={shellText.steps[step]}
        className="order-3 flex flex-col gap-3 overflow-y-auto bg-panel px-4 py-3 max-lg:grow lg:gap-4 lg:py-4 max-lg:border-t max-lg:border-line lg:order-none lg:border-l lg:border-line lg:px-4.5"
      >
        <h1 ref={headingRef} tabIndex={-1} className={step === 'place' ? 'sr-only' : 'text-small font-semibold text-ink-soft'}>
          {headings[step]}
        </h1>
        {ignoredFileNames.length > 0 ? <Notice tone="plain" title={video.leftOut(ignoredFileNames)} /> : null}
        {pendingClip?.kind === 'refused' ? (
          <ClipRejectionNotice
            name={pendingClip.name}
            rejection={pendingClip.rejection}
            keepsPrevious={state.video !== undefined}
            onDismiss={() => session.discardPending('clip')}
          />
        ) : null}
        {pendingVoice?.kind === 'refused' ? (
          <VoiceRejectionNotice
            name={pendingVoice.name}
            rejection={pendingVoice.rejection}
            keepsPrevious={state.voice !== undefined}
            onDismiss={() => session.discardPending('voice')}
          />
        ) : null}
        {pendingClip?.kind === 'reading' && state.video ? <ReadingStatus text={video.reading(pendingClip.name)} /> : null}
        {pendingVoice?.kind === 'offered' || pendingVoice?.kind === 'converting' ? (
          <PendingVoice
            voice={pendingVoice}
            onMove={(handle, toMs) => session.movePart('voice', handle, toMs)}
            onConvert={() => session.convert('voice')}
            onCancel={() => session.cancelConversion('voice')}
            onDiscard={() => session.discardPending('voice')}
          />
        ) : null}
        {isUnderWay ? null : clipStatus}
        {areFacesExpired ? <ExpiredNotice practice={practice} onIdentifyAgain={() => session.identifyFacesAgain()} /> : null}
        {snapshot.reselection ? (
          <ReselectionNotice reselection={snapshot.reselection} onDismiss={() => session.dismissReselection()} />
        ) : null}
        <StepBody {...props} isDeferredReady={isDeferredReady} />
        {isUnderWay ? (
          // Each status has its own slot with a fixed height, so that none moves another.
          <div className="mt-auto">
            <div className="min-h-24">{clipStatus}</div>
            <div className="mt-2 min-h-5">{voiceReadingStatus}</div>
          </div>
        ) : (
          voiceReadingStatus
        )}
        {props.onTour && step === 'place' && isDeferredReady ? (
          <Button variant="quiet" size="small" className="-ml-2.5 self-start" onClick={props.onTour}>
            {helpText.tourStart}
          </Button>
        ) : null}
        {factsStep === step ? null : (
          <Button className="self-start" onClick={() => session.goTo(null)}>
            {shellText.goOn(shellText.steps[factsStep])}
          </Button>
        )}
      </aside>
    </>
  );
}

function ReadingStatus({ text }: { text: string }) {
  'use memo';
  return (
    <p role="status" className="text-ink-soft wrap-anywhere">
      {text}
    </p>
  );
}

interface StepBodyProps extends InspectorProps {
  readonly isDeferredReady: boolean;
}

function StepBody({ session, snapshot, step, practice, initialLink, placementContext, placement, isDeferredReady }: StepBodyProps) {
  'use memo';
  const { state } = snapshot;
  const addClipFiles = (files: File[]) => session.addFiles(files, 'clip');
  const face = getSelectedFace(state);
  const faces = state.found?.faces ?? [];
  const people = state.people ?? [];
  const getFaceName = useFaceName(faces, people);
  const personSection = face ? <PersonSection session={session} faces={faces} people={people} faceId={face.faceId} /> : null;
  if (step === 'video') {
    return (
      <VideoStep
        practice={practice}
        video={state.video}
        isReading={snapshot.pendingClip?.kind === 'reading'}
        initialLink={initialLink}
        isSavedLocally={snapshot.isSavedLocally}
        conversion={findClipConversion(state.video, snapshot.clipConversion)}
        onFiles={addClipFiles}
        onLink={(url) => session.addLink(url)}
      />
    );
  }
  if (step === 'voice') {
    const { voiceConversion: conversion } = snapshot;
    return (
      <VoiceStep
        voice={state.voice}
        src={snapshot.voiceSrc}
        conversion={conversion !== null && conversion.fileKey === state.voice?.fileKey ? conversion.conversion : null}
        loudness={snapshot.voiceLoudness}
        onAdjustGain={() => session.adjustVoiceGain()}
        onRestoreOriginal={() => session.restoreOriginalVoice()}
        onFiles={(files) => session.addFiles(files, 'voice')}
      />
    );
  }
  if (step === 'place' && face && state.found && state.voice && placementContext) {
    return (
      <PlacementSummary
        face={face}
        faceName={getFaceName(face.faceId)}
        voice={state.voice}
        onChangeFace={() => session.goTo('face')}
        onChangeVoice={() => session.goTo('voice')}
        personSection={personSection}
      >
        {placement && isDeferredReady ? (
          <PlacementStep
            placementContext={placementContext}
            placement={placement}
            hasOriginalSound={state.video?.facts?.hasSound ?? null}
            isLaterPass={isLaterPass(state)}
            onPlacementChange={(factsStep, gesture) => session.setPlacement(factsStep, gesture)}
            onFitToFace={() => session.resetPlacement()}
          />
        ) : null}
      </PlacementSummary>
    );
  }
  return (
    <FaceStep
      practice={practice}
      hasClip={state.video !== undefined}
      found={state.found}
      faceId={state.faceId}
      people={people}
      personSection={faces.length > 1 ? personSection : null}
      clipWork={snapshot.clipWork}
      onSelect={(faceId, isKeyboard) => {
        session.selectFace(faceId);
        session.goTo(isKeyboard ? 'face' : null);
      }}
      onFiles={addClipFiles}
    />
  );
}

/** The conversion of the current clip, not of an earlier one. */
function findClipConversion(video: WizardVideo | undefined, conversion: SessionSnapshot['clipConversion']): VideoConversion | null {
  return video?.source.kind === 'file' && conversion?.fileKey === video.source.fileKey ? conversion.conversion : null;
}
