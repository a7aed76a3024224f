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

  set(change: Partial<Omit<SessionSnapshot, 'state'>>): void {
    this.#replace({ ...this.#snapshot, ...change });
  }

  dispatch(action: WizardAction): void {
    const state = wizardReducer(this.#snapshot.state, action);
    if (state !== this.#snapshot.state) this.#replace({ ...this.#snapshot, state });
  }

  /** Everything back to nothing: another piece of work begins. */
  clear(): void {
    this.#replace(EMPTY_SNAPSHOT);
  }

  #replace(snapshot: SessionSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
