'use client';

import { lazy, Suspense, useSyncExternalStore } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { StepRail } from '@/components/shell/step-rail';
import { STEPS_BEFORE_RESULT } from '@/components/wizard/session/use-session';
import type { JobPageProps } from './job-screen';

const JobScreen = lazy(async () => ({ default: (await import('./job-screen')).JobScreen }));

const subscribeToNothing = () => () => undefined;

/** One job's address: the frame at once; the job, which needs the tab's own memory, in the browser alone. */
export function JobPage(props: JobPageProps) {
  const isClient = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
  const loadingShell = <JobPageShell {...props} />;
  if (!isClient) return loadingShell;
  return (
    <Suspense fallback={loadingShell}>
      <JobScreen {...props} />
    </Suspense>
  );
}

function JobPageShell({ practice, spending }: JobPageProps) {
  return (
    <AppShell
      practice={practice}
      spending={spending}
      fillsViewport
      rail={<StepRail currentStep="result" completed={STEPS_BEFORE_RESULT} targets={{}} />}
    >
      <main className="grow bg-stage" />
    </AppShell>
  );
}
