'use client';

import { Check, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import type { MotionReport } from '@/lib/media/motion-check/check-motion';

interface MouthNoteProps {
  /** `undefined` while it is being measured. */
  readonly report: MotionReport | undefined;
  readonly practice: boolean;
}

/** What the comparison of both pictures came to, in words, and that it is a measurement. */
export function MouthNote({ report, practice }: MouthNoteProps) {
  'use memo';
  const words = useMessages(resultMessages).mouth;
  const gap = useSentenceGap();
  return (
    <section aria-label={words.label} aria-busy={report === undefined}>
      {report === undefined ? (
        <p className="text-ink-soft">{words.measuring}</p>
      ) : report.kind === 'moved' ? (
        <Found tone="good" title={words.moved}>
          {words.movedText}
        </Found>
      ) : report.kind === 'cannot-tell' ? (
        <Found tone="plain" title={words.cannotTell}>
          {words.because[report.reason]}
        </Found>
      ) : practice ? (
        <Found tone="plain" title={words.unchanged}>
          {words.unchangedPractice}
        </Found>
      ) : (
        <Found tone="warn" title={words.unchanged}>
          {words.unchangedText}
          {gap}
          {words.helps}
          <ul className="mt-1 list-disc pl-4">
            {words.hints.map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ul>
        </Found>
      )}
    </section>
  );
}

const TONES = {
  good: { Icon: Check, look: 'bg-good-soft text-good' },
  warn: { Icon: TriangleAlert, look: 'bg-warn-soft text-warn' },
  plain: { Icon: Info, look: 'bg-raised text-ink-soft' },
} as const;

function Found({ tone, title, children }: { tone: keyof typeof TONES; title: string; children: ReactNode }) {
  'use memo';
  const words = useMessages(resultMessages).mouth;
  const { Icon, look } = TONES[tone];
  return (
    <div className="flex gap-2.5">
      <span aria-hidden className={`mt-px grid size-5 shrink-0 place-items-center rounded-full ${look}`}>
        <Icon className="size-3" strokeWidth={3} />
      </span>
      <div className="min-w-0">
        <p role="status" className="font-semibold">
          {title}
        </p>
        <div className="text-ink-soft">{children}</div>
        <p className="mt-1 text-ink-faint text-small">{words.measured}</p>
      </div>
    </div>
  );
}
