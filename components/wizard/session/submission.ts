import type { PendingSubmission } from '@/lib/client/drafts/drafts';
import { ApiError, type ApiErrorCode, toApiError } from '@/lib/client/requests/api-error';
import type { CreateJobRequest, JobResponse } from '@/lib/contracts/job';
import { getEffectivePlacement, getSelectedFace, type WizardState } from '@/lib/domain/wizard';
import type { DraftAutosave } from './draft-autosave';
import type { SessionServices } from './session-services';
import type { SessionStore } from './session-store';
import type { VoiceController } from './voice/voice-controller';

/** Before a press that got no answer is sent once more; the same key makes that safe. */
const RETRY_DELAY_MS = 1_500;
/** A press older than this is not finished by itself after a reload: the editor may have moved on. */
const MAX_RESUME_AGE_MS = 10 * 60_000;

/**
 * One press of *Create* is one key, and one key is one job. The key is on record before anything is sent, and is kept until an answer
 * says what became of it: through a retry, through a reload, and through errors that say nothing of the job.
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
   * A second press while one is under way does nothing.
   * @param replaces *Create again*: the job that could not be found.
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
    // Left for another piece of work before anything was sent: the press waits in its own draft.
    if (this.#autosave.draftId !== draftId) return;
    try {
      const base64 = await this.#services.toBase64(file);
      const { voiceDurationMs, ...rest } = parameters;
      const job = await this.#send({ ...rest, voice: { base64, durationMs: voiceDurationMs } }, submission.idempotencyKey);
      // Left meanwhile: the press stays on record in its own draft, and finds its job when that is opened.
      if (this.#autosave.draftId !== draftId) return;
      this.#store.dispatch({ type: 'job-created', jobId: job.jobId });
      this.#store.set({ submissionState: { kind: 'idle' }, chosenStep: null });
      await this.#autosave.setSubmission(null);
      this.#services.onJobCreated(job.jobId);
    } catch (thrown) {
      if (this.#autosave.draftId !== draftId) return;
      const error = openSubmission === null ? toApiError(thrown) : withUnknownCharge(thrown);
      // A refusal of the job ends the press; whatever says nothing of the job does not.
      if (isTerminal(error)) await this.#autosave.setSubmission(null);
      this.#store.set({ submissionState: { kind: 'failed', error } });
    } finally {
      this.#services.onSpendingChange();
    }
  }

  /** After a reload: a press that was under way is finished, with its own key, so that its job is not lost. */
  resume(): void {
    const submission = this.#autosave.submission;
    if (!submission) return;
    const { state } = this.#store.getSnapshot();
    const parameters = getJobParameters(state, submission.replaces);
    const isSame = parameters !== null && getFingerprint(parameters, state) === submission.fingerprint;
    if (isSame && this.#services.now() - submission.submittedAtMs < MAX_RESUME_AGE_MS) void this.create(submission.replaces);
    else if (isSame) this.#store.set({ submissionState: { kind: 'failed', error: new ApiError('network-error', { charged: 'unknown' }) } });
  }

  /** One of the very same job, of which nobody knows yet what became. */
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

/** No answer of ours came: what became of the press is not known. */
function isMissingResponse(error: ApiError): boolean {
  return error.code === 'network-error' || error.code === 'unexpected-response';
}

/** What our server says before it has looked for the key's job, or when it could not: the job may be there all the same. */
const NO_INFORMATION = new Set<ApiErrorCode>(['internal-error', 'not-configured', 'unauthorized', 'rate-limited', 'forbidden-origin']);

function isTerminal(error: ApiError): boolean {
  return error.charged === 'no' && !isMissingResponse(error) && !NO_INFORMATION.has(error.code);
}

/** The same error, of a press that was sent before: that this request cost nothing says nothing of the one before it. */
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
