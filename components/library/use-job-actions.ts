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

/** What was just done, or could not be. */
export type ActionNotice =
  | { readonly kind: 'deleted' | 'renamed' | 'restored'; readonly job: LibraryJob }
  | { readonly kind: 'failed'; readonly error: ApiError };

interface JobActionsOptions {
  readonly api: LibraryApi;
  readonly session: Pick<Session, 'openDraft' | 'goTo'>;
  /** Where the keyboard goes when no job is left. */
  readonly headingRef: RefObject<HTMLElement | null>;
}

/** What a row can do, what is said of it afterwards, and where the keyboard goes when its row is gone. */
export function useJobActions({ api, session, headingRef }: JobActionsOptions) {
  const router = useRouter();
  const libraryActions = useLibraryActions(api);
  const [notice, setNotice] = useState<ActionNotice | null>(null);
  /** The job whose row gets the keyboard as soon as it is there; `null`: the heading. */
  const [focusTarget, setFocusTarget] = useState<{ readonly jobId: string | null } | null>(null);

  useEffect(() => {
    if (focusTarget === null) return;
    const row = focusTarget.jobId === null ? undefined : getJobLinks().find(({ dataset }) => dataset.job === focusTarget.jobId);
    (row ?? headingRef.current)?.focus();
  }, [focusTarget, headingRef]);

  const handlers = useMemo(() => {
    /** Answers come late, and what was done meanwhile is what is to be spoken of: a press that takes it back stands there. */
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
        // With the settings where this browser still has them; else the job's own page knows what can be done.
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

/** The job below, or else above. */
function findNeighbour(jobId: string): string | null {
  const links = getJobLinks();
  const index = links.findIndex(({ dataset }) => dataset.job === jobId);
  return (links[index + 1] ?? links[index - 1])?.dataset.job ?? null;
}
