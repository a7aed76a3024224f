'use client';

import { CircleAlert } from 'lucide-react';
import { useFavicon } from '@/components/hooks/use-favicon';
import { useNow } from '@/components/hooks/use-now';
import { usePageTitle } from '@/components/hooks/use-page-title';
import { useSubmitGuard } from '@/components/hooks/use-submit-guard';
import { ErrorNotice } from '@/components/shell/error-notice';
import { getJobName } from '@/components/shell/job-name';
import { Button, buttonClass } from '@/components/ui/button';
import type { ApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import { UNKNOWN_LOOKUP_TIMEOUT_MS } from '@/lib/domain/job';
import { PRICES } from '@/lib/domain/price';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { CopyJobLink } from './copy-job-link';
import { JobLayout } from './job-layout';
import { NotifyToggle } from './notify-toggle';
import type { CompletionNotificationSettings } from './use-completion-notifications';

const TICK_MS = 1_000;
/** Position of the estimated duration on the bar; time after it approaches the end without reaching it. */
const ESTIMATE_POSITION = 0.75;

function getProgress(elapsedMs: number, usualMs: number): number {
  if (elapsedMs <= usualMs) return (elapsedMs / usualMs) * ESTIMATE_POSITION;
  return 1 - (1 - ESTIMATE_POSITION) * (usualMs / elapsedMs);
}

interface RunningProps {
  readonly job: JobResponse;
  readonly practice: boolean;
}

/** A job that is queued or running: its state, elapsed time and usual duration. Upstream reports no progress, so only time is shown. */
export function JobRunning({ job, practice, notifications }: RunningProps & { readonly notifications: CompletionNotificationSettings }) {
  'use memo';
  const messages = useMessages(resultMessages);
  const sentenceGap = useSentenceGap();
  const elapsedMs = Math.max(0, useNow(TICK_MS) - Date.parse(job.createdAt));
  const { usualMs } = job;
  const status = job.status === 'succeeded' || job.status === 'failed' || job.status === 'unknown' ? 'processing' : job.status;
  const { title, text } = (practice ? messages.statesInPractice : messages.states)[status];
  const isLate = elapsedMs > usualMs * 1.5;
  const progress = getProgress(elapsedMs, usualMs);
  const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;
  usePageTitle(messages.tabWorking(messages.elapsed(elapsedMs)));
  useFavicon({ kind: 'progress', share: progress });

  return (
    <JobLayout
      job={job}
      footer={
        <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1">
          <p className="flex items-baseline gap-1.5">
            <span className="tabular font-semibold text-large">{messages.elapsed(elapsedMs)}</span>
            <span className="text-ink-soft">{messages.elapsedLabel}</span>
          </p>
          <div
            role="progressbar"
            aria-label={title}
            aria-valuetext={messages.progressText(elapsedMs, usualMs)}
            className="relative h-2 min-w-40 grow rounded-full bg-raised max-sm:order-last max-sm:w-full"
          >
            <div
              className="absolute inset-y-0 left-0 min-w-2 rounded-full bg-ink transition-[width] duration-1000 ease-linear"
              style={{ width: percent(progress) }}
            />
            {/* Marks the estimated duration. */}
            <div className="-inset-y-1 absolute w-px bg-ink-faint" style={{ left: percent(ESTIMATE_POSITION) }} />
          </div>
          <p className="ml-auto text-ink-soft">{messages.usual(usualMs)}</p>
        </div>
      }
    >
      <div>
        <p className="text-ink-soft text-small">{messages.inWork}</p>
        <h1 className="mt-1 font-semibold text-title">{title}</h1>
        {/* Reserves the height of the longest of the successive texts. */}
        <p className="mt-1 min-h-[2lh] text-ink-soft">{text}</p>
        <p className="mt-3 text-ink-soft">
          {isLate ? `${messages.longer}${sentenceGap}` : ''}
          {messages.mayClose}
        </p>
      </div>
      <hr className="border-line" />
      <NotifyToggle {...notifications} />
      <JobSummary job={job} />
    </JobLayout>
  );
}

/** State of *Create again* until the new job is known. */
export interface ReplacementState {
  readonly isBusy: boolean;
  readonly error: ApiError | null;
}

interface UnknownProps extends RunningProps {
  readonly onCreateAgain?: (() => void) | undefined;
  readonly replacement?: ReplacementState | undefined;
}

/**
 * The job was sent but its outcome is unknown. The server searches for it for ten minutes; then the editor decides, because a second job is charged
 * again.
 */
export function JobUnknown({ job, practice, onCreateAgain, replacement = { isBusy: false, error: null } }: UnknownProps) {
  'use memo';
  const messages = useMessages(resultMessages);
  const sentenceGap = useSentenceGap();
  // A lost job is only updated when it is found, so `updatedAt` is the start of the search.
  const searchedForMs = Math.max(0, useNow(TICK_MS) - Date.parse(job.updatedAt));
  const leftMs = UNKNOWN_LOOKUP_TIMEOUT_MS - searchedForMs;
  const { isBusy, error } = replacement;
  const createAgain = useSubmitGuard(() => onCreateAgain?.(), { busy: isBusy, outcome: error });
  usePageTitle(messages.tabUnknown);
  useFavicon({ kind: 'question' });
  const { title, text } = (practice ? messages.statesInPractice : messages.states).unknown;
  return (
    <JobLayout job={job}>
      <StateHeading tone="warn" title={title} text={text} />
      {leftMs > 0 ? (
        <p className="tabular text-ink-soft">
          {messages.unknownAsking(leftMs)}
          {sentenceGap}
          {messages.mayClose}
        </p>
      ) : (
        <>
          <p className="text-ink-soft">
            {practice ? messages.unknownOverPractice : messages.unknownOver}
            {onCreateAgain ? (
              <strong className="font-semibold text-ink">
                {sentenceGap}
                {practice ? messages.createAgainQuestionPractice : messages.createAgainQuestion(PRICES.lipSync)}
              </strong>
            ) : null}
          </p>
          {onCreateAgain ? (
            <>
              {error ? (
                <ErrorNotice error={error} practice={practice}>
                  {error.issues.some(({ code }) => code === 'not-replaceable') ? <p className="mt-1">{messages.createAgainTaken}</p> : null}
                </ErrorNotice>
              ) : null}
              <div>
                <Button size="large" className="w-full" aria-disabled={isBusy} onClick={createAgain}>
                  {practice ? messages.createAgainPractice : messages.createAgain(PRICES.lipSync)}
                </Button>
                <p className="mt-1.5 text-ink-soft text-small">{messages.createAgainNote}</p>
              </div>
            </>
          ) : (
            <>
              <p className="text-ink-soft">{messages.createAgainElsewhere}</p>
              <a href="/" className={buttonClass('outline', 'large')}>
                {messages.toStart}
              </a>
            </>
          )}
        </>
      )}
      <JobSummary job={job} />
    </JobLayout>
  );
}

/** Heading for a job with a problem: an icon and the same in words. */
export function StateHeading({ tone, title, text }: { tone: 'warn' | 'danger'; title: string; text: string }) {
  'use memo';
  const colorClass = { warn: 'bg-warn-soft text-warn', danger: 'bg-danger-soft text-danger' }[tone];
  return (
    <div>
      <span aria-hidden className={`mb-3 grid size-7 place-items-center rounded-full ${colorClass}`}>
        <CircleAlert className="size-4" />
      </span>
      <h1 className="font-semibold text-title">{title}</h1>
      <p className="wrap-anywhere mt-1 text-ink-soft">{text}</p>
    </div>
  );
}

/** The inputs of the job, so that a later visitor can recognise it. */
export function JobSummary({ job }: { job: JobResponse }) {
  'use memo';
  const messages = useMessages(resultMessages);
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  return (
    <div className="mt-auto flex flex-col gap-3 border-line border-t pt-4">
      <p className="tabular text-ink-soft text-small">
        <span className="wrap-anywhere line-clamp-2 font-medium text-ink">{getJobName(job) ?? messages.untitled}</span>
        {messages.voiceRuns(insertAtMs, insertAtMs + trimEndMs - trimStartMs)}
      </p>
      <CopyJobLink jobId={job.jobId} />
    </div>
  );
}
