'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { WizardFace, WizardVoice } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { useMessages } from '@/lib/i18n/use-messages';
import { voiceMessages } from '@/lib/i18n/voice';
import { FACE_CARD, FaceText, FaceThumbnail } from './face-card';

interface PlaceInspectorProps {
  readonly face: WizardFace;
  readonly faceName: string;
  readonly voice: WizardVoice;
  readonly onChangeFace: () => void;
  readonly onChangeVoice: () => void;
  /** Who that is, and in which other windows. */
  readonly person?: ReactNode;
  /** The placement's own fields. */
  readonly children: ReactNode;
}

/** Above the fields: whose mouth, and whose voice, each one press from being changed. */
export function PlaceInspector({ face, faceName, voice, onChangeFace, onChangeVoice, person, children }: PlaceInspectorProps) {
  'use memo';
  const faces = useMessages(faceMessages);
  const voices = useMessages(voiceMessages);
  return (
    <div className="flex flex-col gap-4">
      <section aria-label={faces.headingOne}>
        <Row title={faces.headingOne} action={faces.change} actionLabel={faces.changeThing(faces.headingOne)} onPress={onChangeFace} />
        <div data-tour="face" className={`${FACE_CARD} border-accent bg-accent-soft`}>
          <FaceThumbnail url={face.thumbnailUrl} />
          <FaceText face={face} name={faceName} />
        </div>
        {person}
      </section>
      <section aria-label={voices.heading}>
        <Row
          title={voices.heading}
          note={voice.name}
          action={faces.change}
          actionLabel={faces.changeThing(voices.heading)}
          onPress={onChangeVoice}
        />
        {children}
      </section>
    </div>
  );
}

interface RowProps {
  readonly title: string;
  readonly note?: string;
  readonly action: string;
  readonly actionLabel: string;
  readonly onPress: () => void;
}

function Row({ title, note, action, actionLabel, onPress }: RowProps) {
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
