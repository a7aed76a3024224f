import 'server-only';
import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { type DatabaseClient, insertWhere } from './connection/client';
import type { ChargeRecord, Charges, Mode, Reservation } from './records/records';
import { sumRowSchema } from './records/rows';
import { charges } from './schema';

/** Money in the database: reserved before it can be spent, and only ever together with what it is for. */

/** The UTC day that a moment belongs to, `YYYY-MM-DD`. */
function getUtcDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

interface Purpose {
  readonly editorId: string;
  readonly mode: Mode;
  readonly kind: ChargeRecord['kind'];
  readonly nowMs: number;
}

/** Reserves where the condition holds and the day's money, with `alsoMilliPtc` for what follows in the same write, is enough. Fails closed. */
export function reserve(reservation: Reservation, purpose: Purpose, condition: SQL, alsoMilliPtc = 0): SQL {
  const { chargeId, milliPtc, budgetMilliPtc } = reservation;
  const { nowMs, ...of } = purpose;
  const day = getUtcDay(nowMs);
  const withinBudget =
    budgetMilliPtc === null ? sql`1` : sql`(${sumSpentSql(day, purpose.mode)}) + ${milliPtc + alsoMilliPtc} <= ${budgetMilliPtc}`;
  return insertWhere(
    charges,
    { ...of, chargeId, milliPtc, state: 'reserved', day, createdAtMs: nowMs },
    sql`${condition} and ${withinBudget}`,
  );
}

/** True where this very charge was written: what the reservation is for hangs on it. */
export function isReserved(chargeId: string): SQL {
  return sql`exists (select 1 from ${charges} where ${charges.chargeId} = ${chargeId})`;
}

/** Says what became of a reservation, where the condition holds. What was released stays released. */
export function settle(chargeId: SQL, state: 'spent' | 'released', condition: SQL): SQL {
  return sql`update ${charges} set "state" = ${state} where ${charges.chargeId} = (${chargeId}) and ${charges.state} = 'reserved' and ${condition}`;
}

function sumSpentSql(day: string, mode: Mode): SQL {
  return sql`select coalesce(sum(${charges.milliPtc}), 0) from ${charges} where ${charges.day} = ${day} and ${charges.mode} = ${mode} and ${charges.state} <> 'released'`;
}

export function createChargeQueries({ query }: DatabaseClient): Charges {
  return {
    async spentOn(day, mode) {
      const [row] = await query
        .select({ sum: sql`sum(${charges.milliPtc})` })
        .from(charges)
        .where(and(eq(charges.day, day), eq(charges.mode, mode), ne(charges.state, 'released')));
      return sumRowSchema.parse(row).sum ?? 0;
    },
  };
}
