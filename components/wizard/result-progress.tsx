'use client';

import { CircleAlert } from 'lucide-react';
import { useFavicon } from '@/components/hooks/use-favicon';
import { useNow } from '@/components/hooks/use-now';
import { usePageTitle } from '@/components/hooks/use-page-title';
import { useSubmitGuard } from '@/components/hooks/use-submit-guard';
import { Button, buttonClass } from '@/components/ui/button';
import type { ApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import { UNKNOWN_LOOKUP_TIMEOUT_MS } from '@/lib/domain/job';
import { PRICES } from '@/lib/domain/price';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { CopyLink } from './copy-link';
import { calledOf } from './download-name';
import { ErrorNotice } from './error-notice';
import { JobFrame } from './job-frame';
import { TellMe } from './tell-me';
import type { Told } from './use-told';

const SECOND_MS = 1_000;
/** Where on the bar the usual time stands: what comes after it is drawn ever closer to the end, and never reaches it. */
const USUAL_SHARE = 0.75;

function shareOf(elapsedMs: number, usualMs: number): number {
  if (elapsedMs <= usualMs) return (elapsedMs / usualMs) * USUAL_SHARE;
  return 1 - (1 - USUAL_SHARE) * (usualMs / elapsedMs);
}

interface RunningProps {
  readonly job: JobResponse;
  readonly practice: boolean;
}

/** Sent, waiting or in work: what happens, since when, and how long it usually takes. Time is all that is known, so time is all it shows. */
export function JobRunning({ job, practice, told }: RunningProps & { readonly told: Told }) {
  'use memo';
  const words = useMessages(resultMessages);
  const gap = useSentenceGap();
  const elapsedMs = Math.max(0, useNow(SECOND_MS) - Date.parse(job.createdAt));
  const { usualMs } = job;
  const status = job.status === 'succeeded' || job.status === 'failed' || job.status === 'unknown' ? 'processing' : job.status;
  const { title, text } = (practice ? words.statesInPractice : words.states)[status];
  const late = elapsedMs > usualMs * 1.5;
  const share = shareOf(elapsedMs, usualMs);
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  usePageTitle(words.tabWorking(words.elapsed(elapsedMs)));
  useFavicon({ kind: 'progress', share });

  return (
    <JobFrame
      job={job}
      foot={
        <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1">
          <p className="flex items-baseline gap-1.5">
            <span className="tabular font-semibold text-large">{words.elapsed(elapsedMs)}</span>
            <span className="text-ink-soft">{words.elapsedLabel}</span>
          </p>
          <div
            role="progressbar"
            aria-label={title}
            aria-valuetext={words.progressText(elapsedMs, usualMs)}
            className="relative h-2 min-w-40 grow rounded-full bg-raised max-sm:order-last max-sm:w-full"
          >
            <div
              className="absolute inset-y-0 left-0 min-w-2 rounded-full bg-ink transition-[width] duration-1000 ease-linear"
              style={{ width: percent(share) }}
            />
            {/* Where the usual time is over. */}
            <div className="-inset-y-1 absolute w-px bg-ink-faint" style={{ left: percent(USUAL_SHARE) }} />
          </div>
          <p className="ml-auto text-ink-soft">{words.usual(usualMs)}</p>
        </div>
      }
    >
      <div>
        <p className="text-ink-soft text-small">{words.inWork}</p>
        <h1 className="mt-1 font-semibold text-title">{title}</h1>
        {/* Room for the longest of the states that follow each other. */}
        <p className="mt-1 min-h-[2lh] text-ink-soft">{text}</p>
        <p className="mt-3 text-ink-soft">
          {late ? `${words.longer}${gap}` : ''}
          {words.mayClose}
        </p>
      </div>
      <hr className="border-line" />
      <TellMe {...told} />
      <JobFacts job={job} />
    </JobFrame>
  );
}

/** What comes of a press of *Create again*, until there is a new job to show. */
export interface CreatingAgain {
  readonly busy: boolean;
  readonly error: ApiError | null;
}

interface UnknownProps extends RunningProps {
  readonly onCreateAgain?: (() => void) | undefined;
  readonly creatingAgain?: CreatingAgain | undefined;
}

/** Sent, and no answer believed. For ten minutes it is looked for; then a person decides, because a second one costs a second time. */
export function JobUnknown({ job, practice, onCreateAgain, creatingAgain = { busy: false, error: null } }: UnknownProps) {
  'use memo';
  const words = useMessages(resultMessages);
  const gap = useSentenceGap();
  // A lost job changes only when it is found: its last change is when the search began.
  const searchedForMs = Math.max(0, useNow(SECOND_MS) - Date.parse(job.updatedAt));
  const leftMs = UNKNOWN_LOOKUP_TIMEOUT_MS - searchedForMs;
  const { busy, error } = creatingAgain;
  const createAgain = useSubmitGuard(() => onCreateAgain?.(), { busy, outcome: error });
  usePageTitle(words.tabUnknown);
  useFavicon({ kind: 'question' });
  const { title, text } = (practice ? words.statesInPractice : words.states).unknown;
  return (
    <JobFrame job={job}>
      <StateHead tone="warn" title={title} text={text} />
      {leftMs > 0 ? (
        <p className="tabular text-ink-soft">
          {words.unknownAsking(leftMs)}
          {gap}
          {words.mayClose}
        </p>
      ) : (
        <>
          <p className="text-ink-soft">
            {practice ? words.unknownOverPractice : words.unknownOver}
            {onCreateAgain ? (
              <strong className="font-semibold text-ink">
                {gap}
                {practice ? words.createAgainQuestionPractice : words.createAgainQuestion(PRICES.lipSync)}
              </strong>
            ) : null}
          </p>
          {onCreateAgain ? (
            <>
              {error ? (
                <ErrorNotice error={error} practice={practice}>
                  {error.issues.some(({ code }) => code === 'not-replaceable') ? <p className="mt-1">{words.createAgainTaken}</p> : null}
                </ErrorNotice>
              ) : null}
              <div>
                <Button size="large" className="w-full" aria-disabled={busy} onClick={createAgain}>
                  {practice ? words.createAgainPractice : words.createAgain(PRICES.lipSync)}
                </Button>
                <p className="mt-1.5 text-ink-soft text-small">{words.createAgainNote}</p>
              </div>
            </>
          ) : (
            <>
              <p className="text-ink-soft">{words.createAgainElsewhere}</p>
              <a href="/" className={buttonClass('outline', 'large')}>
                {words.toStart}
              </a>
            </>
          )}
        </>
      )}
      <JobFacts job={job} />
    </JobFrame>
  );
}

/** How a job stands where something is amiss: a mark that says so at a glance, and the same in words. */
export function StateHead({ tone, title, text }: { tone: 'warn' | 'danger'; title: string; text: string }) {
  'use memo';
  const colour = { warn: 'bg-warn-soft text-warn', danger: 'bg-danger-soft text-danger' }[tone];
  return (
    <div>
      <span aria-hidden className={`mb-3 grid size-7 place-items-center rounded-full ${colour}`}>
        <CircleAlert className="size-4" />
      </span>
      <h1 className="font-semibold text-title">{title}</h1>
      <p className="wrap-anywhere mt-1 text-ink-soft">{text}</p>
    </div>
  );
}

/** What the job was made of, so that whoever opens the page later knows which one it is. */
export function JobFacts({ job }: { job: JobResponse }) {
  'use memo';
  const words = useMessages(resultMessages);
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  return (
    <div className="mt-auto flex flex-col gap-3 border-line border-t pt-4">
      <p className="tabular text-ink-soft text-small">
        <span className="wrap-anywhere line-clamp-2 font-medium text-ink">{calledOf(job) ?? words.untitled}</span>
        {words.voiceRuns(insertAtMs, insertAtMs + trimEndMs - trimStartMs)}
      </p>
      <CopyLink jobId={job.jobId} />
    </div>
  );
}
