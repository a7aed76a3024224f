'use client';

import { Check, ChevronDown } from 'lucide-react';
import { useId, useRef } from 'react';
import { AppLink } from '@/components/ui/app-link';
import type { WizardStep } from '@/lib/domain/wizard';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';

const STEPS: readonly WizardStep[] = ['video', 'face', 'voice', 'place', 'result'];

interface StepRailProps {
  readonly current: WizardStep;
  readonly done: ReadonlySet<WizardStep>;
  /** What a press on a step does; without it the step cannot be gone to now. */
  readonly targets: Readonly<Partial<Record<WizardStep, StepTarget>>>;
}

export type StepTarget = (() => void) | string;

/** Shows where one is and leads back; nothing is lost by going. On a narrow screen the five fold into one. */
export function StepRail({ current, done, targets }: StepRailProps) {
  const words = useMessages(shellMessages);
  const menuId = useId();
  const listRef = useRef<HTMLOListElement>(null);
  const targetOf = (step: WizardStep): StepTarget | undefined => {
    const target = targets[step];
    if (typeof target !== 'function') return target;
    return () => {
      // Not left to the button that was pressed: it is the present step by then, and no button any more.
      listRef.current?.hidePopover?.();
      target();
    };
  };
  return (
    <nav aria-label={words.stepsLabel} className="flex justify-center">
      <button
        type="button"
        popoverTarget={menuId}
        // As wide at every step, and so is all that stands in it: nothing moves as one goes along.
        className="flex min-h-8 min-w-34 cursor-pointer items-center gap-2 rounded-full bg-raised px-3.5 font-semibold md:hidden"
      >
        {words.steps[current]}
        <span className="tabular ml-auto font-normal text-ink-soft">{words.stepOf(STEPS.indexOf(current) + 1, STEPS.length)}</span>
        <ChevronDown aria-hidden className="size-3.5 text-ink-soft" />
      </button>
      {/* One list: folded up it opens over the page; where there is room, it simply stands there. */}
      <ol
        ref={listRef}
        id={menuId}
        popover="auto"
        className="inset-x-0 top-20 bottom-auto mx-auto w-44 flex-col gap-0.5 rounded-xl border border-line-strong bg-panel p-1.5 text-ink open:flex md:static md:m-0 md:flex md:w-auto md:flex-row md:items-center md:overflow-visible md:rounded-none md:border-0 md:bg-transparent md:p-0"
      >
        {STEPS.map((step) => (
          <Step key={step} step={step} current={step === current} done={done.has(step)} target={targetOf(step)} />
        ))}
      </ol>
    </nav>
  );
}

interface StepProps {
  readonly step: WizardStep;
  readonly current: boolean;
  readonly done: boolean;
  readonly target: StepTarget | undefined;
}

function Step({ step, current, done, target }: StepProps) {
  const words = useMessages(shellMessages);
  const isTicked = done && !current;
  const name = words.steps[step];
  const content = (
    <>
      {isTicked ? <Check aria-hidden className="absolute left-1.75 size-3.5 text-good" strokeWidth={3} /> : null}
      {/* As wide as it is at its heaviest: the rail stays still while one goes along it. */}
      <span
        data-name={name}
        className="grid whitespace-nowrap after:invisible after:h-0 after:overflow-hidden after:font-semibold after:content-[attr(data-name)]"
      >
        {name}
      </span>
      {isTicked ? <span className="sr-only">{words.stepDone}</span> : null}
    </>
  );
  const look = `relative flex min-h-8 items-center rounded-full px-6 font-medium max-md:w-full ${
    current ? 'bg-raised font-semibold text-ink' : target ? 'cursor-pointer text-ink-soft hover:bg-raised hover:text-ink' : 'text-ink-faint'
  }`;
  return (
    <li {...(current ? { 'aria-current': 'step' } : {})}>
      {current || !target ? (
        <span className={look}>{content}</span>
      ) : typeof target === 'string' ? (
        <AppLink href={target} className={look}>
          {content}
        </AppLink>
      ) : (
        <button type="button" onClick={target} className={look}>
          {content}
        </button>
      )}
    </li>
  );
}
