'use client';

import { Check, X } from 'lucide-react';
import { ModalDialog } from '@/components/ui/modal-dialog';
import { helpMessages } from '@/lib/i18n/help';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { useLanguage, useMessages } from '@/lib/i18n/use-messages';
import { Illustration, type Shot } from './illustration';

const GOOD_SHOT: Shot = { turned: false, dark: false, covered: false, small: false };

/** Common problems of a shot, each beside a good example. */
const SHOT_PAIRS = [
  ['turned', { ...GOOD_SHOT, turned: true }],
  ['light', { ...GOOD_SHOT, dark: true }],
  ['covered', { ...GOOD_SHOT, covered: true }],
  ['size', { ...GOOD_SHOT, small: true }],
] as const;

export function GoodClipDialog({ onClose }: { onClose: () => void }) {
  const messages = useMessages(helpMessages);
  const { language } = useLanguage();
  return (
    <ModalDialog title={messages.goodClipTitle} closeLabel={messages.close} locale={LANGUAGE_TAGS[language]} onClose={onClose}>
      <p className="mt-1 text-ink-soft">{messages.goodClipText}</p>
      <ul className="mt-4 grid gap-x-6 gap-y-5 sm:grid-cols-2">
        {SHOT_PAIRS.map(([name, badShot]) => {
          const pair = messages.pairs[name];
          return (
            <li key={name}>
              <h3 className="mb-1.5 font-semibold">{pair.title}</h3>
              <div className="grid grid-cols-2 gap-2.5">
                <Example shot={GOOD_SHOT} good label={messages.good} text={pair.good} />
                <Example shot={badShot} good={false} label={messages.bad} text={pair.bad} />
              </div>
            </li>
          );
        })}
      </ul>
    </ModalDialog>
  );
}

interface ExampleProps {
  readonly shot: Shot;
  readonly good: boolean;
  /** Text alternative of the mark. */
  readonly label: string;
  readonly text: string;
}

function Example({ shot, good, label, text }: ExampleProps) {
  const Mark = good ? Check : X;
  return (
    <figure>
      <Illustration {...shot} />
      <figcaption className="mt-1.5 flex gap-1.5 text-ink-soft text-small">
        <span
          className={`mt-px grid size-4 shrink-0 place-items-center rounded-full ${good ? 'bg-good-soft text-good' : 'bg-danger-soft text-danger'}`}
        >
          <Mark aria-hidden className="size-2.5" strokeWidth={3.5} />
          <span className="sr-only">{label}</span>
        </span>
        {text}
      </figcaption>
    </figure>
  );
}
