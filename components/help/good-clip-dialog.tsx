'use client';

import { Check, X } from 'lucide-react';
import { Sheet } from '@/components/ui/sheet';
import { helpWords } from '@/lib/i18n/help';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { useLanguage, useWords } from '@/lib/i18n/use-words';
import { DrawnShot, type Shot } from './drawn-shot';

const WELL: Shot = { turned: false, dark: false, covered: false, small: false };

/** What can be wrong with a shot, each beside one that is right. */
const PAIRS = [
  ['turned', { ...WELL, turned: true }],
  ['light', { ...WELL, dark: true }],
  ['covered', { ...WELL, covered: true }],
  ['size', { ...WELL, small: true }],
] as const;

/** Drawn examples of clips that work and clips that do not. */
export function GoodClipDialog({ onClose }: { onClose: () => void }) {
  const words = useWords(helpWords);
  const { language } = useLanguage();
  return (
    <Sheet title={words.goodClipTitle} close={words.close} locale={LANGUAGE_TAGS[language]} onClose={onClose}>
      <p className="mt-1 text-ink-soft">{words.goodClipText}</p>
      <ul className="mt-4 grid gap-x-6 gap-y-5 sm:grid-cols-2">
        {PAIRS.map(([name, badShot]) => {
          const pair = words.pairs[name];
          return (
            <li key={name}>
              <h3 className="mb-1.5 font-semibold">{pair.title}</h3>
              <div className="grid grid-cols-2 gap-2.5">
                <Example shot={WELL} good label={words.good} text={pair.good} />
                <Example shot={badShot} good={false} label={words.bad} text={pair.bad} />
              </div>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}

interface ExampleProps {
  readonly shot: Shot;
  readonly good: boolean;
  /** What the mark says, for those who do not see it. */
  readonly label: string;
  readonly text: string;
}

function Example({ shot, good, label, text }: ExampleProps) {
  const Mark = good ? Check : X;
  return (
    <figure>
      <DrawnShot {...shot} />
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
