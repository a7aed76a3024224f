'use client';

import { Check } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import type { Session } from '@/components/wizard/session/session';
import { isUsable } from '@/lib/domain/face';
import { getPerson, type Person } from '@/lib/domain/people/person';
import { getLengthMs } from '@/lib/domain/time';
import type { WizardFace } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { timelineMessages } from '@/lib/i18n/timeline';
import { useMessages } from '@/lib/i18n/use-messages';
import { useFaceName } from './use-face-name';

interface PersonSectionProps {
  readonly session: Pick<Session, 'namePerson' | 'joinFaces' | 'splitFace'>;
  readonly faces: readonly WizardFace[];
  readonly people: readonly Person[];
  readonly faceId: string;
}

/** Name of the chosen face, and which other faces are the same person. Only the editor can know that. */
export function PersonSection({ session, faces, people, faceId }: PersonSectionProps) {
  'use memo';
  const messages = useMessages(timelineMessages).person;
  const faceText = useMessages(faceMessages);
  const getFaceName = useFaceName(faces, people);
  const id = useId();
  const person = getPerson(people, faceId);

  function commitName(input: HTMLInputElement) {
    if (input.value.trim() !== (person.name ?? '')) session.namePerson(faceId, input.value);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') commitName(event.currentTarget);
    if (event.key === 'Escape') event.currentTarget.value = person.name ?? '';
  }

  return (
    <details className="mt-2">
      <summary className="min-h-6 w-fit cursor-pointer rounded-sm py-0.5 text-ink-soft text-small hover:text-ink">
        {person.name ?? messages.heading}
      </summary>
      <div className="mt-1 flex flex-col gap-2">
        <div>
          <label htmlFor={id} className="block text-ink-soft text-small">
            {messages.name}
          </label>
          <input
            // The key resets the field for another person.
            key={`${faceId} ${person.name}`}
            id={id}
            type="text"
            defaultValue={person.name ?? ''}
            maxLength={40}
            autoComplete="off"
            aria-describedby={`${id}-hint`}
            onKeyDown={onKeyDown}
            onBlur={(event) => commitName(event.currentTarget)}
            className="mt-1 h-8 w-full rounded-lg border border-line-strong bg-ground px-2.5 font-medium text-ink"
          />
          <p id={`${id}-hint`} className="mt-0.5 text-ink-faint text-small">
            {messages.nameHint}
          </p>
        </div>
        {faces.length > 1 ? (
          <fieldset>
            <legend className="text-ink-soft text-small">{messages.samePersonText}</legend>
            <div className="mt-1 flex flex-wrap gap-1.5">
              {faces.map((face, index) => {
                if (face.faceId === faceId) return null;
                const isSamePerson = person.faceIds.includes(face.faceId);
                // Faces of the same person are distinguished by a letter, other faces by their names.
                const name = isSamePerson ? faceText.name(index) : getFaceName(face.faceId);
                const faceLabel = isUsable(face)
                  ? messages.face(name, face.window.startMs, face.window.endMs)
                  : messages.tooShort(name, getLengthMs(face.window));
                return (
                  <button
                    key={face.faceId}
                    type="button"
                    aria-pressed={isSamePerson}
                    aria-label={messages.samePersonAs(faceLabel)}
                    onClick={() => (isSamePerson ? session.splitFace(face.faceId) : session.joinFaces(faceId, face.faceId))}
                    className={`tabular inline-flex min-h-7 cursor-pointer items-center gap-1 rounded-md border px-2 text-small transition-colors duration-150 ${isSamePerson ? 'border-accent bg-accent-soft text-ink' : 'border-line-strong text-ink-soft hover:bg-raised hover:text-ink'}`}
                  >
                    {isSamePerson ? <Check aria-hidden className="size-3" /> : null}
                    {faceLabel}
                  </button>
                );
              })}
            </div>
          </fieldset>
        ) : null}
      </div>
    </details>
  );
}
