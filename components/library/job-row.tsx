'use client';

import { memo, useLayoutEffect, useRef, useState } from 'react';
import { Logo } from '@/components/shell/logo';
import { ActionMenu } from '@/components/ui/action-menu';
import { AppLink } from '@/components/ui/app-link';
import { Button } from '@/components/ui/button';
import { applyJobUpdate } from '@/lib/client/library-list';
import { useJob } from '@/lib/client/queries';
import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob } from '@/lib/contracts/library';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { displayName, getClipName, personName } from './display-names';
import { JobState } from './job-state';
import { RenameForm } from './rename-form';
import { moveRovingFocus } from './roving-focus';

/** Actions of a row, called with its job. */
export interface JobActions {
  readonly onOpen: (job: LibraryJob) => void;
  readonly onRename: (job: LibraryJob, name: string | null) => void;
  readonly onTryAgain: (job: LibraryJob) => void;
  readonly onDelete: (job: LibraryJob) => void;
  readonly onRestore: (job: LibraryJob) => void;
}

interface JobRowProps {
  readonly job: LibraryJob;
  /** Number of passes in the group that this job represents; 0 for an earlier pass. */
  readonly passes: number;
  /** Whether the whole site is in practice mode, so that rows do not repeat it. */
  readonly practice: boolean;
  /** The current time, for relative ages. */
  readonly nowMs: number;
  readonly actions: JobActions;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * A running job is polled at the same interval as on its page; others stay as listed. The same component renders both states, so that an open menu or a
 * rename survives the end of the job.
 */
export const JobRow = memo(function JobRow({ job: listed, passes, practice, nowMs, actions }: JobRowProps) {
  const [update, setUpdate] = useState<JobResponse>();
  const job = applyJobUpdate(listed, listed.isWatched ? update : undefined);
  const messages = useMessages(libraryMessages);
  const [isRenaming, setIsRenaming] = useState(false);
  /** Whether the rename field had keyboard focus when it closed. */
  const shouldRestoreFocus = useRef(false);
  const isDeleted = job.restorableUntil !== null;
  const name = displayName(job, messages);
  const ageMs = Math.max(0, nowMs - Date.parse(job.createdAt));
  const facts = messages.facts({
    passes,
    who: job.person === null ? null : personName(messages, job.person),
    clipMs: job.videoDurationMs,
    voiceMs: job.voiceMs,
    // For today's jobs the relative age replaces the time of day.
    agoMs: ageMs < DAY_MS ? ageMs : null,
  });
  const cost = practice ? null : job.practice ? messages.costPractice : messages.cost(job.costMilliPtc, job.charged);
  return (
    <li
      id={`job-${job.jobId}`}
      className={`group relative grid ${passes === 0 ? 'pl-6 sm:pl-10' : 'pl-2'} min-h-18 grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-x-3.5 gap-y-1 border-line border-b pr-2 py-2.5 transition-colors duration-150 [contain-intrinsic-size:auto_3.8125rem] sm:[contain-intrinsic-size:auto_3.1875rem] [content-visibility:auto] hover:bg-panel has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-ink has-[a:focus-visible]:-outline-offset-2 sm:grid-cols-[4rem_minmax(0,1fr)_12rem_auto_auto] md:grid-cols-[4rem_minmax(0,1fr)_14.5rem_auto_auto]`}
    >
      {listed.isWatched ? <JobPoller jobId={listed.jobId} onUpdate={setUpdate} /> : null}
      <Thumbnail job={job} />
      <div className="min-w-0">
        {isRenaming ? (
          <RenameForm
            name={name}
            clipName={getClipName(job, messages)}
            onDone={(next, byKeyboard) => {
              shouldRestoreFocus.current = byKeyboard;
              setIsRenaming(false);
              if (next !== undefined) actions.onRename(job, next);
            }}
          />
        ) : isDeleted ? (
          <span className="block truncate font-semibold text-ink-soft">{name}</span>
        ) : (
          <AppLink
            href={`/jobs/${encodeURIComponent(job.jobId)}`}
            data-job={job.jobId}
            ref={(link) => {
              if (link !== null && shouldRestoreFocus.current) link.focus();
              shouldRestoreFocus.current = false;
            }}
            onKeyDown={(event) => {
              if (event.key === 'F2') setIsRenaming(true);
              else if (event.key === 'Delete' && job.mayDelete) actions.onDelete(job);
              else if (!moveRovingFocus(event)) return;
              event.preventDefault();
            }}
            className="block truncate font-semibold outline-none after:absolute after:inset-0"
          >
            {name}
          </AppLink>
        )}
        <span className="tabular block truncate text-ink-soft" title={messages.madeAt(job.createdAt)}>
          {facts}
        </span>
      </div>
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-2 sm:contents">
        <JobState job={job} />
        {cost === null ? null : <span className="tabular text-ink-soft max-sm:text-small sm:min-w-22 sm:text-right">{cost}</span>}
      </div>
      <div className="relative sm:col-start-5 max-sm:col-start-3 max-sm:row-start-1 max-sm:self-start">
        {isDeleted ? (
          <Button size="small" aria-label={messages.restoreFor(name)} onClick={() => actions.onRestore(job)}>
            {messages.restore}
          </Button>
        ) : (
          <ActionMenu
            label={messages.more(name)}
            actions={[
              { id: 'open', label: messages.open, onAction: () => actions.onOpen(job) },
              { id: 'rename', label: messages.rename, onAction: () => setIsRenaming(true) },
              { id: 'again', label: messages.tryAgain, onAction: () => actions.onTryAgain(job) },
              {
                ...{ id: 'delete', label: messages.delete, tone: 'danger', onAction: () => actions.onDelete(job) },
                disabledReason: job.mayDelete ? undefined : messages.notYet,
              },
            ]}
          />
        )}
      </div>
    </li>
  );
});

/** A separate component, so that a list of a thousand jobs only polls the running ones. */
function JobPoller({ jobId, onUpdate }: { readonly jobId: string; readonly onUpdate: (update: JobResponse | undefined) => void }) {
  const { data } = useJob(jobId);
  // A layout effect, so that cached data is in the first paint.
  useLayoutEffect(() => onUpdate(data), [data, onUpdate]);
  return null;
}

/** The chosen face, or a drawn mouth if there is no image. */
function Thumbnail({ job: { thumbnailUrl } }: { readonly job: LibraryJob }) {
  const [isBroken, setIsBroken] = useState(false);
  const frame = 'row-span-1 h-12 w-16 shrink-0 rounded-md bg-raised max-sm:row-span-2 max-sm:self-start';
  if (thumbnailUrl === null || isBroken) {
    return (
      <span aria-hidden className={`grid place-items-center ${frame}`}>
        <Logo className="size-5 opacity-45 grayscale" />
      </span>
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: small, private to its editor, and cached by the browser
    <img
      src={thumbnailUrl}
      alt=""
      width={64}
      height={48}
      loading="lazy"
      decoding="async"
      onError={() => setIsBroken(true)}
      className={`object-cover ${frame}`}
    />
  );
}
