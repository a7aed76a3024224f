import { useRouter } from 'next/navigation';
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import type { Session } from '@/components/wizard/session/session';
import { type ApiError, toApiError } from '@/lib/client/api-error';
import { createDrafts } from '@/lib/client/drafts';
import type { LibraryApi } from '@/lib/client/library-api';
import type { LibraryJob } from '@/lib/contracts/library';
import type { JobActs } from './job-row';
import { jobLinks } from './move-along';
import { useLibraryActs } from './use-library';

/** What was just done, or could not be. */
export type Said =
  | { readonly kind: 'deleted' | 'renamed' | 'restored'; readonly job: LibraryJob }
  | { readonly kind: 'failed'; readonly error: ApiError };

interface JobActsOptions {
  readonly api: LibraryApi;
  readonly session: Pick<Session, 'openDraft' | 'goTo'>;
  /** Where the keyboard goes when no job is left. */
  readonly heading: RefObject<HTMLElement | null>;
}

/** What a row can do, what is said of it afterwards, and where the keyboard goes when its row is gone. */
export function useJobActs({ api, session, heading }: JobActsOptions) {
  const router = useRouter();
  const library = useLibraryActs(api);
  const [said, setSaid] = useState<Said | null>(null);
  /** The job whose row gets the keyboard as soon as it is there; `null`: the heading. */
  const [focusOn, setFocusOn] = useState<{ readonly jobId: string | null } | null>(null);

  useEffect(() => {
    if (focusOn === null) return;
    const row = focusOn.jobId === null ? undefined : jobLinks().find(({ dataset }) => dataset.job === focusOn.jobId);
    (row ?? heading.current)?.focus();
  }, [focusOn, heading]);

  const doing = useMemo(() => {
    /** Answers come late, and what was done meanwhile is what is to be spoken of: a press that takes it back stands there. */
    let latest = 0;
    const begin = () => {
      latest += 1;
      const turn = latest;
      return () => turn === latest;
    };
    const failed = (thrown: unknown) => setSaid({ kind: 'failed', error: toApiError(thrown) });
    const open = ({ jobId }: LibraryJob) => router.push(`/jobs/${encodeURIComponent(jobId)}`);
    const restore = async (job: LibraryJob) => {
      const isLatest = begin();
      try {
        await library.restore(job);
        if (!isLatest()) return;
        setSaid({ kind: 'restored', job });
        setFocusOn({ jobId: job.jobId });
      } catch (thrown) {
        failed(thrown);
      }
    };
    const acts: JobActs = {
      onOpen: open,
      async onRename(job, name) {
        const isLatest = begin();
        try {
          await library.rename(job, name);
          if (isLatest()) setSaid({ kind: 'renamed', job: { ...job, name } });
        } catch (thrown) {
          failed(thrown);
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
        begin();
        setFocusOn({ jobId: neighbourOf(job.jobId) });
        setSaid({ kind: 'deleted', job });
        try {
          await library.remove(job);
        } catch (thrown) {
          failed(thrown);
        }
      },
      onRestore: restore,
    };
    return { acts, restore };
  }, [library, router, session]);
  const hush = useCallback(() => setSaid(null), []);
  return { ...doing, said, hush };
}

/** The job below, or else above. */
function neighbourOf(jobId: string): string | null {
  const all = jobLinks();
  const at = all.findIndex(({ dataset }) => dataset.job === jobId);
  return (all[at + 1] ?? all[at - 1])?.dataset.job ?? null;
}
