import type { PendingSubmission } from '@/lib/client/drafts/drafts';
import type { WizardState, WizardVideo, WizardVoice } from '@/lib/domain/wizard';
import type { SessionDeps } from './deps';
import type { SessionStore } from './store';

/** A larger original is not kept for a reload in the middle of its healing: the browser would copy all of it. */
const LARGEST_ORIGINAL_BYTES = 1_000_000_000;

/** A moment's changes are written once; short enough that a reload right after a drag loses nothing that matters. */
const SAVE_DELAY_MS = 150;

/**
 * Keeps the work in this browser. Where that cannot be (private mode, no room), the work goes on in memory and `kept` says so:
 * nothing here ever throws.
 */
export class DraftKeeper {
  readonly #store: SessionStore;
  readonly #deps: SessionDeps;
  #draftId: string | null = null;
  #press: PendingSubmission | null = null;
  #posterUrl: string | null = null;
  #written: WizardState | null = null;
  /** Files that are not taken yet; in the draft they stand where there is nothing else. */
  #waitingClip: WizardVideo | null = null;
  #waitingVoice: WizardVoice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: SessionStore, deps: SessionDeps) {
    this.#store = store;
    this.#deps = deps;
    store.subscribe(() => {
      if (store.getSnapshot().state !== this.#written) this.#schedule();
    });
  }

  get press(): PendingSubmission | null {
    return this.#press;
  }

  get draftId(): string | null {
    return this.#draftId;
  }

  /** Resolves when it is written (or could not be): a press must be on record before it is sent. */
  async setPress(press: PendingSubmission | null): Promise<void> {
    this.#press = press;
    await this.flush();
  }

  setPoster(posterUrl: string | null): void {
    this.#posterUrl = posterUrl;
    this.#schedule();
  }

  async saveFile(fileKey: string, file: File): Promise<void> {
    try {
      await this.#deps.drafts.saveFile(fileKey, file);
      this.#store.set({ kept: this.#store.getSnapshot().kept !== false });
    } catch {
      this.#store.set({ kept: false });
    }
  }

  /** The original stays in this browser until it is healed, so that a reload can begin again; the clip that counts goes before it. */
  keepWaitingClip(video: WizardVideo | null, original?: File): void {
    this.#waitingClip = video;
    const counts = this.#store.getSnapshot().state.video !== undefined;
    if (video?.source.kind === 'file' && original && !counts) void this.#keepOriginal(video.source.fileKey, original);
    this.#schedule();
  }

  keepWaitingVoice(voice: WizardVoice | null, original?: File): void {
    this.#waitingVoice = voice;
    const counts = this.#store.getSnapshot().state.voice !== undefined;
    if (voice && original && !counts) void this.#keepOriginal(voice.fileKey, original);
    this.#schedule();
  }

  /** No promise was made about an original: where it cannot be kept, it is asked for again. */
  async #keepOriginal(fileKey: string, original: File): Promise<void> {
    if (original.size <= LARGEST_ORIGINAL_BYTES) await this.#deps.drafts.saveFile(fileKey, original).catch(() => undefined);
  }

  /** Takes over a draft that was read: later changes are written to it. */
  adopt(
    draftId: string,
    draft: { readonly submission: PendingSubmission | null; readonly posterUrl: string | null; readonly state: WizardState },
  ): void {
    this.forget();
    this.#draftId = draftId;
    this.#press = draft.submission;
    this.#posterUrl = draft.posterUrl;
    this.#written = draft.state;
    this.#deps.rememberDraft(draftId);
  }

  /** The present draft stays where it is; what comes next is another one. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draftId = null;
    this.#press = null;
    this.#posterUrl = null;
    this.#written = null;
    this.#waitingClip = null;
    this.#waitingVoice = null;
    this.#deps.rememberDraft(null);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { state } = this.#store.getSnapshot();
    const waited = this.#withWaiting(state);
    if (!waited.video && !waited.voice) return this.#writing;
    if (this.#draftId === null) {
      this.#draftId = this.#deps.newId();
      this.#deps.rememberDraft(this.#draftId);
    }
    const draftId = this.#draftId;
    const draft = { state: waited, submission: this.#press, posterUrl: this.#posterUrl };
    this.#written = state;
    // Begun at once, for a page that is being left may not get to what is put off.
    const saved = this.#deps.drafts.save(draftId, draft, this.#deps.now()).catch(() => this.#store.set({ kept: false }));
    this.#writing = Promise.all([this.#writing, saved]).then(() => undefined);
    return this.#writing;
  }

  #withWaiting(state: WizardState): WizardState {
    const video = state.video ?? this.#waitingClip;
    const voice = state.voice ?? this.#waitingVoice;
    return { ...state, ...(video ? { video } : {}), ...(voice ? { voice } : {}) };
  }

  #schedule(): void {
    const { video, voice } = this.#withWaiting(this.#store.getSnapshot().state);
    if (!video && !voice) return;
    // Not put off by what comes after: during an upload something changes all the time.
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_DELAY_MS);
  }
}
