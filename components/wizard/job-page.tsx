'use client';

import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { SpendingResponse } from '@/lib/contracts/access';
import { AppShell } from './app-shell';
import { StepRail } from './step-rail';
import { ALL_BUT_RESULT } from './use-session';

export interface JobPageProps {
  readonly jobId: string;
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
}

const JobScreen = lazy(async () => ({ default: (await import('./job-screen')).JobScreen }));

const never = () => () => undefined;

/** One job's address: the frame at once; the job, which needs the tab's own memory, in the browser alone. */
export function JobPage(props: JobPageProps) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const frame = <JobFrame {...props} />;
  if (!inBrowser) return frame;
  return (
    <Suspense fallback={frame}>
      <JobScreen {...props} />
    </Suspense>
  );
}

function JobFrame({ practice, spending }: JobPageProps) {
  return (
    <AppShell practice={practice} spending={spending} fills rail={<StepRail current="result" done={ALL_BUT_RESULT} targets={{}} />}>
      <main className="grow bg-stage" />
    </AppShell>
  );
}
