import { useRouter } from 'next/navigation';
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import type { Session } from '@/components/wizard/session/session';
import { createDrafts } from '@/lib/client/drafts/drafts';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import type { LibraryApi } from '@/lib/client/requests/library-api';
import type { LibraryJob } from '@/lib/contracts/library';
import type { JobActions } from './job-row';
import { getJobLinks } from './roving-focus';
import { useLibraryActions } from './use-library';

export type ActionNotice =
  | { readonly kind: 'deleted' | 'renamed' | 'restored'; readonly job: LibraryJob }
  | { readonly kind: 'failed'; readonly error: ApiError };

interface JobActionsOptions {
  readonly api: LibraryApi;
  readonly session: Pick<Session, 'openDraft' | 'goTo'>;
  /** Receives focus when no job is left. */
  readonly headingRef: RefObject<HTMLElement | null>;
}

/** Actions of the rows, the notice that follows, and where focus moves after a row is removed. */
export function useJobActions({ api, session, headingRef }: JobActionsOptions) {
  const router = useRouter();
  const libraryActions = useLibraryActions(api);
  const [notice, setNotice] = useState<ActionNotice | null>(null);
  /** The job whose row receives focus once it is rendered; `null` for the heading. */
  const [focusTarget, setFocusTarget] = useState<{ readonly jobId: string | null } | null>(null);

  useEffect(() => {
    if (focusTarget === null) return;
    const row = focusTarget.jobId === null ? undefined : getJobLinks().find(({ dataset }) => dataset.job === focusTarget.jobId);
    (row ?? headingRef.current)?.focus();
  }, [focusTarget, headingRef]);

  const handlers = useMemo(() => {
    /** A response may arrive after a newer action; it must not replace that action's notice and its Undo. */
    let latestAction = 0;
    const startAction = () => {
      latestAction += 1;
      const actionNumber = latestAction;
      return () => actionNumber === latestAction;
    };
    const reportError = (thrown: unknown) => setNotice({ kind: 'failed', error: toApiError(thrown) });
    const open = ({ jobId }: LibraryJob) => router.push(`/jobs/${encodeURIComponent(jobId)}`);
    const restore = async (job: LibraryJob) => {
      const isLatest = startAction();
      try {
        await libraryActions.restore(job);
        if (!isLatest()) return;
        setNotice({ kind: 'restored', job });
        setFocusTarget({ jobId: job.jobId });
      } catch (thrown) {
        reportError(thrown);
      }
    };
    const actions: JobActions = {
      onOpen: open,
      async onRename(job, name) {
        const isLatest = startAction();
        try {
          await libraryActions.rename(job, name);
          if (isLatest()) setNotice({ kind: 'renamed', job: { ...job, name } });
        } catch (thrown) {
          reportError(thrown);
        }
      },
      async onTryAgain(job) {
        // Opens the draft if this browser has it; otherwise opens the job's page.
        const draftId = await createDrafts()
          .findByJob(job.jobId)
          .catch(() => null);
        if (draftId === null || !(await session.openDraft(draftId))) return open(job);
        session.goTo('place');
        router.push('/');
      },
      async onDelete(job) {
        startAction();
        setFocusTarget({ jobId: findNeighbour(job.jobId) });
        setNotice({ kind: 'deleted', job });
        try {
          await libraryActions.remove(job);
        } catch (thrown) {
          reportError(thrown);
        }
      },
      onRestore: restore,
    };
    return { acts: actions, restore };
  }, [libraryActions, router, session]);
  const dismiss = useCallback(() => setNotice(null), []);
  return { ...handlers, said: notice, hush: dismiss };
}

/** The next job, or the previous one for the last row. */
function findNeighbour(jobId: string): string | null {
  const links = getJobLinks();
  const index = links.findIndex(({ dataset }) => dataset.job === jobId);
  return (links[index + 1] ?? links[index - 1])?.dataset.job ?? null;
}
