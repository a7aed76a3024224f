'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { StepRail, type StepTarget } from '@/components/shell/step-rail';
import { getTabContext, type TabContext } from '@/components/wizard/session/tab-context';
import { STEPS_BEFORE_RESULT, useSession } from '@/components/wizard/session/use-session';
import { ApiProvider } from '@/lib/client/api-provider';
import { useJob, useSpending } from '@/lib/client/queries';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { JobResponse } from '@/lib/contracts/job';
import { getEffectivePlacement, getReachableSteps, type WizardStep } from '@/lib/domain/wizard';
import { NextActions } from './next-actions';
import { ResultView } from './result-view';
import { useRestoreJob } from './use-restore-job';

/** A job, with the way back to its settings where they are available. */
export interface JobPageProps {
  readonly jobId: string;
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
}

export function JobScreen({ practice, tabContextOverride, ...rest }: JobPageProps & { readonly tabContextOverride?: TabContext }) {
  'use memo';
  const [tabContext] = useState(() => tabContextOverride ?? getTabContext(practice, true));
  const router = useRouter();
  useEffect(() => tabContext.setNavigate((href) => router.push(href)), [tabContext, router]);
  return (
    <ApiProvider api={tabContext.api} queryClient={tabContext.queryClient}>
      <JobScreenContent {...rest} practice={practice} tabContext={tabContext} />
    </ApiProvider>
  );
}

export interface JobPageProps {
  readonly jobId: string;
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
}

function JobScreenContent({ jobId, practice, spending: initialSpending, tabContext }: JobPageProps & { readonly tabContext: TabContext }) {
  'use memo';
  const router = useRouter();
  const { session } = tabContext;
  const { state, isSavedLocally, submissionState } = useSession(session);
  const { data: spending } = useSpending(initialSpending);
  const { data: job, error } = useJob(jobId);
  const { isLoaded, hasLocalDraft, isBusy, error: restoreError, restoreJob } = useRestoreJob(jobId, session);
  /** The sample's jobs are in practice mode on a live site too. */
  const isPractice = practice || job?.practice === true;
  const isMissing = job === undefined && error?.code === 'not-found';

  const goTo = async (step: WizardStep) => {
    if (!(await restoreJob(job))) return;
    session.goTo(step);
    router.push('/');
  };
  /** Creates the replacement with this job's own settings, from the draft or the server. */
  const createReplacement = async () => {
    if (!(await restoreJob(job))) return;
    // The voice may be missing: browsers delete unused storage.
    if (getEffectivePlacement(session.getSnapshot().state) === null) return goTo('voice');
    session.createAgain(jobId);
  };
  const dubAnother = async (result: JobResponse) => {
    await session.dubResult(result);
    router.push('/');
  };
  const targets: Partial<Record<WizardStep, StepTarget>> = {};
  if (hasLocalDraft || job) {
    const steps = isLoaded ? getReachableSteps(state) : (['video', 'face', 'voice', 'place'] as const);
    for (const step of steps) if (step !== 'result') targets[step] = () => void goTo(step);
  }
  return (
    <AppShell
      practice={isPractice}
      spending={spending ?? initialSpending}
      fillsViewport
      rail={<StepRail currentStep="result" completed={isMissing ? NO_STEPS : STEPS_BEFORE_RESULT} targets={targets} />}
      // The logo starts over; the job stays at its URL. If the browser stores no drafts, the work stays open.
      onHome={() => {
        if (isSavedLocally !== false) session.startOver();
      }}
    >
      <main className="flex grow flex-col lg:min-h-0">
        <ResultView
          jobId={jobId}
          practice={practice}
          renderNextActions={(finishedJob, isOwn) => (
            <NextActions
              job={finishedJob}
              onChange={hasLocalDraft || isStoredOnServer(finishedJob) ? () => void goTo('place') : null}
              onDubAnother={
                isOwn === false || finishedJob.videoUrl === null
                  ? null
                  : finishedJob.savedAt === null
                    ? 'unsaved'
                    : isOwn === null
                      ? 'unknown'
                      : () => void dubAnother(finishedJob)
              }
              busy={isBusy}
              error={restoreError}
            />
          )}
          onCreateAgain={hasLocalDraft || (job && isStoredOnServer(job)) ? () => void createReplacement() : undefined}
          replacement={{
            isBusy: isBusy || submissionState.kind === 'creating',
            error: isLoaded && submissionState.kind === 'failed' ? submissionState.error : null,
          }}
        />
      </main>
    </AppShell>
  );
}

const NO_STEPS: ReadonlySet<WizardStep> = new Set();

function isStoredOnServer({ originalUrl, voiceUrl }: JobResponse): boolean {
  return originalUrl !== null || voiceUrl !== null;
}
