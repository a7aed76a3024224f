'use client';

import { Button, buttonClass } from '@/components/ui/button';
import { useNow } from '@/components/ui/use-now';
import { useOnePress } from '@/components/ui/use-one-press';
import { usePageTitle } from '@/components/ui/use-page-title';
import type { ApiError } from '@/lib/client/api-error';
import type { JobAnswer } from '@/lib/contracts/job';
import { SEARCH_UNKNOWN_MS, USUAL_JOB_MS } from '@/lib/domain/job';
import { PRICES } from '@/lib/domain/price';
import { resultWords } from '@/lib/i18n/result';
import { useWords } from '@/lib/i18n/use-words';
import { CopyLink } from './copy-link';
import { stemOf } from './download-name';
import { ErrorNotice } from './error-notice';
import { ResultStage } from './result-stage';

const SECOND_MS = 1_000;
/** Where on the bar the usual time stands: what comes after it is drawn ever closer to the end, and never reaches it. */
const USUAL_SHARE = 0.75;

function shareOf(elapsedMs: number, usualMs: number): number {
  if (elapsedMs <= usualMs) return (elapsedMs / usualMs) * USUAL_SHARE;
  return 1 - (1 - USUAL_SHARE) * (usualMs / elapsedMs);
}

interface RunningProps {
  readonly job: JobAnswer;
  readonly practice: boolean;
}

/** Sent, waiting or in work: what happens, since when, and how long it usually takes. Time is all that is known, so time is all it shows. */
export function JobRunning({ job, practice }: RunningProps) {
  const words = useWords(resultWords);
  const elapsedMs = Math.max(0, useNow(SECOND_MS) - Date.parse(job.createdAt));
  const usualMs = practice ? USUAL_JOB_MS.practice : USUAL_JOB_MS.live;
  const status = job.status === 'succeeded' || job.status === 'failed' || job.status === 'unknown' ? 'processing' : job.status;
  const { title, text } = (practice ? words.statesInPractice : words.states)[status];
  const late = elapsedMs > usualMs * 1.5;
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  usePageTitle(words.tabWorking(words.elapsed(elapsedMs)));

  return (
    <ResultStage title={title} text={text}>
      <p className="flex items-baseline gap-1.5">
        <span className="tabular font-semibold text-title">{words.elapsed(elapsedMs)}</span>
        <span className="text-ink-soft">{words.elapsedLabel}</span>
      </p>
      <div
        role="progressbar"
        aria-label={title}
        aria-valuetext={words.progressText(elapsedMs, usualMs)}
        className="relative mt-2 h-2 rounded-full bg-raised"
      >
        <div
          className="absolute inset-y-0 left-0 min-w-2 rounded-full bg-ink transition-[width] duration-1000 ease-linear"
          style={{ width: percent(shareOf(elapsedMs, usualMs)) }}
        />
        <div className="absolute top-full mt-1 h-1.5 w-px bg-ink-faint" style={{ left: percent(USUAL_SHARE) }} />
      </div>
      <p className="relative mt-3 h-5 text-ink-faint text-small">
        <span className="-translate-x-1/2 absolute whitespace-nowrap" style={{ left: percent(USUAL_SHARE) }}>
          {words.usual(usualMs)}
        </span>
      </p>
      <p className="mt-4 text-ink-soft">
        {late ? `${words.longer} ` : ''}
        {words.mayClose}
      </p>
      <JobFacts job={job} />
    </ResultStage>
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
  const words = useWords(resultWords);
  // A lost job changes only when it is found: its last change is when the search began.
  const searchedForMs = Math.max(0, useNow(SECOND_MS) - Date.parse(job.updatedAt));
  const leftMs = SEARCH_UNKNOWN_MS - searchedForMs;
  const { busy, error } = creatingAgain;
  const createAgain = useOnePress(() => onCreateAgain?.(), { busy, outcome: error });
  usePageTitle(words.tabUnknown);
  return (
    <ResultStage tone="warn" {...(practice ? words.statesInPractice : words.states).unknown}>
      {leftMs > 0 ? (
        <p className="tabular text-ink-soft">
          {words.unknownAsking(leftMs)} {words.mayClose}
        </p>
      ) : (
        <>
          <p className="text-ink-soft">
            {practice ? words.unknownOverPractice : words.unknownOver}
            {onCreateAgain ? (
              <strong className="font-semibold text-ink">
                {' '}
                {practice ? words.createAgainQuestionPractice : words.createAgainQuestion(PRICES.lipSync)}
              </strong>
            ) : null}
          </p>
          {onCreateAgain ? (
            <>
              {error ? (
                <div className="mt-4">
                  <ErrorNotice error={error} practice={practice}>
                    {error.issues.some(({ code }) => code === 'not-replaceable') ? <p className="mt-1">{words.createAgainTaken}</p> : null}
                  </ErrorNotice>
                </div>
              ) : null}
              <Button className="mt-4" size="large" aria-disabled={busy} onClick={createAgain}>
                {practice ? words.createAgainPractice : words.createAgain(PRICES.lipSync)}
              </Button>
              <p className="mt-2 text-ink-faint text-small">{words.createAgainNote}</p>
            </>
          ) : (
            <>
              <p className="mt-3 text-ink-soft">{words.createAgainElsewhere}</p>
              <div className="mt-4">
                <a href="/" className={buttonClass('outline', 'large')}>
                  {words.toStart}
                </a>
              </div>
            </>
          )}
        </>
      )}
    </ResultStage>
  );
}

/** What the job was made of, so that whoever opens the page later knows which one it is. */
function JobFacts({ job }: { job: JobAnswer }) {
  const words = useWords(resultWords);
  const { insertAtMs, trimStartMs, trimEndMs } = job.placement;
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-3 border-line border-t pt-4">
      <p className="tabular min-w-40 grow text-ink-soft text-small">
        <span className="wrap-anywhere line-clamp-2 font-medium text-ink">{stemOf(job.videoName) ?? words.untitled}</span>
        {words.voiceRuns(insertAtMs, insertAtMs + trimEndMs - trimStartMs)}
      </p>
      <div>
        <CopyLink jobId={job.jobId} />
      </div>
    </div>
  );
}
