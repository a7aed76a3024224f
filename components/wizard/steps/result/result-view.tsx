'use client';

import { CircleAlert, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFavicon } from '@/components/hooks/use-favicon';
import { useNow } from '@/components/hooks/use-now';
import { usePageTitle } from '@/components/hooks/use-page-title';
import { ErrorNotice } from '@/components/shell/error-notice';
import { Button, buttonClass } from '@/components/ui/button';
import type { CompletionNotifications } from '@/lib/client/notifications';
import { useJob } from '@/lib/client/queries';
import type { JobResponse } from '@/lib/contracts/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { JobLayout } from './job-layout';
import { JobDone } from './result-done';
import { ResultMessage } from './result-message';
import { JobRunning, JobSummary, JobUnknown, type ReplacementState, StateHeading } from './result-progress';
import { type CompletionNotificationSettings, useCompletionNotifications, useNotificationSettings } from './use-completion-notifications';

interface ResultViewProps {
  readonly jobId: string;
  /** Mode of the site; a loaded job states its own mode. */
  readonly practice: boolean;
  /** Actions after a job has ended. `isOwn` is `null` until the owner is known. */
  readonly renderNextActions?: ((job: JobResponse, isOwn: boolean | null) => ReactNode) | undefined;
  /** Creates a job that replaces this one; only where its settings are available. */
  readonly onCreateAgain?: ((job: JobResponse) => void) | undefined;
  readonly replacement?: ReplacementState | undefined;
  readonly notificationApi?: CompletionNotifications;
}

/** One job from queued to playable, on any device and after any reload. */
export function ResultView({ jobId, practice, renderNextActions, onCreateAgain, replacement, notificationApi }: ResultViewProps) {
  'use memo';
  const messages = useMessages(resultMessages);
  const notifications = useNotificationSettings(notificationApi);
  // Notifications are for a tab in the background, so polling continues there when they are enabled.
  const {
    data: job,
    error,
    fetchStatus,
    isRefetchError,
    isFetching,
    refetch,
  } = useJob(jobId, { inHiddenTab: notifications.notifies || notifications.playsSound });
  useCompletionNotifications(job, notifications, notificationApi);
  const isOffline = fetchStatus === 'paused';

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
    if (isOffline) return <ResultMessage tone="warn" title={messages.offlineTitle} text={messages.offlineText} />;
    return <JobLoading />;
  }

  return (
    <div className="flex min-h-0 grow flex-col">
      <p role="status" className="sr-only">
        {getAnnouncement(job, messages)}
      </p>
      {job.nextPollMs !== null && (isOffline || isRefetchError) && (
        <p className="flex items-center gap-2 border-line border-b bg-warn-soft px-4 py-2 text-small">
          {isOffline ? (
            <WifiOff aria-hidden className="size-4 shrink-0 text-warn" />
          ) : (
            <CircleAlert aria-hidden className="size-4 shrink-0 text-warn" />
          )}
          {isOffline ? messages.offlineNote : messages.staleNote}
        </p>
      )}
      <JobState
        job={job}
        practice={job.practice}
        isRefetching={isFetching}
        notifications={notifications}
        onRefetch={() => void refetch()}
        renderNextActions={renderNextActions}
        onCreateAgain={onCreateAgain}
        replacement={replacement}
      />
    </div>
  );
}

interface JobStateProps extends Omit<ResultViewProps, 'jobId' | 'signals'> {
  readonly job: JobResponse;
  readonly isRefetching: boolean;
  readonly notifications: CompletionNotificationSettings;
  readonly onRefetch: () => void;
}

function JobState({ job, practice, isRefetching, notifications, onRefetch, renderNextActions, onCreateAgain, replacement }: JobStateProps) {
  'use memo';
  switch (job.status) {
    case 'submitting':
    case 'submitted':
    case 'processing':
      return <JobRunning job={job} practice={practice} notifications={notifications} />;
    case 'unknown':
      return (
        <JobUnknown job={job} practice={practice} onCreateAgain={onCreateAgain && (() => onCreateAgain(job))} replacement={replacement} />
      );
    case 'failed':
      return <JobFailed job={job} practice={practice} nextActions={renderNextActions?.(job, false) ?? null} />;
    case 'succeeded':
      if (job.videoUrl !== null)
        return <JobDone job={job} videoUrl={job.videoUrl} practice={practice} renderNextActions={renderNextActions} />;
      return (
        <JobWithoutVideo
          job={job}
          isRefetching={isRefetching}
          onRefetch={onRefetch}
          nextActions={renderNextActions?.(job, false) ?? null}
        />
      );
  }
}

