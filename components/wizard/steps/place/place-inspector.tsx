'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { FACE_CARD_CLASS, FaceText, FaceThumbnail } from '@/components/wizard/steps/face/face-card';
import type { WizardFace, WizardVoice } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { useMessages } from '@/lib/i18n/use-messages';
import { voiceMessages } from '@/lib/i18n/voice';

interface PlacementSummaryProps {
  readonly face: WizardFace;
  readonly faceName: string;
  readonly voice: WizardVoice;
  readonly onChangeFace: () => void;
  readonly onChangeVoice: () => void;
  /** Name and other windows of the chosen face. */
  readonly personSection?: ReactNode;
  readonly children: ReactNode;
}

/** Summary above the placement fields: the face and the voice, each with a button to change it. */
export function PlacementSummary({ face, faceName, voice, onChangeFace, onChangeVoice, personSection, children }: PlacementSummaryProps) {
  'use memo';
  const faceText = useMessages(faceMessages);
  const voiceText = useMessages(voiceMessages);
  return (
    <div className="flex flex-col gap-4">
      <section aria-label={faceText.headingOne}>
        <SummaryHeading
          title={faceText.headingOne}
          action={faceText.change}
          actionLabel={faceText.changeThing(faceText.headingOne)}
          onPress={onChangeFace}
        />
        <div data-tour="face" className={`${FACE_CARD_CLASS} border-accent bg-accent-soft`}>
          <FaceThumbnail url={face.thumbnailUrl} />
          <FaceText face={face} name={faceName} />
        </div>
        {personSection}
      </section>
      <section aria-label={voiceText.heading}>
        <SummaryHeading
          title={voiceText.heading}
          note={voice.name}
          action={faceText.change}
          actionLabel={faceText.changeThing(voiceText.heading)}
          onPress={onChangeVoice}
        />
        {children}
      </section>
    </div>
  );
}

interface SummaryHeadingProps {
  readonly title: string;
  readonly note?: string;
  readonly action: string;
  readonly actionLabel: string;
  readonly onPress: () => void;
}

function SummaryHeading({ title, note, action, actionLabel, onPress }: SummaryHeadingProps) {
  'use memo';
  return (
    <div className="mb-1 flex items-center gap-1.5">
      <h2 className="text-small font-semibold text-ink-soft">{title}</h2>
      {note ? (
        <p className="min-w-0 truncate text-small text-ink-faint" title={note}>
          · {note}
        </p>
      ) : null}
      <Button variant="quiet" size="small" className="-mr-2 ml-auto" aria-label={actionLabel} onClick={onPress}>
        {action}
      </Button>
    </div>
  );
}
