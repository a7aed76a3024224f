'use client';

import { lazy, Suspense, useSyncExternalStore } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { StepRail } from '@/components/shell/step-rail';
import { STEPS_BEFORE_RESULT } from '@/components/wizard/session/use-session';
import type { JobPageProps } from './job-screen';

const JobScreen = lazy(async () => ({ default: (await import('./job-screen')).JobScreen }));

const subscribeToNothing = () => () => undefined;

/** Page of one job: the frame renders on the server, the job only in the browser, because it needs the tab's state. */
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