type WithoutVideoProps = Pick<JobStateProps, 'job' | 'isRefetching' | 'onRefetch'> & { readonly nextActions: ReactNode };

/** The job succeeded, but the video is not available yet, or not any more. */
function JobWithoutVideo({ job, isRefetching, onRefetch, nextActions }: WithoutVideoProps) {
  'use memo';
  const messages = useMessages(resultMessages);
  const nowMs = useNow(null);
  if (job.resultDeletedAt !== null) {
    return (
      <JobVideoDeleted job={job} title={messages.deletedTitle} text={messages.deletedText(job.resultDeletedAt)} nextActions={nextActions} />
    );
  }
  const isPastUpstreamRetention = job.upstreamDeletesAt !== null && Date.parse(job.upstreamDeletesAt) <= nowMs;
  if (isPastUpstreamRetention)
    return <JobVideoDeleted job={job} title={messages.goneTitle} text={messages.goneText} nextActions={nextActions} />;
  return (
    <ResultMessage title={messages.savingTitle} text={messages.savingText}>
      <Button onClick={onRefetch} disabled={isRefetching}>
        {messages.lookAgain}
      </Button>
    </ResultMessage>
  );
}

function JobVideoDeleted({ job, title, text, nextActions }: { job: JobResponse; title: string; text: string; nextActions: ReactNode }) {
  'use memo';
  return (
    <JobLayout job={job}>
      <StateHeading tone="warn" title={title} text={text} />
      {nextActions}
      <JobSummary job={job} />
    </JobLayout>
  );
}

function JobFailed({ job, practice, nextActions }: { job: JobResponse; practice: boolean; nextActions: ReactNode }) {
  'use memo';
  const messages = useMessages(resultMessages);
  const sentenceGap = useSentenceGap();
  usePageTitle(messages.tabFailed);
  useFavicon({ kind: 'failed' });
  return (
    <JobLayout job={job}>
      <StateHeading
        tone="danger"
        title={messages.failedTitle}
        text={job.message === null || job.message === '' ? messages.failedNoReason : messages.failedReason(job.message)}
      />
      <p className="text-ink-soft">
        <strong className="font-semibold text-ink">{practice ? messages.failedMoneyPractice : messages.failedMoney[job.charged]}</strong>
        {nextActions ? `${sentenceGap}${messages.failedTodo}` : ''}
      </p>
      {nextActions ?? (
        <a href="/" className={buttonClass('outline', 'large')}>
          {messages.toStart}
        </a>
      )}
      <JobSummary job={job} />
    </JobLayout>
  );
}

function JobMissing() {
  'use memo';
  const messages = useMessages(resultMessages);
  return (
    <ResultMessage tone="warn" title={messages.missingTitle} text={messages.missingText}>
      <a href="/" className={buttonClass('outline', 'large')}>
        {messages.toStart}
      </a>
    </ResultMessage>
  );
}

/** Skeleton until the first response. */
function JobLoading() {
  'use memo';
  const messages = useMessages(resultMessages);
  return (
    <div aria-busy className="grid min-h-80 grow place-items-center bg-stage p-6">
      <p role="status" className="sr-only">
        {messages.lookingTitle}
      </p>
      <div aria-hidden className="w-full max-w-md">
        <div className="skeleton h-5 w-40 rounded-md" />
        <div className="skeleton mt-2 h-4 w-72 max-w-full rounded-md" />
        <div className="skeleton mt-8 h-2 w-full rounded-full" />
      </div>
    </div>
  );
}

function getAnnouncement(job: JobResponse, messages: (typeof resultMessages)['en']): string {
  if (job.status === 'succeeded') return job.videoUrl === null ? messages.savingTitle : messages.doneTitle;
  if (job.status === 'failed') return messages.failedTitle;
  return (job.practice ? messages.statesInPractice : messages.states)[job.status].title;
}
