import { QueryObserver } from '@tanstack/react-query';
import { spendingQuery } from '@/lib/client/queries';
import type { SpendingResponse } from '@/lib/contracts/access';
import { getReachableSteps, type WizardStep } from '@/lib/domain/wizard';
import type { Runtime } from './runtime';
import type { Session } from './session/session';
import type { StepTarget } from './step-rail';
import { doneSteps, isPracticeWork, shownStep } from './use-session';

/** What the frame around the editor says of the work in it. */
export interface FrameFacts {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  readonly step: WizardStep;
  readonly done: ReadonlySet<WizardStep>;
  readonly targets: Readonly<Partial<Record<WizardStep, StepTarget>>>;
}

/**
 * The facts for a frame that was there before the editor, and stays when it goes: it is told from outside React, so that it need not be drawn
 * anew with the editor.
 */
export interface Frame {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same object for as long as nothing of it has changed. */
  readonly getFacts: () => FrameFacts;
  /** Back to the start. `false`, and nothing is done, where this browser keeps nothing: leaving would lose the work. */
  readonly leave: () => boolean;
}

type World = Pick<Runtime, 'api' | 'queryClient' | 'session'>;

/** `initial` is what the server rendered the page with. */
export function createFrame({ api, queryClient, session }: World, siteIsPractice: boolean, initial: SpendingResponse | null): Frame {
  const spent = new QueryObserver(queryClient, spendingQuery(api, initial));
  let facts: FrameFacts | null = null;
  let madeOf: readonly unknown[] = [];
  return {
    subscribe: (listener) => {
      const ends = [session.subscribe(listener), spent.subscribe(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
    getFacts: () => {
      const snapshot = session.getSnapshot();
      const { state } = snapshot;
      const step = shownStep(snapshot);
      const spending = spent.getCurrentResult().data ?? initial;
      const of = [state, step, spending];
      if (facts !== null && of.every((part, index) => part === madeOf[index])) return facts;
      facts = { practice: isPracticeWork(siteIsPractice, state), spending, step, done: doneSteps(state), targets: targetsOf(session) };
      madeOf = of;
      return facts;
    },
    leave: () => {
      if (session.getSnapshot().kept === false) return false;
      session.startOver();
      return true;
    },
  };
}

function targetsOf(session: Session): FrameFacts['targets'] {
  const { state } = session.getSnapshot();
  const targets: Partial<Record<WizardStep, StepTarget>> = {};
  for (const step of getReachableSteps(state)) {
    targets[step] = step === 'result' && state.jobId !== undefined ? `/jobs/${encodeURIComponent(state.jobId)}` : () => session.goTo(step);
  }
  return targets;
}
