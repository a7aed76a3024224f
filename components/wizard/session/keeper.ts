import type { Press } from '@/lib/client/drafts';
import type { WizardState } from '@/lib/domain/wizard';
import type { SessionDeps } from './deps';
import type { SessionStore } from './store';

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
  #press: Press | null = null;
  #posterUrl: string | null = null;
  #written: WizardState | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: SessionStore, deps: SessionDeps) {
    this.#store = store;
    this.#deps = deps;
    store.subscribe(() => {
      if (store.getSnapshot().state !== this.#written) this.#schedule();
    });
  }

  get press(): Press | null {
    return this.#press;
  }

  get draftId(): string | null {
    return this.#draftId;
  }

  /** Resolves when it is written (or could not be): a press must be on record before it is sent. */
  async setPress(press: Press | null): Promise<void> {
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

  /** Takes over a draft that was read: later changes are written to it. */
  adopt(draftId: string, draft: { readonly press: Press | null; readonly posterUrl: string | null; readonly state: WizardState }): void {
    this.forget();
    this.#draftId = draftId;
    this.#press = draft.press;
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
    this.#deps.rememberDraft(null);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { state } = this.#store.getSnapshot();
    if (!state.video && !state.voice) return this.#writing;
    if (this.#draftId === null) {
      this.#draftId = this.#deps.newId();
      this.#deps.rememberDraft(this.#draftId);
    }
    const draftId = this.#draftId;
    const draft = { state, press: this.#press, posterUrl: this.#posterUrl };
    this.#written = state;
    // Begun at once, for a page that is being left may not get to what is put off.
    const saved = this.#deps.drafts.save(draftId, draft, this.#deps.now()).catch(() => this.#store.set({ kept: false }));
    this.#writing = Promise.all([this.#writing, saved]).then(() => undefined);
    return this.#writing;
  }

  #schedule(): void {
    const { state } = this.#store.getSnapshot();
    if (!state.video && !state.voice) return;
    // Not put off by what comes after: during an upload something changes all the time.
    this.#timer ??= setTimeout(() => void this.flush(), SAVE_DELAY_MS);
  }
}
