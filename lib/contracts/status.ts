/** `GET /api/status`: how the site is, for its owner alone. Asking is free. */

import { z } from 'zod';

/** A setting, and how it stands. What each means, and what to do, is for `lib/i18n` to say. */
export const settingSchema = z.object({
  name: z.enum(['key', 'passcode', 'database', 'storage', 'pages', 'reach', 'budget', 'proxy', 'sweeper', 'keeping']),
  /** Which of its cases it is, such as `missing` or `shortSidePx`. */
  state: z.string(),
  /** `todo`: something is missing; `look`: it works, and could be better. */
  level: z.enum(['fine', 'look', 'todo']),
});
export type SettingResponse = z.infer<typeof settingSchema>;

const unknownJobSchema = z.object({
  jobId: z.string(),
  role: z.enum(['owner', 'editor', 'visitor']),
  label: z.string().nullable(),
  since: z.iso.datetime(),
  lookups: z.number().int().nonnegative(),
  milliPtc: z.number().int().nonnegative(),
});

export const statusResponseSchema = z.object({
  practice: z.boolean(),
  /** In the order in which one would set them. */
  settings: z.array(settingSchema),
  todayMilliPtc: z.number().int().nonnegative(),
  budgetMilliPtc: z.number().int().nonnegative().nullable(),
  /** What is left on the account; below zero when in arrears. */
  balance: z.discriminatedUnion('state', [
    z.object({ state: z.literal('known'), milliPtc: z.number().int() }),
    /** The key may not ask, or upstream did not answer. */
    z.object({ state: z.enum(['hidden', 'unreachable']) }),
  ]),
  running: z.number().int().nonnegative(),
  unknown: z.number().int().nonnegative(),
  /** The oldest of them. */
  unknownJobs: z.array(unknownJobSchema),
  archive: z.object({
    waiting: z.number().int().nonnegative(),
    failing: z.number().int().nonnegative(),
    oldest: z.iso.datetime().nullable(),
  }),
  /** What lies in the store, as it was noted file by file. */
  kept: z.array(
    z.object({
      kind: z.enum(['input', 'original', 'voice', 'result', 'thumbnail']),
      files: z.number().int().nonnegative(),
      byteSize: z.number().int().nonnegative(),
    }),
  ),
  /** Files that nothing needs, which could not be deleted yet. */
  pendingDeletion: z.number().int().nonnegative(),
});
export type StatusResponse = z.infer<typeof statusResponseSchema>;
