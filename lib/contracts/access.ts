/** `POST /api/access`: a code for a session, and what the shell of every page needs to know. */

import { z } from 'zod';

export const accessRequestSchema = z.strictObject({ code: z.string().min(1).max(256) });

/** `GET /api/health`, and nothing else: everybody may ask. */
export interface HealthResponse {
  readonly status: 'ok';
  readonly mode: 'practice' | 'live';
}

/** `GET /api/spending`: what was spent today, and where it stops, in 1/1000 PTC. */
export const spendingResponseSchema = z.object({
  spentMilliPtc: z.number().int().nonnegative(),
  budgetMilliPtc: z.number().int().nonnegative(),
});
export type SpendingResponse = z.infer<typeof spendingResponseSchema>;
