'use client';

import { CircleAlert, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFavicon } from '@/components/hooks/use-favicon';
import { useNow } from '@/components/hooks/use-now';
import { usePageTitle } from '@/components/hooks/use-page-title';
import { Button, buttonClass } from '@/components/ui/button';
import type { CompletionNotifications } from '@/lib/client/notifications';
import { useJob } from '@/lib/client/queries';
import type { JobResponse } from '@/lib/contracts/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { ErrorNotice } from './error-notice';
import { JobFrame } from './job-frame';
import { JobDone } from './result-done';
import { type CreatingAgain, JobFacts, JobRunning, JobUnknown, StateHead } from './result-progress';
import { ResultStage } from './result-stage';
import { type Told, useTelling, useTold } from './use-told';

interface ResultViewProps {
  readonly jobId: string;
  /** What the site is in; a job that has answered says for itself. */
  readonly practice: boolean;
  /** What can be done next with a job at its end; `null` where there is nothing. */
  /** `usesElementAudio`: `null` until that is known. */
  readonly again?: ((job: JobResponse, isOwn: boolean | null) => ReactNode) | undefined;
  /** Makes a new job that replaces this one; only where its settings can be had. */
  readonly onCreateAgain?: ((job: JobResponse) => void) | undefined;
  readonly creatingAgain?: CreatingAgain | undefined;
  readonly signals?: CompletionNotifications;
}

/** One job, from sent to playing: the same on any device, and after any reload. */
export function ResultView({ jobId, practice, again, onCreateAgain, creatingAgain, signals }: ResultViewProps) {
  'use memo';
  const words = useMessages(resultMessages);
  const told = useTold(signals);
  // Whoever wants to be told is told in another tab, too.
  const {
    data: job,
    error,
    fetchStatus,
    isRefetchError,
    isFetching,
    refetch,
  } = useJob(jobId, { inHiddenTab: told.byNotice || told.bySound });
  useTelling(job, told, signals);
  const offline = fetchStatus === 'paused';

  if (!job) {
    if (error?.code === 'not-found') return <JobMissing />;
    if (error && !isFetching) {
      return (
        <div className="grid min-h-80 grow place-items-center bg-stage p-6">
          <div className="w-full max-w-md">
            <ErrorNotice error={error} practice={practice} onRetry={() => void refetch()} />
          </div>
        </div>
      );
    }
    if (offline) return <ResultStage tone="warn" title={words.offlineTitle} text={words.offlineText} />;
    return <JobLoading />;
  }

  return (
    <div className="flex min-h-0 grow flex-col">
      <p role="status" className="sr-only">
        {announcement(job, words)}
      </p>
      {job.nextPollMs !== null && (offline || isRefetchError) && (
        <p className="flex items-center gap-2 border-line border-b bg-warn-soft px-4 py-2 text-small">
          {offline ? (
            <WifiOff aria-hidden className="size-4 shrink-0 text-warn" />
          ) : (
            <CircleAlert aria-hidden className="size-4 shrink-0 text-warn" />
          )}
          {offline ? words.offlineNote : words.staleNote}
        </p>
      )}
      <JobState
        job={job}
        practice={job.practice}
        looking={isFetching}
        told={told}
        onLook={() => void refetch()}
        again={again}
        onCreateAgain={onCreateAgain}
        creatingAgain={creatingAgain}
      />
    </div>
  );
}

interface JobStateProps extends Omit<ResultViewProps, 'jobId' | 'signals'> {
  readonly job: JobResponse;
  readonly looking: boolean;
  readonly told: Told;
  readonly onLook: () => void;
}

