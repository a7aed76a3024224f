import 'server-only';
import { and, eq, gt, lte, sql } from 'drizzle-orm';
import type { LimitStore } from '../access/port';
import type { Database } from './database';
import { limitRowSchema } from './rows';
import { limits } from './schema';

/**
 * Limits as one number each (the generic cell rate algorithm): every use pushes `busy_until_ms` a little into the future, and is refused
 * where it would lie too far ahead. No counters to reset, no windows at whose edge twice as much gets through.
 */
export function createLimitRecords({ query, write }: Database): LimitStore {
  async function busyUntil(key: string, nowMs: number): Promise<number> {
    const [row] = await query.select({ busyUntilMs: limits.busyUntilMs }).from(limits).where(eq(limits.key, key));
    return row === undefined ? nowMs : limitRowSchema.parse(row).busyUntilMs;
  }

  return {
    async takeOne(key, { capacity, everyMs }, nowMs) {
      const next = sql`max(${limits.busyUntilMs}, ${nowMs}) + ${everyMs}`;
      const fullMs = nowMs + capacity * everyMs;
      const [, , changed] = await write([
        query.delete(limits).where(lte(limits.busyUntilMs, nowMs)),
        // Nobody can have used more than all of it: what says so was written by a clock that ran ahead.
        query
          .update(limits)
          .set({ busyUntilMs: fullMs })
          .where(and(eq(limits.key, key), gt(limits.busyUntilMs, fullMs))),
        query
          .insert(limits)
          .values({ key, busyUntilMs: nowMs + everyMs })
          .onConflictDoUpdate({
            target: limits.key,
            set: { busyUntilMs: next },
            setWhere: sql`${next} <= ${fullMs}`,
          }),
      ]);
      return { taken: changed === 1, busyUntilMs: await busyUntil(key, nowMs) };
    },

    async mark(key, untilMs) {
      await write([
        query
          .insert(limits)
          .values({ key, busyUntilMs: untilMs })
          .onConflictDoUpdate({ target: limits.key, set: { busyUntilMs: untilMs } }),
      ]);
    },

    async isMarked(key, nowMs) {
      const [row] = await query
        .select({ key: limits.key })
        .from(limits)
        .where(and(eq(limits.key, key), gt(limits.busyUntilMs, nowMs)));
      return row !== undefined;
    },

    async forget(key) {
      await write([query.delete(limits).where(eq(limits.key, key))]);
    },
  };
}
