import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { ConcurrencyLimiter, ConcurrencySlot, ConcurrentAction } from './types';

/**
 * Limits concurrent requests that occupy disk or memory. Counts are per process, because the disk and memory are
 * too; each server has its own limits.
 */

/** Most uploads and bodies end within seconds. */
const RETRY_AFTER_MS = 3_000;

interface ConcurrencyLimit {
  readonly perEditor: number;
  /** Total for all editors; without it, only the per-editor limit applies. */
  readonly total?: number;
}

const LIMITS: Record<ConcurrentAction, ConcurrencyLimit> = {
  // A page sends three parts at a time (`lib/client/uploads/send-parts.ts`), so eight pages fit.
  upload: { perEditor: 24 },
  // Bytes: three bodies of the largest allowed size per editor, ten in total. Parsing one takes three times its
  // length for a moment.
  'large-body': { perEditor: 21_000_000, total: 70_000_000 },
};

/**
 * A visitor who discards the cookie becomes a new visitor, so an address is limited to the share of a few real
 * visitors.
 */
const VISITORS_PER_ADDRESS = 2;

interface Slot {
  readonly key: string;
  readonly limit: number;
}

export function createConcurrencyLimiter(): ConcurrencyLimiter {
  const usage = new Map<string, number>();

  function acquireSlots(slots: readonly Slot[], amount: number): ConcurrencySlot {
    let held = 0;
    const add = (more: number) => {
      if (slots.some(({ key, limit }) => (usage.get(key) ?? 0) + more > limit)) throw tooManyConcurrentError();
      adjust(more);
    };
    const adjust = (change: number) => {
      for (const { key } of slots) {
        const rest = (usage.get(key) ?? 0) + change;
        if (rest === 0) usage.delete(key);
        else usage.set(key, rest);
      }
      held += change;
    };
    add(amount);
    return { add, release: () => adjust(-held) };
  }

  return {
    acquire(action, { editorId, addressHash }, amount) {
      const { perEditor, total } = LIMITS[action];
      const whole = total === undefined ? [] : [{ key: action, limit: total }];
      const address = addressHash === undefined ? [] : [{ key: `${action} at ${addressHash}`, limit: perEditor * VISITORS_PER_ADDRESS }];
      return acquireSlots([...whole, ...address, { key: `${action} ${editorId}`, limit: perEditor }], amount);
    },

    acquireKey: (key, limit) => acquireSlots([{ key: `one ${key}`, limit }], 1),
  };
}

function tooManyConcurrentError(): AppError {
  return new AppError('rate-limited', 'too much is on its way at once; try again in a moment', { retryAfterMs: RETRY_AFTER_MS });
}
