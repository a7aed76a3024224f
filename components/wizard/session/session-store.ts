import { recordPlacementChange, redoPlacement, undoPlacement } from '@/lib/domain/placement-history';
import { type WizardAction, wizardReducer } from '@/lib/domain/wizard';
import { EMPTY_SNAPSHOT, type SessionSnapshot } from './snapshot';

/** Holds the snapshot for `useSyncExternalStore`; facts change only through the domain's reducer. */
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

  /** Changes with the same `gesture` form one undo step. */
  dispatch(action: WizardAction, gesture?: string): void {
    const { state: previous, history } = this.#snapshot;
    const state = wizardReducer(previous, action);
    if (state !== previous)
      this.#setSnapshot({ ...this.#snapshot, state, history: recordPlacementChange(history, previous, state, gesture) });
  }

  stepHistory(direction: 'undo' | 'redo'): void {
    const { state, history } = this.#snapshot;
    const step = direction === 'undo' ? undoPlacement(history, state) : redoPlacement(history, state);
    if (step === null) return;
    const restored = wizardReducer(state, { type: 'placement-restored', snapshot: step.snapshot });
    this.#setSnapshot({ ...this.#snapshot, state: restored, history: step.history });
  }

  /** Resets everything for a new draft. */
  clear(): void {
    this.#setSnapshot(EMPTY_SNAPSHOT);
  }

  #setSnapshot(snapshot: SessionSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
