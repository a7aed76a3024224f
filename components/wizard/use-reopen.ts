import { useEffect, useState } from 'react';
import { createDrafts } from '@/lib/client/drafts/drafts';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import type { Session } from './session/session';
import { useSession } from './use-session';

/** A job's settings, wherever they lie: in this tab, in this browser, or on the server. */
export interface Reopen {
  /** The tab holds this very job. */
  readonly isOpen: boolean;
  /** They lie in this browser. */
  readonly isHere: boolean;
  readonly busy: boolean;
  readonly error: ApiError | null;
  /** Brings them into the wizard, unpaid. Answers whether they are there. */
  readonly reopen: (job: JobResponse | undefined) => Promise<boolean>;
}

export function useReopen(jobId: string, session: Session): Reopen {
  const { state } = useSession(session);
  const isOpen = state.jobId === jobId;
  const draftId = useDraftOfJob(jobId, isOpen);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const reopen = async (job: JobResponse | undefined): Promise<boolean> => {
    if (isOpen) return true;
    if (draftId !== null && (await session.openDraft(draftId))) return true;
    if (!job) return false;
    setBusy(true);
    setError(null);
    try {
      await session.openJob(job);
      return true;
    } catch (thrown) {
      setError(toApiError(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isOpen, isHere: isOpen || draftId !== null, busy, error, reopen };
}

/** The draft that this job was made of; `null` on another device, or where nothing is kept. */
function useDraftOfJob(jobId: string, isOpen: boolean): string | null {
  const [found, setFound] = useState<{ readonly jobId: string; readonly draftId: string } | null>(null);
  useEffect(() => {
    if (isOpen) return;
    let gone = false;
    const look = async () => {
      const draftId = await createDrafts()
        .findByJob(jobId)
        .catch(() => null);
      if (draftId !== null && !gone) setFound({ jobId, draftId });
    };
    void look();
    return () => {
      gone = true;
    };
  }, [jobId, isOpen]);
  return found?.jobId === jobId ? found.draftId : null;
}
