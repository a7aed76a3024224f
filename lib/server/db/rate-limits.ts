import 'server-only';
import { and, eq, gt, lte, sql } from 'drizzle-orm';
import type { RateLimit } from '@/lib/domain/editor';
import type { DatabaseClient } from './connection/client';
import { limitRowSchema } from './records/rows';
import { rateLimits } from './schema';

/**
 * Rate limits by the generic cell rate algorithm: each use moves `busy_until_ms` into the future, and is refused if
 * that is too far ahead. There are no counters to reset and no window edges that allow double the rate.
 */
export function createRateLimitQueries({ query, write }: DatabaseClient) {
  async function busyUntil(key: string, nowMs: number): Promise<number> {
    const [row] = await query.select({ busyUntilMs: rateLimits.busyUntilMs }).from(rateLimits).where(eq(rateLimits.key, key));
    return row === undefined ? nowMs : limitRowSchema.parse(row).busyUntilMs;
  }

  return {
    /** Takes one use in one atomic write, if one is left. `busyUntilMs`: when all uses so far have expired. */
    async consume(key: string, { capacity, everyMs }: RateLimit, nowMs: number) {
      const next = sql`max(${rateLimits.busyUntilMs}, ${nowMs}) + ${everyMs}`;
      const fullMs = nowMs + capacity * everyMs;
      const [, , changed] = await write([
        query.delete(rateLimits).where(lte(rateLimits.busyUntilMs, nowMs)),
        // Usage cannot exceed the capacity, so a later value was written by a clock that ran ahead.
        query
          .update(rateLimits)
          .set({ busyUntilMs: fullMs })
          .where(and(eq(rateLimits.key, key), gt(rateLimits.busyUntilMs, fullMs))),
        query
          .insert(rateLimits)
          .values({ key, busyUntilMs: nowMs + everyMs })
          .onConflictDoUpdate({
            target: rateLimits.key,
            set: { busyUntilMs: next },
            setWhere: sql`${next} <= ${fullMs}`,
          }),
      ]);
      return { isAllowed: changed === 1, busyUntilMs: await busyUntil(key, nowMs) };
    },

    async mark(key: string, untilMs: number): Promise<void> {
      await write([
        query
          .insert(rateLimits)
          .values({ key, busyUntilMs: untilMs })
          .onConflictDoUpdate({ target: rateLimits.key, set: { busyUntilMs: untilMs } }),
      ]);
    },

    async hasMark(key: string, nowMs: number): Promise<boolean> {
      const [row] = await query
        .select({ key: rateLimits.key })
        .from(rateLimits)
        .where(and(eq(rateLimits.key, key), gt(rateLimits.busyUntilMs, nowMs)));
      return row !== undefined;
    },

    async remove(key: string): Promise<void> {
      await write([query.delete(rateLimits).where(eq(rateLimits.key, key))]);
    },
  };
}
