import { QueryObserver } from '@tanstack/react-query';
import type { StepTarget } from '@/components/shell/step-rail';
import { spendingQuery } from '@/lib/client/queries';
import type { SpendingResponse } from '@/lib/contracts/access';
import { getReachableSteps, type WizardStep } from '@/lib/domain/wizard';
import type { Session } from './session';
import type { TabContext } from './tab-context';
import { getCompletedSteps, getVisibleStep, isPracticeSession } from './use-session';

/** The editor's state that the page frame shows. */
export interface ShellState {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  readonly step: WizardStep;
  readonly completed: ReadonlySet<WizardStep>;
  readonly targets: Readonly<Partial<Record<WizardStep, StepTarget>>>;
}

/**
 * Store for the page frame, which is mounted before and after the editor. It is updated outside React, so that the frame does not render with every
 * change in the editor.
 */
export interface ShellStore {
  readonly subscribe: (listener: () => void) => () => void;
  /** Returns the same object until a value changes. */
  readonly getState: () => ShellState;
  /**
   * Starts over.
   * @returns `false`, without doing anything, if the browser stores no drafts and the work would be lost.
   */
  readonly startOver: () => boolean;
}

type ShellContext = Pick<TabContext, 'api' | 'queryClient' | 'session'>;

/** `initial` is the spending that the server rendered into the page. */
export function createShellStore(
  { api, queryClient, session }: ShellContext,
  siteIsPractice: boolean,
  initial: SpendingResponse | null,
): ShellStore {
  const spendingObserver = new QueryObserver(queryClient, spendingQuery(api, initial));
  let state: ShellState | null = null;
  let lastInputs: readonly unknown[] = [];
  return {
    subscribe: (listener) => {
      const unsubscribers = [session.subscribe(listener), spendingObserver.subscribe(listener)];
      return () => {
        for (const unsubscribe of unsubscribers) unsubscribe();
      };
    },
    getState: () => {
      const snapshot = session.getSnapshot();
      const { state: wizardState } = snapshot;
      const step = getVisibleStep(snapshot);
      const spending = spendingObserver.getCurrentResult().data ?? initial;
      const inputs = [wizardState, step, spending];
      if (state !== null && inputs.every((input, index) => input === lastInputs[index])) return state;
      state = {
        practice: isPracticeSession(siteIsPractice, wizardState),
        spending,
        step,
        completed: getCompletedSteps(wizardState),
        targets: getStepTargets(session),
      };
      lastInputs = inputs;
      return state;
    },
    startOver: () => {
      if (session.getSnapshot().isSavedLocally === false) return false;
      session.startOver();
      return true;
    },
  };
}

function getStepTargets(session: Session): ShellState['targets'] {
  const { state } = session.getSnapshot();
  const targets: Partial<Record<WizardStep, StepTarget>> = {};
  for (const step of getReachableSteps(state)) {
    targets[step] = step === 'result' && state.jobId !== undefined ? `/jobs/${encodeURIComponent(state.jobId)}` : () => session.goTo(step);
  }
  return targets;
}