function JobState({ job, practice, looking, told, onLook, again, onCreateAgain, creatingAgain }: JobStateProps) {
  'use memo';
  switch (job.status) {
    case 'submitting':
    case 'submitted':
    case 'processing':
      return <JobRunning job={job} practice={practice} told={told} />;
    case 'unknown':
      return (
        <JobUnknown
          job={job}
          practice={practice}
          onCreateAgain={onCreateAgain && (() => onCreateAgain(job))}
          creatingAgain={creatingAgain}
        />
      );
    case 'failed':
      return <JobFailed job={job} practice={practice} again={again?.(job, false) ?? null} />;
    case 'succeeded':
      if (job.videoUrl !== null) return <JobDone job={job} videoUrl={job.videoUrl} practice={practice} again={again} />;
      return <JobWithoutVideo job={job} looking={looking} onLook={onLook} again={again?.(job, false) ?? null} />;
  }
}

type WithoutVideoProps = Pick<JobStateProps, 'job' | 'looking' | 'onLook'> & { readonly again: ReactNode };

/** It worked, and there is nothing to play: not yet, or not any more. */
function JobWithoutVideo({ job, looking, onLook, again }: WithoutVideoProps) {
  'use memo';
  const words = useMessages(resultMessages);
  const nowMs = useNow(null);
  if (job.resultDeletedAt !== null) {
    return <JobGone job={job} title={words.deletedTitle} text={words.deletedText(job.resultDeletedAt)} again={again} />;
  }
  const isTimeOver = job.upstreamDeletesAt !== null && Date.parse(job.upstreamDeletesAt) <= nowMs;
  if (isTimeOver) return <JobGone job={job} title={words.goneTitle} text={words.goneText} again={again} />;
  return (
    <ResultStage title={words.savingTitle} text={words.savingText}>
      <Button onClick={onLook} disabled={looking}>
        {words.lookAgain}
      </Button>
    </ResultStage>
  );
}

function JobGone({ job, title, text, again }: { job: JobResponse; title: string; text: string; again: ReactNode }) {
  'use memo';
  return (
    <JobFrame job={job}>
      <StateHead tone="warn" title={title} text={text} />
      {again}
      <JobFacts job={job} />
    </JobFrame>
  );
}

function JobFailed({ job, practice, again }: { job: JobResponse; practice: boolean; again: ReactNode }) {
  'use memo';
  const words = useMessages(resultMessages);
  const gap = useSentenceGap();
  usePageTitle(words.tabFailed);
  useFavicon({ kind: 'failed' });
  return (
    <JobFrame job={job}>
      <StateHead
        tone="danger"
        title={words.failedTitle}
        text={job.message === null || job.message === '' ? words.failedNoReason : words.failedReason(job.message)}
      />
      <p className="text-ink-soft">
        <strong className="font-semibold text-ink">{practice ? words.failedMoneyPractice : words.failedMoney[job.charged]}</strong>
        {again ? `${gap}${words.failedTodo}` : ''}
      </p>
      {again ?? (
        <a href="/" className={buttonClass('outline', 'large')}>
          {words.toStart}
        </a>
      )}
      <JobFacts job={job} />
    </JobFrame>
  );
}

function JobMissing() {
  'use memo';
  const words = useMessages(resultMessages);
  return (
    <ResultStage tone="warn" title={words.missingTitle} text={words.missingText}>
      <a href="/" className={buttonClass('outline', 'large')}>
        {words.toStart}
      </a>
    </ResultStage>
  );
}

/** The shape of what comes, until the first answer is here. */
function JobLoading() {
  'use memo';
  const words = useMessages(resultMessages);
  return (
    <div aria-busy className="grid min-h-80 grow place-items-center bg-stage p-6">
      <p role="status" className="sr-only">
        {words.lookingTitle}
      </p>
      <div aria-hidden className="w-full max-w-md">
        <div className="skeleton h-5 w-40 rounded-md" />
        <div className="skeleton mt-2 h-4 w-72 max-w-full rounded-md" />
        <div className="skeleton mt-8 h-2 w-full rounded-full" />
      </div>
    </div>
  );
}

function announcement(job: JobResponse, words: (typeof resultMessages)['en']): string {
  if (job.status === 'succeeded') return job.videoUrl === null ? words.savingTitle : words.doneTitle;
  if (job.status === 'failed') return words.failedTitle;
  return (job.practice ? words.statesInPractice : words.states)[job.status].title;
}
