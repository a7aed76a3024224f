'use client';

import { CircleAlert, WifiOff } from 'lucide-react';
import { Button, buttonClass } from '@/components/ui/button';
import { usePageTitle } from '@/components/ui/use-page-title';
import { useJob } from '@/lib/client/queries';
import type { JobAnswer } from '@/lib/contracts/job';
import { resultWords } from '@/lib/i18n/result';
import { useWords } from '@/lib/i18n/use-words';
import { ErrorNotice } from './error-notice';
import { JobDone } from './result-done';
import { type CreatingAgain, JobRunning, JobUnknown } from './result-progress';
import { ResultStage } from './result-stage';

interface ResultViewProps {
  readonly jobId: string;
  /** What the site is in; a job that has answered says for itself. */
  readonly practice: boolean;
  /** Only where the wizard still holds this job's clip, face and voice. */
  readonly onChangeAndTryAgain?: (() => void) | undefined;
  /** Makes a new job that replaces this one; only where the wizard still holds its settings. */
  readonly onCreateAgain?: (() => void) | undefined;
  readonly creatingAgain?: CreatingAgain | undefined;
}

/** One job, from sent to playing: the same on any device, and after any reload. */
export function ResultView({ jobId, practice, onChangeAndTryAgain, onCreateAgain, creatingAgain }: ResultViewProps) {
  const words = useWords(resultWords);
  const { data: job, error, fetchStatus, isRefetchError, isFetching, refetch } = useJob(jobId);
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
        onLook={() => void refetch()}
        onChangeAndTryAgain={onChangeAndTryAgain}
        onCreateAgain={onCreateAgain}
        creatingAgain={creatingAgain}
      />
    </div>
  );
}

interface JobStateProps extends Omit<ResultViewProps, 'jobId'> {
  readonly job: JobAnswer;
  readonly looking: boolean;
  readonly onLook: () => void;
}

function JobState({ job, practice, looking, onLook, onChangeAndTryAgain, onCreateAgain, creatingAgain }: JobStateProps) {
  const words = useWords(resultWords);
  switch (job.status) {
    case 'submitting':
    case 'submitted':
    case 'processing':
      return <JobRunning job={job} practice={practice} />;
    case 'unknown':
      return <JobUnknown job={job} practice={practice} onCreateAgain={onCreateAgain} creatingAgain={creatingAgain} />;
    case 'failed':
      return <JobFailed job={job} practice={practice} onChangeAndTryAgain={onChangeAndTryAgain} />;
    case 'succeeded':
      if (job.videoUrl !== null) {
        return <JobDone job={job} videoUrl={job.videoUrl} practice={practice} onChangeAndTryAgain={onChangeAndTryAgain} />;
      }
      return (
        <ResultStage title={words.savingTitle} text={words.savingText}>
          <Button onClick={onLook} disabled={looking}>
            {words.lookAgain}
          </Button>
        </ResultStage>
      );
  }
}

function JobFailed({
  job,
  practice,
  onChangeAndTryAgain,
}: {
  job: JobAnswer;
  practice: boolean;
  onChangeAndTryAgain?: (() => void) | undefined;
}) {
  const words = useWords(resultWords);
  usePageTitle(words.tabFailed);
  return (
    <ResultStage
      tone="danger"
      title={words.failedTitle}
      text={job.message === null || job.message === '' ? words.failedNoReason : words.failedReason(job.message)}
    >
      <p className="text-ink-soft">
        <strong className="font-semibold text-ink">{practice ? words.failedMoneyPractice : words.failedMoney[job.charged]}</strong>
        {onChangeAndTryAgain ? ` ${words.failedTodo}` : ''}
      </p>
      <div className="mt-4">
        {onChangeAndTryAgain ? (
          <Button size="large" look="primary" onClick={onChangeAndTryAgain}>
            {words.changeAndTryAgain}
          </Button>
        ) : (
          <a href="/" className={buttonClass('outline', 'large')}>
            {words.toStart}
          </a>
        )}
      </div>
    </ResultStage>
  );
}

function JobMissing() {
  const words = useWords(resultWords);
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
  const words = useWords(resultWords);
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

function announcement(job: JobAnswer, words: (typeof resultWords)['en']): string {
  if (job.status === 'succeeded') return job.videoUrl === null ? words.savingTitle : words.doneTitle;
  if (job.status === 'failed') return words.failedTitle;
  return (job.practice ? words.statesInPractice : words.states)[job.status].title;
}
