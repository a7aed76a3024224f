'use client';

import { Button } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress-bar';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';

interface ConversionProgressProps {
  readonly title: string;
  readonly percent: number;
  readonly msLeft: number | null;
  /** Description of the conversion; `null` if it needs none. */
  readonly plan: string | null;
  readonly onCancel: () => void;
}

/** Screen readers announce progress at each quarter only. */
const ANNOUNCED_STEP_PERCENT = 25;

/** Progress of a conversion, with the remaining time and a cancel button. */
export function ConversionProgress({ title, percent, msLeft, plan, onCancel }: ConversionProgressProps) {
  const words = useMessages(conversionMessages);
  return (
    <section aria-label={title} className="w-full">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <p className="min-w-0 font-semibold wrap-anywhere">
          {title}
          {msLeft === null ? null : <span className="ml-1.5 font-normal text-ink-faint">{words.timeLeft(msLeft)}</span>}
        </p>
        <span className="tabular shrink-0 text-ink-soft">{words.percent(percent)}</span>
      </div>
      <ProgressBar label={title} progress={percent / 100} />
      {plan === null ? null : <p className="mt-2 text-ink-soft">{plan}</p>}
      <p className="mt-2 text-ink-faint">{words.workingText}</p>
      <p role="status" className="sr-only">
        {title} {words.percent(Math.floor(percent / ANNOUNCED_STEP_PERCENT) * ANNOUNCED_STEP_PERCENT)}
      </p>
      <Button size="small" className="mt-2.5" onClick={onCancel}>
        {words.cancel}
      </Button>
    </section>
  );
}
