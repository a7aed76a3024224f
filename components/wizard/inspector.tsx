'use client';

import { useDeferredValue, useRef } from 'react';
import { useStepFocus } from '@/components/hooks/use-step-focus';
import { Button } from '@/components/ui/button';
import { PendingVoice } from '@/components/wizard/pending-file/pending-voice';
import type { VideoConversion } from '@/lib/domain/conversion/part-selection';
import type { Placement, PlacementContext } from '@/lib/domain/placement';
import { getSelectedFace, isLaterPass, type WizardStep, type WizardVideo } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { helpMessages } from '@/lib/i18n/help';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import { voiceMessages } from '@/lib/i18n/voice';
import { ClipStatus } from './clip-status';
import { ExpiredNotice, FaceStep, ProposalNotice } from './face-step';
import { Notice } from './notice';
import { PersonSection } from './person-section';
import { PlaceInspector } from './place-inspector';
import { PlacementStep } from './placement-step';
import { ClipRefusalNotice, VoiceRefusalNotice } from './refusals';
import type { Session } from './session/session';
import type { SessionSnapshot } from './session/snapshot';
import { useFaceName } from './use-face-name';
import { shownStep } from './use-session';
import { VideoStep } from './video-step';
import { VoiceStep } from './voice-step';

interface InspectorProps {
  readonly session: Session;
  readonly snapshot: SessionSnapshot;
  readonly step: WizardStep;
  readonly practice: boolean;
  readonly initialLink: string | null;
  /** The service has forgotten the faces. */
  readonly expired: boolean;
  readonly ground: PlacementContext | null;
  readonly placement: Placement | null;
  /** Begins the tour again; only with the sample, which it is about. */
  readonly onTour?: (() => void) | undefined;
}

/** Beside the picture: what the present step needs, and above it whatever is going on with the clip and the voice. */
export function Inspector(props: InspectorProps) {
  'use memo';
  const { session, snapshot, step, practice, expired } = props;
  const { state, clipWork, incomingClip, incomingVoice, leftOut } = snapshot;
  const shell = useMessages(shellMessages);
  const video = useMessages(videoMessages);
  const face = useMessages(faceMessages);
  const voice = useMessages(voiceMessages);
  const help = useMessages(helpMessages);
  // Sliders and fields by the dozen: the timeline, which shows the same, need not wait for them.
  const mayTakeLonger = useDeferredValue(true, false);
  const heading = useRef<HTMLHeadingElement>(null);
  useStepFocus(heading, step, snapshot.chosenStep === step);
  // Where the facts lead, once the editor has gone elsewhere to look or to change something.
  const next = shownStep({ state, chosenStep: null, incomingVoice });
  const headings: Record<WizardStep, string> = {
    video: video.heading,
    face: state.found && state.found.faces.length > 1 ? face.heading : face.headingOne,
    voice: voice.heading,
    place: shell.steps.place,
    result: shell.steps.result,
  };

  // What goes on by itself stands at the foot, so that the step's own content stays where it is when it begins and ends.
  const isUnderWay = clipWork.kind === 'uploading' || clipWork.kind === 'finding';
  // Below what one works with, because it comes and goes.
  const listening = incomingVoice?.kind === 'reading' ? <Reading text={voice.reading(incomingVoice.name)} /> : null;
  const clipStatus = (
    <ClipStatus
      work={clipWork}
      practice={practice}
      onStop={() => session.stopUpload()}
      onRetry={() => session.retryClip()}
      onFiles={(files) => session.addFiles(files, 'clip')}
    />
  );

  return (
    <>
      <p role="status" className="sr-only">
        {state.found ? face.foundCount(state.found.faces.length) : null}
      </p>
      {/* On a phone the timeline comes above it as the voice is to be placed: then it is another one, not one that was pushed aside. */}
      <aside
        key={step === 'place' ? 'with the timeline' : 'without'}
        aria-label={shell.steps[step]}
        className="order-3 flex flex-col gap-3 overflow-y-auto bg-panel px-4 py-3 max-lg:grow lg:gap-4 lg:py-4 max-lg:border-t max-lg:border-line lg:order-none lg:border-l lg:border-line lg:px-4.5"
      >
        <h1 ref={heading} tabIndex={-1} className={step === 'place' ? 'sr-only' : 'text-small font-semibold text-ink-soft'}>
          {headings[step]}
        </h1>
        {leftOut.length > 0 ? <Notice tone="plain" title={video.leftOut(leftOut)} /> : null}
        {incomingClip?.kind === 'refused' ? (
          <ClipRefusalNotice
            name={incomingClip.name}
            refusal={incomingClip.refusal}
            hasOther={state.video !== undefined}
            onDismiss={() => session.dismissIncoming('clip')}
          />
        ) : null}
        {incomingVoice?.kind === 'refused' ? (
          <VoiceRefusalNotice
            name={incomingVoice.name}
            refusal={incomingVoice.refusal}
            hasOther={state.voice !== undefined}
            onDismiss={() => session.dismissIncoming('voice')}
          />
        ) : null}
        {incomingClip?.kind === 'reading' && state.video ? <Reading text={video.reading(incomingClip.name)} /> : null}
        {incomingVoice?.kind === 'offered' || incomingVoice?.kind === 'healing' ? (
          <PendingVoice
            voice={incomingVoice}
            onMove={(handle, toMs) => session.movePart('voice', handle, toMs)}
            onConvert={() => session.heal('voice')}
            onCancel={() => session.stopHealing('voice')}
            onDiscard={() => session.dismissIncoming('voice')}
          />
        ) : null}
        {isUnderWay ? null : clipStatus}
        {expired ? <ExpiredNotice practice={practice} onFindAgain={() => session.findFacesAgain()} /> : null}
        {snapshot.proposal ? <ProposalNotice proposal={snapshot.proposal} onDismiss={() => session.dismissProposal()} /> : null}
        <StepBody {...props} mayTakeLonger={mayTakeLonger} />
        {isUnderWay ? (
          // Each in a place of its own, as high as it ever is: whatever comes and goes of them, the others stay where they are.
          <div className="mt-auto">
            <div className="min-h-24">{clipStatus}</div>
            <div className="mt-2 min-h-5">{listening}</div>
          </div>
        ) : (
          listening
        )}
        {props.onTour && step === 'place' && mayTakeLonger ? (
          <Button variant="quiet" size="small" className="-ml-2.5 self-start" onClick={props.onTour}>
            {help.tourStart}
          </Button>
        ) : null}
        {next === step ? null : (
          <Button className="self-start" onClick={() => session.goTo(null)}>
            {shell.goOn(shell.steps[next])}
          </Button>
        )}
      </aside>
    </>
  );
}

