import 'server-only';
import type { RateLimit } from '@/lib/domain/editor';
import { createAddressHash } from './address-hash';
import { getWaitMs, rateLimitedError } from './rate-limit';
import type { RateLimitStore, SessionStore } from './types';

/**
 * How often a passcode may be tried. Threat: somebody who tries them all, from one address or from many. Counter-threat: somebody who
 * keeps the owner out by trying wrong ones; so an open session is never asked, an invite is never counted (nobody finds 256 random bits
 * by trying), and a right passcode is let in long after wrong ones are told to wait.
 */

/** What is looked at of one address: after 100 wrong ones, one in 30 s. */
const ADDRESS_LIMIT: RateLimit = { capacity: 100, everyMs: 30_000 };
/** Whoever mistypes ten times in five minutes is told to wait; a right code still opens. */
const PATIENT_LIMIT = 10;
/** Of all addresses together: after 500, one in 10 s, which is 8,640 a day. Six random letters and digits last for centuries. */
const GLOBAL_LIMIT: RateLimit = { capacity: 500, everyMs: 10_000 };
/** An address from which the right code came is not held up by what others try. */
const TRUSTED_ADDRESS_MS = 30 * 24 * 60 * 60 * 1000;

export interface LoginAttempt {
  /** For a wrong code: how long to wait; `null` while there is patience left. */
  readonly retryAfterMs: number | null;
  /** For a right one: the address is trusted from now on. */
  succeed(): Promise<void>;
}

export interface LoginThrottle {
  /** Counts one try, before its code is looked at. @throws {AppError} `rate-limited` where it is not to be looked at. */
  begin(address: string): Promise<LoginAttempt>;
}

export interface LoginThrottleOptions {
  readonly store: RateLimitStore & Pick<SessionStore, 'secret'>;
  readonly now: () => number;
}

export function createLoginThrottle({ store, now }: LoginThrottleOptions): LoginThrottle {
  const hashed = createAddressHash(store);

  return {
    async begin(address) {
      const nowMs = now();
      const hash = await hashed(address);
      const key = `door ${hash}`;
      const mark = `known ${hash}`;
      const own = await store.consume(key, ADDRESS_LIMIT, nowMs);
      if (!own.isAllowed) throw rateLimitedError(getWaitMs(own.busyUntilMs, ADDRESS_LIMIT, nowMs));
      const all = await store.consume('door', GLOBAL_LIMIT, nowMs);
      if (!all.isAllowed && !(await store.hasMark(mark, nowMs))) throw rateLimitedError(getWaitMs(all.busyUntilMs, GLOBAL_LIMIT, nowMs));
      const patient: RateLimit = { ...ADDRESS_LIMIT, capacity: PATIENT_LIMIT };
      const isPatient = own.busyUntilMs - nowMs <= patient.capacity * patient.everyMs;
      return {
        retryAfterMs: isPatient ? null : getWaitMs(own.busyUntilMs, patient, nowMs),
        async succeed() {
          await store.remove(key);
          await store.mark(mark, nowMs + TRUSTED_ADDRESS_MS);
        },
      };
    },
  };
}
