'use client';

import { Check, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import type { MotionReport } from '@/lib/media/motion-check/check-motion';

interface MotionCheckNoteProps {
  /** `undefined` while it is being measured. */
  readonly report: MotionReport | undefined;
  readonly practice: boolean;
}

/** Result of the motion check, described as a measurement. */
export function MotionCheckNote({ report, practice }: MotionCheckNoteProps) {
  'use memo';
  const messages = useMessages(resultMessages).mouth;
  const sentenceGap = useSentenceGap();
  return (
    <section aria-label={messages.label} aria-busy={report === undefined}>
      {report === undefined ? (
        <p className="text-ink-soft">{messages.measuring}</p>
      ) : report.kind === 'moved' ? (
        <MotionCheckResult tone="good" title={messages.moved}>
          {messages.movedText}
        </MotionCheckResult>
      ) : report.kind === 'cannot-tell' ? (
        <MotionCheckResult tone="plain" title={messages.cannotTell}>
          {messages.because[report.reason]}
        </MotionCheckResult>
      ) : practice ? (
        <MotionCheckResult tone="plain" title={messages.unchanged}>
          {messages.unchangedPractice}
        </MotionCheckResult>
      ) : (
        <MotionCheckResult tone="warn" title={messages.unchanged}>
          {messages.unchangedText}
          {sentenceGap}
          {messages.helps}
          <ul className="mt-1 list-disc pl-4">
            {messages.hints.map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ul>
        </MotionCheckResult>
      )}
    </section>
  );
}

const TONES = {
  good: { Icon: Check, look: 'bg-good-soft text-good' },
  warn: { Icon: TriangleAlert, look: 'bg-warn-soft text-warn' },
  plain: { Icon: Info, look: 'bg-raised text-ink-soft' },
} as const;

function MotionCheckResult({ tone, title, children }: { tone: keyof typeof TONES; title: string; children: ReactNode }) {
  'use memo';
  const messages = useMessages(resultMessages).mouth;
  const { Icon, look: colorClass } = TONES[tone];
  return (
    <div className="flex gap-2.5">
      <span aria-hidden className={`mt-px grid size-5 shrink-0 place-items-center rounded-full ${colorClass}`}>
        <Icon className="size-3" strokeWidth={3} />
      </span>
      <div className="min-w-0">
        <p role="status" className="font-semibold">
          {title}
        </p>
        <div className="text-ink-soft">{children}</div>
        <p className="mt-1 text-ink-faint text-small">{messages.measured}</p>
      </div>
    </div>
  );
}
