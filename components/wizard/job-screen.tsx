'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ApiProvider } from '@/lib/client/api-provider';
import { useJob, useSpending } from '@/lib/client/queries';
import type { JobResponse } from '@/lib/contracts/job';
import { getEffectivePlacement, getReachableSteps, type WizardStep } from '@/lib/domain/wizard';
import { AgainActions } from './again-actions';
import { AppShell } from './app-shell';
import type { JobPageProps } from './job-page';
import { ResultView } from './result-view';
import { type Runtime, sharedRuntime } from './runtime';
import { StepRail, type StepTarget } from './step-rail';
import { useReopen } from './use-reopen';
import { ALL_BUT_RESULT, useSession } from './use-session';

/** A job on show, and the way back to the settings it was made of, where this browser still has them. */
export function JobScreen({ practice, runtime, ...rest }: JobPageProps & { readonly runtime?: Runtime }) {
  'use memo';
  const [tab] = useState(() => runtime ?? sharedRuntime(practice, true));
  const router = useRouter();
  useEffect(() => tab.setNavigate((href) => router.push(href)), [tab, router]);
  return (
    <ApiProvider api={tab.api} queryClient={tab.queryClient}>
      <Screen {...rest} practice={practice} tab={tab} />
    </ApiProvider>
  );
}

function Screen({ jobId, practice, spending: initialSpending, tab }: JobPageProps & { readonly tab: Runtime }) {
  'use memo';
  const router = useRouter();
  const { session } = tab;
  const { state, kept, createWork } = useSession(session);
  const { data: spending } = useSpending(initialSpending);
  const { data: job, error } = useJob(jobId);
  const { isOpen, isHere, busy, error: reopenError, reopen } = useReopen(jobId, session);
  /** On a live site too, what was made of the sample is. */
  const isPractice = practice || job?.practice === true;
  const isMissing = job === undefined && error?.code === 'not-found';

  const goTo = async (step: WizardStep) => {
    if (!(await reopen(job))) return;
    session.goTo(step);
    router.push('/');
  };
  /** With this job's own settings, wherever they lie. */
  const createAgain = async () => {
    if (!(await reopen(job))) return;
    // Its voice may be gone: browsers clear what was long unused.
    if (getEffectivePlacement(session.getSnapshot().state) === null) return goTo('voice');
    session.createAgain(jobId);
  };
  const dubAnother = async (result: JobResponse) => {
    await session.openResult(result);
    router.push('/');
  };
  const targets: Partial<Record<WizardStep, StepTarget>> = {};
  if (isHere || job) {
    const steps = isOpen ? getReachableSteps(state) : (['video', 'face', 'voice', 'place'] as const);
    for (const step of steps) if (step !== 'result') targets[step] = () => void goTo(step);
  }
  return (
    <AppShell
      practice={isPractice}
      spending={spending ?? initialSpending}
      fills
      rail={<StepRail current="result" done={isMissing ? NOTHING : ALL_BUT_RESULT} targets={targets} />}
      // The logo leads to a new beginning; this job stays at its address. Where nothing is kept, the work is not let go of.
      onHome={() => {
        if (kept !== false) session.startOver();
      }}
    >
      <main className="flex grow flex-col lg:min-h-0">
        <ResultView
          jobId={jobId}
          practice={practice}
          again={(finished, isOwn) => (
            <AgainActions
              job={finished}
              onChange={isHere || isKept(finished) ? () => void goTo('place') : null}
              onDubAnother={
                isOwn === false || finished.videoUrl === null
                  ? null
                  : finished.savedAt === null
                    ? 'unsaved'
                    : isOwn === null
                      ? 'unknown'
                      : () => void dubAnother(finished)
              }
              busy={busy}
              error={reopenError}
            />
          )}
          onCreateAgain={isHere || (job && isKept(job)) ? () => void createAgain() : undefined}
          creatingAgain={{
            busy: busy || createWork.kind === 'creating',
            error: isOpen && createWork.kind === 'failed' ? createWork.error : null,
          }}
        />
      </main>
    </AppShell>
  );
}

const NOTHING: ReadonlySet<WizardStep> = new Set();

/** The server keeps what it was made of. */
function isKept({ originalUrl, voiceUrl }: JobResponse): boolean {
  return originalUrl !== null || voiceUrl !== null;
}
