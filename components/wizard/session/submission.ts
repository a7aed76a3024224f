import type { PendingSubmission } from '@/lib/client/drafts/drafts';
import { ApiError, type ApiErrorCode, toApiError } from '@/lib/client/requests/api-error';
import type { CreateJobRequest, JobResponse } from '@/lib/contracts/job';
import { getEffectivePlacement, getSelectedFace, type WizardState } from '@/lib/domain/wizard';
import type { DraftAutosave } from './draft-autosave';
import type { SessionServices } from './session-services';
import type { SessionStore } from './session-store';
import type { VoiceController } from './voice/voice-controller';

/** Delay before the one automatic retry; the idempotency key makes it safe. */
const RETRY_DELAY_MS = 1_500;
/** An older submission is not resumed after a reload, because the editor may have moved on. */
const MAX_RESUME_AGE_MS = 10 * 60_000;

/**
 * One click on *Create* has one idempotency key, and one key creates at most one job. The key is stored before the request is sent and kept until a
 * response states the outcome: through a retry, a reload, and errors that do not say whether the job exists.
 */
export class SubmissionController {
  readonly #store: SessionStore;
  readonly #autosave: DraftAutosave;
  readonly #voice: VoiceController;
  readonly #services: SessionServices;

  constructor(store: SessionStore, autosave: DraftAutosave, voice: VoiceController, services: SessionServices) {
    this.#store = store;
    this.#autosave = autosave;
    this.#voice = voice;
    this.#services = services;
  }

  /**
   * Ignored while a submission is pending.
   * @param replaces the lost job that *Create again* replaces.
   */
  async create(replaces?: string): Promise<void> {
    if (this.#store.getSnapshot().submissionState.kind === 'creating') return;
    const { state } = this.#store.getSnapshot();
    const parameters = getJobParameters(state, replaces);
    const file = this.#voice.file;
    if (!parameters || !file) return;
    if (!this.#services.isConfigured)
      return this.#store.set({ submissionState: { kind: 'failed', error: new ApiError('not-configured') } });
    this.#store.set({ submissionState: { kind: 'creating' } });
    const openSubmission = this.#findOpenSubmission(getFingerprint(parameters, state));
    const submission = openSubmission ?? this.#createSubmission(getFingerprint(parameters, state), replaces);
    const whenRecorded = this.#autosave.setSubmission(submission);
    const { draftId } = this.#autosave;
    await whenRecorded;
    // Another draft was opened before anything was sent: the submission stays in its own draft.
    if (this.#autosave.draftId !== draftId) return;
    try {
      const base64 = await this.#services.toBase64(file);
      const { voiceDurationMs, ...rest } = parameters;
      const job = await this.#send({ ...rest, voice: { base64, durationMs: voiceDurationMs } }, submission.idempotencyKey);
      // Another draft was opened in the meantime: the submission stays in its own draft and is resumed when that is opened.
      if (this.#autosave.draftId !== draftId) return;
      this.#store.dispatch({ type: 'job-created', jobId: job.jobId });
      this.#store.set({ submissionState: { kind: 'idle' }, chosenStep: null });
      await this.#autosave.setSubmission(null);
      this.#services.onJobCreated(job.jobId);
    } catch (thrown) {
      if (this.#autosave.draftId !== draftId) return;
      const error = openSubmission === null ? toApiError(thrown) : withUnknownCharge(thrown);
      // Only an error that rules the job out ends the submission.
      if (isTerminal(error)) await this.#autosave.setSubmission(null);
      this.#store.set({ submissionState: { kind: 'failed', error } });
    } finally {
      this.#services.onSpendingChange();
    }
  }

  /** Resumes a pending submission after a reload with its own key, so that its job is not lost. */
  resume(): void {
    const submission = this.#autosave.submission;
    if (!submission) return;
    const { state } = this.#store.getSnapshot();
    const parameters = getJobParameters(state, submission.replaces);
    const isSame = parameters !== null && getFingerprint(parameters, state) === submission.fingerprint;
    if (isSame && this.#services.now() - submission.submittedAtMs < MAX_RESUME_AGE_MS) void this.create(submission.replaces);
    else if (isSame) this.#store.set({ submissionState: { kind: 'failed', error: new ApiError('network-error', { charged: 'unknown' }) } });
  }

  /** A pending submission with the same settings and an unknown outcome. */
  #findOpenSubmission(fingerprint: string): PendingSubmission | null {
    const openSubmission = this.#autosave.submission;
    return openSubmission?.fingerprint === fingerprint ? openSubmission : null;
  }

  #createSubmission(fingerprint: string, replaces: string | undefined): PendingSubmission {
    return {
      idempotencyKey: this.#services.createId(),
      fingerprint,
      submittedAtMs: this.#services.now(),
      ...(replaces ? { replaces } : {}),
    };
  }

  async #send(request: CreateJobRequest, idempotencyKey: string): Promise<JobResponse> {
    try {
      return await this.#services.api.createJob(request, idempotencyKey);
    } catch (thrown) {
      if (!isMissingResponse(toApiError(thrown))) throw thrown;
      await this.#services.sleep(RETRY_DELAY_MS);
      return this.#services.api.createJob(request, idempotencyKey).catch((retryError: unknown) => {
        throw withUnknownCharge(retryError);
      });
    }
  }
}

/** The response was lost, so the outcome is unknown. */
function isMissingResponse(error: ApiError): boolean {
  return error.code === 'network-error' || error.code === 'unexpected-response';
}

/** Errors that the server returns before or instead of looking up the key: the job may exist. */
const NO_INFORMATION = new Set<ApiErrorCode>(['internal-error', 'not-configured', 'unauthorized', 'rate-limited', 'forbidden-origin']);

function isTerminal(error: ApiError): boolean {
  return error.charged === 'no' && !isMissingResponse(error) && !NO_INFORMATION.has(error.code);
}

/** Marks the charge as unknown for a submission that was sent before: that this request was free does not prove that the earlier one was. */
function withUnknownCharge(thrown: unknown): ApiError {
  const error = toApiError(thrown);
  if (error.charged !== 'no' || isTerminal(error)) return error;
  const { code, message, requestId, retryAfterMs, issues } = error;
  return new ApiError(code, {
    ...{ charged: 'unknown', message, issues, cause: error },
    requestId: requestId ?? undefined,
    retryAfterMs: retryAfterMs ?? undefined,
  });
}

interface JobParameters extends Omit<CreateJobRequest, 'voice'> {
  readonly voiceDurationMs: number;
}

function getFingerprint(parameters: JobParameters, { voice }: WizardState): string {
  return JSON.stringify({ ...parameters, voice: voice?.fileKey });
}

function getJobParameters(state: WizardState, replaces: string | undefined): JobParameters | null {
  const { found, voice } = state;
  const face = getSelectedFace(state);
  const placement = getEffectivePlacement(state);
  if (!found || !voice || !face || !placement) return null;
  return {
    videoId: found.videoId,
    faceId: face.faceId,
    placement,
    voiceDurationMs: voice.facts.durationMs,
    ...(replaces ? { replaces } : {}),
  };
}
