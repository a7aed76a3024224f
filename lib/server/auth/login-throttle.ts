import 'server-only';
import type { RateLimit } from '@/lib/domain/editor';
import { createAddressHash } from './address-hash';
import { getWaitMs, rateLimitedError } from './rate-limit';
import type { RateLimitStore, SessionStore } from './types';

/**
 * Limits passcode attempts. Threats: brute force from one or many addresses, and an attacker who locks the owner
 * out with wrong attempts. Therefore open sessions and invites (256 random bits) are not counted, and a correct
 * passcode is still accepted long after wrong ones are throttled.
 */

/** Attempts checked per address: 100, then one per 30 s. */
const ADDRESS_LIMIT: RateLimit = { capacity: 100, everyMs: 30_000 };
/** After ten wrong codes within five minutes the response asks for a delay; a correct code still succeeds. */
const MAX_UNDELAYED_ATTEMPTS = 10;
/**
 * Attempts checked for all addresses: 500, then one per 10 s (8,640 a day). Six random letters and digits withstand
 * that for centuries.
 */
const GLOBAL_LIMIT: RateLimit = { capacity: 500, everyMs: 10_000 };
/** An address that has signed in successfully is exempt from the global limit for this long. */
const TRUSTED_ADDRESS_MS = 30 * 24 * 60 * 60 * 1000;

export interface LoginAttempt {
  /** After a wrong code: the wait before the next attempt, or `null` if none is needed. */
  readonly retryAfterMs: number | null;
  /** After a correct code: marks the address as trusted. */
  succeed(): Promise<void>;
}

export interface LoginThrottle {
  /**
   * Counts an attempt before its code is checked.
   * @throws {AppError} `rate-limited` if the code must not be checked.
   */
  begin(address: string): Promise<LoginAttempt>;
}

export interface LoginThrottleOptions {
  readonly store: RateLimitStore & Pick<SessionStore, 'secret'>;
  readonly now: () => number;
}

export function createLoginThrottle({ store, now }: LoginThrottleOptions): LoginThrottle {
  const hashAddress = createAddressHash(store);

  return {
    async begin(address) {
      const nowMs = now();
      const hash = await hashAddress(address);
      const key = `door ${hash}`;
      const mark = `known ${hash}`;
      const own = await store.consume(key, ADDRESS_LIMIT, nowMs);
      if (!own.isAllowed) throw rateLimitedError(getWaitMs(own.busyUntilMs, ADDRESS_LIMIT, nowMs));
      const all = await store.consume('door', GLOBAL_LIMIT, nowMs);
      if (!all.isAllowed && !(await store.hasMark(mark, nowMs))) throw rateLimitedError(getWaitMs(all.busyUntilMs, GLOBAL_LIMIT, nowMs));
      const undelayedLimit: RateLimit = { ...ADDRESS_LIMIT, capacity: MAX_UNDELAYED_ATTEMPTS };
      const isUndelayed = own.busyUntilMs - nowMs <= undelayedLimit.capacity * undelayedLimit.everyMs;
      return {
        retryAfterMs: isUndelayed ? null : getWaitMs(own.busyUntilMs, undelayedLimit, nowMs),
        async succeed() {
          await store.remove(key);
          await store.mark(mark, nowMs + TRUSTED_ADDRESS_MS);
        },
      };
    },
  };
}
