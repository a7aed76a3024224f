import { useEffect, useState } from 'react';
import type { Session } from '@/components/wizard/session/session';
import { useSession } from '@/components/wizard/session/use-session';
import { createDrafts } from '@/lib/client/drafts/drafts';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';

/** Settings of a job from this tab, this browser or the server. */
export interface RestoreJob {
  /** The tab's session holds this job's draft. */
  readonly isLoaded: boolean;
  readonly hasLocalDraft: boolean;
  readonly isBusy: boolean;
  readonly error: ApiError | null;
  /**
   * Loads the settings into the wizard, free of charge.
   * @returns whether they are available.
   */
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

/** The draft of this job; `null` on another device, or where no drafts are stored. */
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
