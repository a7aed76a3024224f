/** `POST /api/access`: exchanges a sign-in code for a session. */

import { z } from 'zod';

export const accessRequestSchema = z.strictObject({ code: z.string().min(1).max(256) });

/** `GET /api/health`: the only public endpoint besides the pages. */
export interface HealthResponse {
  readonly status: 'ok';
  readonly mode: 'practice' | 'live';
}

/** `GET /api/spending`: the amount spent today and the daily budget, in 1/1000 PTC. */
export const spendingResponseSchema = z.object({
  spentMilliPtc: z.number().int().nonnegative(),
  budgetMilliPtc: z.number().int().nonnegative(),
});
export type SpendingResponse = z.infer<typeof spendingResponseSchema>;
