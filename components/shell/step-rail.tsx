'use client';

import { Check, ChevronDown } from 'lucide-react';
import { useId, useRef } from 'react';
import { AppLink } from '@/components/ui/app-link';
import type { WizardStep } from '@/lib/domain/wizard';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';

const STEPS: readonly WizardStep[] = ['video', 'face', 'voice', 'place', 'result'];

interface StepRailProps {
  readonly currentStep: WizardStep;
  readonly completed: ReadonlySet<WizardStep>;
  /** The action of a step; a step without one is not reachable now. */
  readonly targets: Readonly<Partial<Record<WizardStep, StepTarget>>>;
}

export type StepTarget = (() => void) | string;

/** Shows the current step and links to the completed ones; navigation loses no work. On a narrow screen it collapses into a popover. */
export function StepRail({ currentStep, completed, targets }: StepRailProps) {
  const messages = useMessages(shellMessages);
  const menuId = useId();
  const listRef = useRef<HTMLOListElement>(null);
  const getTarget = (step: WizardStep): StepTarget | undefined => {
    const target = targets[step];
    if (typeof target !== 'function') return target;
    return () => {
      // Closed in code, because the clicked button becomes the current step, which is not a button.
      listRef.current?.hidePopover?.();
      target();
    };
  };
  return (
    <nav aria-label={messages.stepsLabel} className="flex justify-center">
      <button
        type="button"
        popoverTarget={menuId}
        // Fixed width, so that it does not change between steps.
        className="flex min-h-8 min-w-34 cursor-pointer items-center gap-2 rounded-full bg-raised px-3.5 font-semibold md:hidden"
      >
        {messages.steps[currentStep]}
        <span className="tabular ml-auto font-normal text-ink-soft">{messages.stepOf(STEPS.indexOf(currentStep) + 1, STEPS.length)}</span>
        <ChevronDown aria-hidden className="size-3.5 text-ink-soft" />
      </button>
      {/* One list: a popover on a narrow screen, inline on a wide one. */}
      <ol
        ref={listRef}
        id={menuId}
        popover="auto"
        className="inset-x-0 top-20 bottom-auto mx-auto w-44 flex-col gap-0.5 rounded-xl border border-line-strong bg-panel p-1.5 text-ink open:flex md:static md:m-0 md:flex md:w-auto md:flex-row md:items-center md:overflow-visible md:rounded-none md:border-0 md:bg-transparent md:p-0"
      >
        {STEPS.map((step) => (
          <StepItem key={step} step={step} isCurrent={step === currentStep} isCompleted={completed.has(step)} target={getTarget(step)} />
        ))}
      </ol>
    </nav>
  );
}

interface StepItemProps {
  readonly step: WizardStep;
  readonly isCurrent: boolean;
  readonly isCompleted: boolean;
  readonly target: StepTarget | undefined;
}

function StepItem({ step, isCurrent, isCompleted, target }: StepItemProps) {
  const messages = useMessages(shellMessages);
  const showsCheck = isCompleted && !isCurrent;
  const name = messages.steps[step];
  const content = (
    <>
      {showsCheck ? <Check aria-hidden className="absolute left-1.75 size-3.5 text-good" strokeWidth={3} /> : null}
      {/* Reserves the width of the bold label, so that the rail does not move between steps. */}
      <span
        data-name={name}
        className="grid whitespace-nowrap after:invisible after:h-0 after:overflow-hidden after:font-semibold after:content-[attr(data-name)]"
      >
        {name}
      </span>
      {showsCheck ? <span className="sr-only">{messages.stepDone}</span> : null}
    </>
  );
  const stateClass = `relative flex min-h-8 items-center rounded-full px-6 font-medium max-md:w-full ${
    isCurrent
      ? 'bg-raised font-semibold text-ink'
      : target
        ? 'cursor-pointer text-ink-soft hover:bg-raised hover:text-ink'
        : 'text-ink-faint'
  }`;
  return (
    <li {...(isCurrent ? { 'aria-current': 'step' } : {})}>
      {isCurrent || !target ? (
        <span className={stateClass}>{content}</span>
      ) : typeof target === 'string' ? (
        <AppLink href={target} className={stateClass}>
          {content}
        </AppLink>
      ) : (
        <button type="button" onClick={target} className={stateClass}>
          {content}
        </button>
      )}
    </li>
  );
}
