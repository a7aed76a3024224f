/** `GET /api/status`: the state of the site, for the owner only. The request is free. */

import { z } from 'zod';

/** The state of one setting. `lib/i18n` explains each state and what to do. */
export const settingSchema = z.object({
  name: z.enum(['key', 'passcode', 'database', 'storage', 'pages', 'reach', 'budget', 'proxy', 'sweeper', 'keeping']),
  /** One of the setting's states, such as `missing` or `short`. */
  state: z.string(),
  /** `todo`: something is missing; `look`: it works but could be improved. */
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
  /** In the recommended order of setup. */
  settings: z.array(settingSchema),
  todayMilliPtc: z.number().int().nonnegative(),
  budgetMilliPtc: z.number().int().nonnegative().nullable(),
  /** The remaining account balance; negative when in arrears. */
  balance: z.discriminatedUnion('state', [
    z.object({ state: z.literal('known'), milliPtc: z.number().int() }),
    /** `hidden`: the key lacks permission; `unreachable`: upstream did not respond. */
    z.object({ state: z.enum(['hidden', 'unreachable']) }),
  ]),
  running: z.number().int().nonnegative(),
  unknown: z.number().int().nonnegative(),
  /** The oldest `unknown` jobs. */
  unknownJobs: z.array(unknownJobSchema),
  archive: z.object({
    waiting: z.number().int().nonnegative(),
    failing: z.number().int().nonnegative(),
    oldest: z.iso.datetime().nullable(),
  }),
  /** Stored files as recorded in the database. */
  kept: z.array(
    z.object({
      kind: z.enum(['input', 'original', 'voice', 'result', 'thumbnail']),
      files: z.number().int().nonnegative(),
      byteSize: z.number().int().nonnegative(),
    }),
  ),
  /** Files marked for deletion that could not be deleted yet. */
  pendingDeletion: z.number().int().nonnegative(),
});
export type StatusResponse = z.infer<typeof statusResponseSchema>;
