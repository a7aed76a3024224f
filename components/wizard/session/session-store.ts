import { recordPlacement, redoPlacement, undoPlacement } from '@/lib/domain/placement-history';
import { type WizardAction, wizardReducer } from '@/lib/domain/wizard';
import { EMPTY_SNAPSHOT, type SessionSnapshot } from './snapshot';

/** Holds the snapshot that React reads (`useSyncExternalStore`); facts change through the domain's reducer alone. */
export class SessionStore {
  #snapshot: SessionSnapshot = EMPTY_SNAPSHOT;
  readonly #listeners = new Set<() => void>();

  readonly getSnapshot = (): SessionSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<Omit<SessionSnapshot, 'state' | 'history'>>): void {
    this.#setSnapshot({ ...this.#snapshot, ...change });
  }

  /** Changes of one `gesture` are one step of *Undo*. */
  dispatch(action: WizardAction, gesture?: string): void {
    const { state: previous, history } = this.#snapshot;
    const state = wizardReducer(previous, action);
    if (state !== previous) this.#setSnapshot({ ...this.#snapshot, state, history: recordPlacement(history, previous, state, gesture) });
  }

  /** Takes back the last change of the placement, or makes it again. */
  stepHistory(direction: 'undo' | 'redo'): void {
    const { state, history } = this.#snapshot;
    const step = direction === 'undo' ? undoPlacement(history, state) : redoPlacement(history, state);
    if (step === null) return;
    const restored = wizardReducer(state, { type: 'placement-restored', snapshot: step.snapshot });
    this.#setSnapshot({ ...this.#snapshot, state: restored, history: step.history });
  }

  /** Everything back to nothing: another piece of work begins. */
  clear(): void {
    this.#setSnapshot(EMPTY_SNAPSHOT);
  }

  #setSnapshot(snapshot: SessionSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
