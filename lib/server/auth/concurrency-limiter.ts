import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { ConcurrencyLimiter, ConcurrencySlot, ConcurrentAction } from './types';

/**
 * What is on its way at the same moment, and holds disk or memory until it has come to its end. Counted in this process alone, which is the one
 * whose disk and memory it is; several servers allow as much each.
 */

/** Soon: most of what is on its way ends within seconds. */
const RETRY_AFTER_MS = 3_000;

interface ConcurrencyLimit {
  readonly each: number;
  /** Of everybody together; without one, each counts alone. */
  readonly all?: number;
}

const LIMITS: Record<ConcurrentAction, ConcurrencyLimit> = {
  // A page sends three parts side by side (`lib/client/uploads/send-parts.ts`): room for eight of them.
  upload: { each: 24 },
  // Bytes: three of the largest that are allowed, and ten of everybody's. Reading one takes three times its length for a moment.
  'large-body': { each: 21_000_000, all: 70_000_000 },
};

/** Whoever drops the cookie is another visitor; a few may really be behind one address. */
const VISITORS_PER_ADDRESS = 2;

interface Slot {
  readonly key: string;
  readonly limit: number;
}

export function createConcurrencyLimiter(): ConcurrencyLimiter {
  const usage = new Map<string, number>();

  function hold(slots: readonly Slot[], amount: number): ConcurrencySlot {
    let held = 0;
    const add = (more: number) => {
      if (slots.some(({ key, limit }) => (usage.get(key) ?? 0) + more > limit)) throw tooManyConcurrentError();
      move(more);
    };
    const move = (change: number) => {
      for (const { key } of slots) {
        const rest = (usage.get(key) ?? 0) + change;
        if (rest === 0) usage.delete(key);
        else usage.set(key, rest);
      }
      held += change;
    };
    add(amount);
    return { add, release: () => move(-held) };
  }

  return {
    acquire(what, { editorId, addressHash }, amount) {
      const { each, all } = LIMITS[what];
      const whole = all === undefined ? [] : [{ key: what, limit: all }];
      const address = addressHash === undefined ? [] : [{ key: `${what} at ${addressHash}`, limit: each * VISITORS_PER_ADDRESS }];
      return hold([...whole, ...address, { key: `${what} ${editorId}`, limit: each }], amount);
    },

    acquireKey: (key, limit) => hold([{ key: `one ${key}`, limit }], 1),
  };
}

function tooManyConcurrentError(): AppError {
  return new AppError('rate-limited', 'too much is on its way at once; try again in a moment', { retryAfterMs: RETRY_AFTER_MS });
}
