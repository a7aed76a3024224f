import 'server-only';
import { createAddressHash } from './address-hash';
import { slowDown, untilNextMs } from './limits';
import type { LimitStore, Pace, SessionStore } from './port';

/**
 * How often a passcode may be tried. Threat: somebody who tries them all, from one address or from many. Counter-threat: somebody who
 * keeps the owner out by trying wrong ones; so an open session is never asked, an invite is never counted (nobody finds 256 random bits
 * by trying), and a right passcode is let in long after wrong ones are told to wait.
 */

/** What is looked at of one address: after 100 wrong ones, one in 30 s. */
const BY_ADDRESS: Pace = { capacity: 100, everyMs: 30_000 };
/** Whoever mistypes ten times in five minutes is told to wait; a right code still opens. */
const PATIENCE = 10;
/** Of all addresses together: after 500, one in 10 s, which is 8,640 a day. Six random letters and digits last for centuries. */
const OVERALL: Pace = { capacity: 500, everyMs: 10_000 };
/** An address from which the right code came is not held up by what others try. */
const KNOWN_FOR_MS = 30 * 24 * 60 * 60 * 1000;

export interface Try {
  /** For a wrong code: how long to wait; `null` while there is patience left. */
  readonly retryAfterMs: number | null;
  /** For a right one: the address is trusted from now on. */
  succeed(): Promise<void>;
}

export interface Tries {
  /** Counts one try, before its code is looked at. @throws {AppError} `slow-down` where it is not to be looked at. */
  begin(address: string): Promise<Try>;
}

export interface TriesOptions {
  readonly store: LimitStore & Pick<SessionStore, 'secret'>;
  readonly now: () => number;
}

export function createTries({ store, now }: TriesOptions): Tries {
  const hashed = createAddressHash(store);

  return {
    async begin(address) {
      const nowMs = now();
      const hash = await hashed(address);
      const key = `door ${hash}`;
      const mark = `known ${hash}`;
      const own = await store.takeOne(key, BY_ADDRESS, nowMs);
      if (!own.taken) throw slowDown(untilNextMs(own.busyUntilMs, BY_ADDRESS, nowMs));
      const all = await store.takeOne('door', OVERALL, nowMs);
      if (!all.taken && !(await store.isMarked(mark, nowMs))) throw slowDown(untilNextMs(all.busyUntilMs, OVERALL, nowMs));
      const patient: Pace = { ...BY_ADDRESS, capacity: PATIENCE };
      const isPatient = own.busyUntilMs - nowMs <= patient.capacity * patient.everyMs;
      return {
        retryAfterMs: isPatient ? null : untilNextMs(own.busyUntilMs, patient, nowMs),
        async succeed() {
          await store.forget(key);
          await store.mark(mark, nowMs + KNOWN_FOR_MS);
        },
      };
    },
  };
}
