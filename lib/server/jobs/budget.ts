import 'server-only';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { MilliPtc } from '@/lib/domain/price';
import type { Env } from '@/lib/server/config/env';
import type { Charges, Mode } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';

/** The daily spending limit. Live mode always has a budget; practice mode has one only if the owner set it, to rehearse reaching the limit. */

type BudgetEnv = Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;

export function getDailyBudget(env: BudgetEnv): MilliPtc | null {
  return env.mode === 'live' || env.budgetIsExplicit ? env.dailyBudgetMilliPtc : null;
}

/** @returns the time until the budget resets at midnight UTC. */
function getMsUntilMidnightUtc(nowMs: number): number {
  return new Date(nowMs).setUTCHours(24, 0, 0, 0) - nowMs;
}

export function budgetExceededError(nowMs: number): AppError {
  return new AppError('budget-exceeded', 'the budget of today is used up; it starts again at midnight UTC', {
    retryAfterMs: getMsUntilMidnightUtc(nowMs),
  });
}

/** @returns the sum of today's charges; 0 in practice mode unless a budget is set. */
export async function getSpendingToday(deps: {
  readonly env: BudgetEnv;
  readonly mode: Mode;
  readonly db: Charges;
  readonly now: () => number;
}): Promise<SpendingResponse> {
  const { env, db, mode, now } = deps;
  const day = new Date(now()).toISOString().slice(0, 10);
  return {
    spentMilliPtc: getDailyBudget(env) === null ? 0 : await db.spentOn(day, mode),
    budgetMilliPtc: env.dailyBudgetMilliPtc,
  };
}
