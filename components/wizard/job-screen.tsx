'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ApiProvider } from '@/lib/client/api-provider';
import { createDrafts } from '@/lib/client/drafts';
import { useSpending } from '@/lib/client/queries';
import { effectivePlacement, reachableSteps, type WizardStep } from '@/lib/domain/wizard';
import { AppShell } from './app-shell';
import type { JobPageProps } from './job-page';
import { ResultView } from './result-view';
import { type Runtime, sharedRuntime } from './runtime';
import { StepRail, type StepTarget } from './step-rail';
import { ALL_BUT_RESULT, useSession } from './use-session';

/** A job on show, and the way back to the settings it was made of, where this browser still has them. */
export function JobScreen({ practice, runtime, ...rest }: JobPageProps & { readonly runtime?: Runtime }) {
  const [tab] = useState(() => runtime ?? sharedRuntime(practice));
  const router = useRouter();
  useEffect(() => tab.setNavigate((href) => router.push(href)), [tab, router]);
  return (
    <ApiProvider api={tab.api} queryClient={tab.queryClient}>
      <Screen {...rest} practice={practice} tab={tab} />
    </ApiProvider>
  );
}

function Screen({ jobId, practice, spending: initialSpending, tab }: JobPageProps & { readonly tab: Runtime }) {
  const router = useRouter();
  const { session } = tab;
  const { state, kept, createWork } = useSession(session);
  const { data: spending } = useSpending(initialSpending);
  const isOpen = state.jobId === jobId;
  const draftId = useDraftOfJob(jobId, isOpen);

  const goTo = async (step: WizardStep) => {
    if (!isOpen && draftId !== null && !(await session.openDraft(draftId))) return;
    session.goTo(step);
    router.push('/');
  };
  /** With this job's own settings, wherever in this browser they lie. */
  const createAgain = async () => {
    if (!isOpen && draftId !== null && !(await session.openDraft(draftId))) return;
    // Its voice may be gone: browsers clear what was long unused.
    if (effectivePlacement(session.getSnapshot().state) === null) return goTo('voice');
    session.createAgain(jobId);
  };
  const canGoBack = isOpen || draftId !== null;
  const targets: Partial<Record<WizardStep, StepTarget>> = {};
  if (canGoBack) {
    const steps = isOpen ? reachableSteps(state) : (['video', 'face', 'voice', 'place'] as const);
    for (const step of steps) if (step !== 'result') targets[step] = () => void goTo(step);
  }
  return (
    <AppShell
      practice={practice}
      spending={spending ?? initialSpending}
      fills
      rail={<StepRail current="result" done={ALL_BUT_RESULT} targets={targets} />}
      // The logo leads to a new beginning; this job stays at its address. Where nothing is kept, the work is not let go of.
      onHome={() => {
        if (kept !== false) session.startOver();
      }}
    >
      <main className="flex grow flex-col lg:min-h-0">
        <ResultView
          jobId={jobId}
          practice={practice}
          {...(canGoBack ? { onChangeAndTryAgain: () => void goTo('place') } : {})}
          {...(canGoBack ? { onCreateAgain: () => void createAgain() } : {})}
          creatingAgain={{ busy: createWork.kind === 'creating', error: isOpen && createWork.kind === 'failed' ? createWork.error : null }}
        />
      </main>
    </AppShell>
  );
}

/** The draft that this job was made of; `null` on another device, or where nothing is kept. */
function useDraftOfJob(jobId: string, isOpen: boolean): string | null {
  const [found, setFound] = useState<{ readonly jobId: string; readonly draftId: string } | null>(null);
  useEffect(() => {
    if (isOpen) return;
    let gone = false;
    const look = async () => {
      const draftId = await createDrafts()
        .findByJob(jobId)
        .catch(() => null);
      if (draftId !== null && !gone) setFound({ jobId, draftId });
    };
    void look();
    return () => {
      gone = true;
    };
  }, [jobId, isOpen]);
  return found?.jobId === jobId ? found.draftId : null;
}
