import type { PendingSubmission } from '@/lib/client/drafts/drafts';
import { ApiError, type ApiErrorCode, toApiError } from '@/lib/client/requests/api-error';
import type { CreateJobRequest, JobResponse } from '@/lib/contracts/job';
import { getEffectivePlacement, getSelectedFace, type WizardState } from '@/lib/domain/wizard';
import type { SessionDeps } from './deps';
import type { DraftKeeper } from './keeper';
import type { SessionStore } from './store';
import type { VoiceTrack } from './voice';

/** Before a press that got no answer is sent once more; the same key makes that safe. */
const SECOND_TRY_AFTER_MS = 1_500;
/** A press older than this is not finished by itself after a reload: the editor may have moved on. */
const FINISH_WITHIN_MS = 10 * 60_000;

/**
 * One press of *Create* is one key, and one key is one job. The key is on record before anything is sent, and is kept until an answer
 * says what became of it: through a retry, through a reload, and through errors that say nothing of the job.
 */
export class PressTrack {
  readonly #store: SessionStore;
  readonly #keeper: DraftKeeper;
  readonly #voice: VoiceTrack;
  readonly #deps: SessionDeps;

  constructor(store: SessionStore, keeper: DraftKeeper, voice: VoiceTrack, deps: SessionDeps) {
    this.#store = store;
    this.#keeper = keeper;
    this.#voice = voice;
    this.#deps = deps;
  }

  /**
   * A second press while one is under way does nothing.
   * @param replaces *Create again*: the job that could not be found.
   */
  async create(replaces?: string): Promise<void> {
    if (this.#store.getSnapshot().createWork.kind === 'creating') return;
    const { state } = this.#store.getSnapshot();
    const asked = whatIsAsked(state, replaces);
    const file = this.#voice.file;
    if (!asked || !file) return;
    if (!this.#deps.ready) return this.#store.set({ createWork: { kind: 'failed', error: new ApiError('not-configured') } });
    this.#store.set({ createWork: { kind: 'creating' } });
    const open = this.#openPress(fingerprintOf(asked, state));
    const press = open ?? this.#newPress(fingerprintOf(asked, state), replaces);
    const recorded = this.#keeper.setPress(press);
    const { draftId } = this.#keeper;
    await recorded;
    // Left for another piece of work before anything was sent: the press waits in its own draft.
    if (this.#keeper.draftId !== draftId) return;
    try {
      const base64 = await this.#deps.toBase64(file);
      const { voiceDurationMs, ...rest } = asked;
      const job = await this.#send({ ...rest, voice: { base64, durationMs: voiceDurationMs } }, press.idempotencyKey);
      // Left meanwhile: the press stays on record in its own draft, and finds its job when that is opened.
      if (this.#keeper.draftId !== draftId) return;
      this.#store.dispatch({ type: 'job-created', jobId: job.jobId });
      this.#store.set({ createWork: { kind: 'idle' }, chosenStep: null });
      await this.#keeper.setPress(null);
      this.#deps.onJob(job.jobId);
    } catch (thrown) {
      if (this.#keeper.draftId !== draftId) return;
      const error = open === null ? toApiError(thrown) : afterSilence(thrown);
      // A refusal of the job ends the press; whatever says nothing of the job does not.
      if (endsPress(error)) await this.#keeper.setPress(null);
      this.#store.set({ createWork: { kind: 'failed', error } });
    } finally {
      this.#deps.onSpent();
    }
  }

  /** After a reload: a press that was under way is finished, with its own key, so that its job is not lost. */
  resume(): void {
    const press = this.#keeper.press;
    if (!press) return;
    const { state } = this.#store.getSnapshot();
    const asked = whatIsAsked(state, press.replaces);
    const isSame = asked !== null && fingerprintOf(asked, state) === press.fingerprint;
    if (isSame && this.#deps.now() - press.submittedAtMs < FINISH_WITHIN_MS) void this.create(press.replaces);
    else if (isSame) this.#store.set({ createWork: { kind: 'failed', error: new ApiError('no-answer', { charged: 'unknown' }) } });
  }

  /** One of the very same job, of which nobody knows yet what became. */
  #openPress(fingerprint: string): PendingSubmission | null {
    const open = this.#keeper.press;
    return open?.fingerprint === fingerprint ? open : null;
  }

  #newPress(fingerprint: string, replaces: string | undefined): PendingSubmission {
    return { idempotencyKey: this.#deps.newId(), fingerprint, submittedAtMs: this.#deps.now(), ...(replaces ? { replaces } : {}) };
  }

  async #send(request: CreateJobRequest, idempotencyKey: string): Promise<JobResponse> {
    try {
      return await this.#deps.api.createJob(request, idempotencyKey);
    } catch (thrown) {
      if (!isSilence(toApiError(thrown))) throw thrown;
      await this.#deps.sleep(SECOND_TRY_AFTER_MS);
      return this.#deps.api.createJob(request, idempotencyKey).catch((again: unknown) => {
        throw afterSilence(again);
      });
    }
  }
}

/** No answer of ours came: what became of the press is not known. */
function isSilence(error: ApiError): boolean {
  return error.code === 'no-answer' || error.code === 'strange-answer';
}

/** What our server says before it has looked for the key's job, or when it could not: the job may be there all the same. */
const SAYS_NOTHING = new Set<ApiErrorCode>(['out-of-order', 'not-configured', 'not-let-in', 'slow-down', 'wrong-origin']);

function endsPress(error: ApiError): boolean {
  return error.charged === 'no' && !isSilence(error) && !SAYS_NOTHING.has(error.code);
}

/** The same error, of a press that was sent before: that this request cost nothing says nothing of the one before it. */
function afterSilence(thrown: unknown): ApiError {
  const error = toApiError(thrown);
  if (error.charged !== 'no' || endsPress(error)) return error;
  const { code, message, requestId, retryAfterMs, issues } = error;
  return new ApiError(code, {
    ...{ charged: 'unknown', message, issues, cause: error },
    requestId: requestId ?? undefined,
    retryAfterMs: retryAfterMs ?? undefined,
  });
}

interface Asked extends Omit<CreateJobRequest, 'voice'> {
  readonly voiceDurationMs: number;
}

function fingerprintOf(asked: Asked, { voice }: WizardState): string {
  return JSON.stringify({ ...asked, voice: voice?.fileKey });
}

function whatIsAsked(state: WizardState, replaces: string | undefined): Asked | null {
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
