import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { AtOnce, Hold, WaysAtOnce } from './port';

/**
 * What is on its way at the same moment, and holds disk or memory until it has come to its end. Counted in this process alone, which is the one
 * whose disk and memory it is; several servers allow as much each.
 */

/** Soon: most of what is on its way ends within seconds. */
const RETRY_AFTER_MS = 3_000;

interface Room {
  readonly each: number;
  /** Of everybody together; without one, each counts alone. */
  readonly all?: number;
}

const ROOMS: Record<WaysAtOnce, Room> = {
  // A page sends three parts side by side (`lib/client/send-parts.ts`): room for eight of them.
  upload: { each: 24 },
  // Bytes: three of the largest that are allowed, and ten of everybody's. Reading one takes three times its length for a moment.
  'large-body': { each: 21_000_000, all: 70_000_000 },
};

/** Whoever drops the cookie is another visitor; a few may really be behind one address. */
const VISITORS_AT_AN_ADDRESS = 2;

interface Place {
  readonly key: string;
  readonly limit: number;
}

export function createAtOnce(): AtOnce {
  const taken = new Map<string, number>();

  function hold(places: readonly Place[], amount: number): Hold {
    let held = 0;
    const add = (more: number) => {
      if (places.some(({ key, limit }) => (taken.get(key) ?? 0) + more > limit)) throw tooMuchAtOnce();
      move(more);
    };
    const move = (change: number) => {
      for (const { key } of places) {
        const rest = (taken.get(key) ?? 0) + change;
        if (rest === 0) taken.delete(key);
        else taken.set(key, rest);
      }
      held += change;
    };
    add(amount);
    return { add, release: () => move(-held) };
  }

  return {
    hold(what, { editorId, addressHash }, amount) {
      const { each, all } = ROOMS[what];
      const whole = all === undefined ? [] : [{ key: what, limit: all }];
      const address = addressHash === undefined ? [] : [{ key: `${what} at ${addressHash}`, limit: each * VISITORS_AT_AN_ADDRESS }];
      return hold([...whole, ...address, { key: `${what} ${editorId}`, limit: each }], amount);
    },

    holdOne: (key, limit) => hold([{ key: `one ${key}`, limit }], 1),
  };
}

function tooMuchAtOnce(): AppError {
  return new AppError('slow-down', 'too much is on its way at once; try again in a moment', { retryAfterMs: RETRY_AFTER_MS });
}