function Reading({ text }: { text: string }) {
  'use memo';
  return (
    <p role="status" className="text-ink-soft wrap-anywhere">
      {text}
    </p>
  );
}

interface StepBodyProps extends InspectorProps {
  readonly mayTakeLonger: boolean;
}

function StepBody({ session, snapshot, step, practice, initialLink, ground, placement, mayTakeLonger }: StepBodyProps) {
  'use memo';
  const { state } = snapshot;
  const addClip = (files: File[]) => session.addFiles(files, 'clip');
  const face = getSelectedFace(state);
  const faces = state.found?.faces ?? [];
  const people = state.people ?? [];
  const nameOf = useFaceName(faces, people);
  const person = face ? <PersonSection session={session} faces={faces} people={people} faceId={face.faceId} /> : null;
  if (step === 'video') {
    return (
      <VideoStep
        practice={practice}
        video={state.video}
        isReading={snapshot.incomingClip?.kind === 'reading'}
        initialLink={initialLink}
        kept={snapshot.kept}
        healing={healingOf(state.video, snapshot.clipHealing)}
        onFiles={addClip}
        onLink={(url) => session.addLink(url)}
      />
    );
  }
  if (step === 'voice') {
    const { voiceHealing: made } = snapshot;
    return (
      <VoiceStep
        voice={state.voice}
        src={snapshot.voiceSrc}
        healing={made !== null && made.fileKey === state.voice?.fileKey ? made.healing : null}
        sound={snapshot.voiceSound}
        onAdjust={() => session.adjustVoice()}
        onRestore={() => session.restoreVoice()}
        onFiles={(files) => session.addFiles(files, 'voice')}
      />
    );
  }
  if (step === 'place' && face && state.found && state.voice && ground) {
    return (
      <PlaceInspector
        face={face}
        faceName={nameOf(face.faceId)}
        voice={state.voice}
        onChangeFace={() => session.goTo('face')}
        onChangeVoice={() => session.goTo('voice')}
        person={person}
      >
        {placement && mayTakeLonger ? (
          <PlacementStep
            ground={ground}
            placement={placement}
            hasOriginalSound={state.video?.facts?.hasSound ?? null}
            isLaterPass={isLaterPass(state)}
            onPlacementChange={(next, gesture) => session.place(next, gesture)}
            onFitToFace={() => session.placeAtBest()}
          />
        ) : null}
      </PlaceInspector>
    );
  }
  return (
    <FaceStep
      practice={practice}
      hasClip={state.video !== undefined}
      found={state.found}
      faceId={state.faceId}
      people={people}
      person={faces.length > 1 ? person : null}
      work={snapshot.clipWork}
      onChoose={(faceId, byKey) => {
        session.chooseFace(faceId);
        session.goTo(byKey ? 'face' : null);
      }}
      onFiles={addClip}
    />
  );
}

/** What was done to the clip that counts, not to one before it. */
function healingOf(video: WizardVideo | undefined, made: SessionSnapshot['clipHealing']): VideoConversion | null {
  return video?.source.kind === 'file' && made?.fileKey === video.source.fileKey ? made.healing : null;
}
