import type { PendingSubmission } from '@/lib/client/drafts/drafts';
import type { WizardState, WizardVideo, WizardVoice } from '@/lib/domain/wizard';
import type { SessionServices } from './session-services';
import type { SessionStore } from './session-store';

/** A larger original is not stored for a reload during its conversion, because IndexedDB would copy all of it. */
const MAX_ORIGINAL_BYTES = 1_000_000_000;

/** Debounce of draft writes; short enough that a reload directly after a drag loses nothing important. */
const SAVE_DEBOUNCE_MS = 150;

/** Saves the work in this browser. Where storage is unavailable (private mode, full disk), the work stays in memory and `isSavedLocally` is `false`. Never throws. */
export class DraftAutosave {
  readonly #store: SessionStore;
  readonly #services: SessionServices;
  #draftId: string | null = null;
  #submission: PendingSubmission | null = null;
  #posterUrl: string | null = null;
  #savedState: WizardState | null = null;
  /** Pending files; the draft contains them only where there is no accepted file. */
  #pendingClip: WizardVideo | null = null;
  #pendingVoice: WizardVoice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pendingWrite: Promise<void> = Promise.resolve();

  constructor(store: SessionStore, services: SessionServices) {
    this.#store = store;
    this.#services = services;
    store.subscribe(() => {
      if (store.getSnapshot().state !== this.#savedState) this.#schedule();
    });
  }

  get submission(): PendingSubmission | null {
    return this.#submission;
  }

  get draftId(): string | null {
    return this.#draftId;
  }

  /** Resolves when the write has finished or failed, because a submission must be stored before it is sent. */
  async setSubmission(submission: PendingSubmission | null): Promise<void> {
    this.#submission = submission;
    await this.flush();
  }

  setPoster(posterUrl: string | null): void {
    this.#posterUrl = posterUrl;
    this.#schedule();
  }

  async saveFile(fileKey: string, file: File): Promise<void> {
    try {
      await this.#services.drafts.saveFile(fileKey, file);
      this.#store.set({ isSavedLocally: this.#store.getSnapshot().isSavedLocally !== false });
    } catch {
      this.#store.set({ isSavedLocally: false });
    }
  }

  /** Stores the original until its conversion ends, so that a reload can restart it. An accepted clip takes precedence. */
  savePendingClip(video: WizardVideo | null, original?: File): void {
    this.#pendingClip = video;
    const hasAccepted = this.#store.getSnapshot().state.video !== undefined;
    if (video?.source.kind === 'file' && original && !hasAccepted) void this.#keepOriginal(video.source.fileKey, original);
    this.#schedule();
  }

  savePendingVoice(voice: WizardVoice | null, original?: File): void {
    this.#pendingVoice = voice;
    const hasAccepted = this.#store.getSnapshot().state.voice !== undefined;
    if (voice && original && !hasAccepted) void this.#keepOriginal(voice.fileKey, original);
    this.#schedule();
  }

  /** Best effort: if the original cannot be stored, the editor must choose it again. */
  async #keepOriginal(fileKey: string, original: File): Promise<void> {
    if (original.size <= MAX_ORIGINAL_BYTES) await this.#services.drafts.saveFile(fileKey, original).catch(() => undefined);
  }

  /** Continues a loaded draft: later changes are written to it. */
  continueDraft(
    draftId: string,
    draft: { readonly submission: PendingSubmission | null; readonly posterUrl: string | null; readonly state: WizardState },
  ): void {
    this.detach();
    this.#draftId = draftId;
    this.#submission = draft.submission;
    this.#posterUrl = draft.posterUrl;
    this.#savedState = draft.state;
    this.#services.setTabDraftId(draftId);
  }

  /** Leaves the current draft in storage; later changes are written to a new one. */
  detach(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draftId = null;
    this.#submission = null;
    this.#posterUrl = null;
    this.#savedState = null;
    this.#pendingClip = null;
    this.#pendingVoice = null;
    this.#services.setTabDraftId(null);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { state } = this.#store.getSnapshot();
    const stateWithPending = this.#withPending(state);
    if (!stateWithPending.video && !stateWithPending.voice) return this.#pendingWrite;
    if (this.#draftId === null) {
      this.#draftId = this.#services.createId();
      this.#services.setTabDraftId(this.#draftId);
    }
    const draftId = this.#draftId;
    const draft = { state: stateWithPending, submission: this.#submission, posterUrl: this.#posterUrl };
    this.#savedState = state;
    // Starts the write synchronously, because a page that is unloading may not run delayed work.
    const saving = this.#services.drafts.save(draftId, draft, this.#services.now()).catch(() => this.#store.set({ isSavedLocally: false }));
    this.#pendingWrite = Promise.all([this.#pendingWrite, saving]).then(() => undefined);
    return this.#pendingWrite;
  }

  #withPending(state: WizardState): WizardState {
    const video = state.video ?? this.#pendingClip;
    const voice = state.voice ?? this.#pendingVoice;
    return { ...state, ...(video ? { video } : {}), ...(voice ? { voice } : {}) };
  }

  #schedule(): void {
    const { video, voice } = this.#withPending(this.#store.getSnapshot().state);
    if (!video && !voice) return;
    // Throttled, not debounced: during an upload the state changes all the time.
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_DEBOUNCE_MS);
  }
}
