import 'server-only';
import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { type DatabaseClient, insertWhere } from './connection/client';
import type { ChargeRecord, Charges, Mode, Reservation } from './records/records';
import { sumRowSchema } from './records/rows';
import { charges } from './schema';

/** Charges in the database: money is reserved before it is spent, always in the same write as its purpose. */

/** Returns the UTC day as `YYYY-MM-DD`. */
function getUtcDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

interface Purpose {
  readonly editorId: string;
  readonly mode: Mode;
  readonly kind: ChargeRecord['kind'];
  readonly nowMs: number;
}

/**
 * Reserves money if the condition holds and the daily budget suffices, including `alsoMilliPtc` for later
 * statements of the same write. Fails closed.
 */
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

/** True if this write inserted the charge; the rows it pays for depend on it. */
export function isReserved(chargeId: string): SQL {
  return sql`exists (select 1 from ${charges} where ${charges.chargeId} = ${chargeId})`;
}

/** Sets the outcome of a reservation if the condition holds. A released reservation stays released. */
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
