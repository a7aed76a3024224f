import { useEffect, useState } from 'react';
import type { Session } from '@/components/wizard/session/session';
import { useSession } from '@/components/wizard/session/use-session';
import { createDrafts } from '@/lib/client/drafts/drafts';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';

/** A job's settings, wherever they lie: in this tab, in this browser, or on the server. */
export interface RestoreJob {
  /** The tab holds this very job. */
  readonly isLoaded: boolean;
  /** They lie in this browser. */
  readonly hasLocalDraft: boolean;
  readonly isBusy: boolean;
  readonly error: ApiError | null;
  /** Brings them into the wizard, unpaid. Answers whether they are there. */
  readonly restoreJob: (job: JobResponse | undefined) => Promise<boolean>;
}

export function useRestoreJob(jobId: string, session: Session): RestoreJob {
  const { state } = useSession(session);
  const isLoaded = state.jobId === jobId;
  const draftId = useJobDraftId(jobId, isLoaded);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const restoreJob = async (job: JobResponse | undefined): Promise<boolean> => {
    if (isLoaded) return true;
    if (draftId !== null && (await session.openDraft(draftId))) return true;
    if (!job) return false;
    setIsBusy(true);
    setError(null);
    try {
      await session.restoreJob(job);
      return true;
    } catch (thrown) {
      setError(toApiError(thrown));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { isLoaded, hasLocalDraft: isLoaded || draftId !== null, isBusy, error, restoreJob };
}

/** The draft that this job was made of; `null` on another device, or where nothing is kept. */
function useJobDraftId(jobId: string, isLoaded: boolean): string | null {
  const [jobDraft, setJobDraft] = useState<{ readonly jobId: string; readonly draftId: string } | null>(null);
  useEffect(() => {
    if (isLoaded) return;
    let isCancelled = false;
    const load = async () => {
      const draftId = await createDrafts()
        .findByJob(jobId)
        .catch(() => null);
      if (draftId !== null && !isCancelled) setJobDraft({ jobId, draftId });
    };
    void load();
    return () => {
      isCancelled = true;
    };
  }, [jobId, isLoaded]);
  return jobDraft?.jobId === jobId ? jobDraft.draftId : null;
}
