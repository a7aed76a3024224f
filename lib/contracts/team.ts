/** The owner's pages: who may come in, and who spent what. For the owner alone; everybody else gets a 404. */

import { z } from 'zod';

/** As a person says it: one line, nothing that a screen would not show. */
export const inviteLabelSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);

/** `POST /api/team/invites` */
export const createInviteRequestSchema = z.strictObject({ label: inviteLabelSchema });

/** For calls that say everything by their address; a JSON body is asked for all the same, because no form can send one. */
export const emptyRequestSchema = z.strictObject({});

export const inviteSchema = z.object({
  inviteId: z.string(),
  label: z.string(),
  createdAt: z.iso.datetime(),
  /** When its present link was made. */
  linkedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type InviteResponse = z.infer<typeof inviteSchema>;

/** `POST /api/team/invites` and `POST /api/team/invites/{inviteId}/link`: the one time that the link is shown. */
export const createdInviteSchema = z.object({
  invite: inviteSchema,
  /** A path of ours with the token in its fragment, which no server ever sees. */
  path: z.string().startsWith('/join#'),
});
export type CreatedInviteResponse = z.infer<typeof createdInviteSchema>;

const spenderSchema = z.object({
  /** Names a line, and nothing else. */
  spenderId: z.string(),
  role: z.enum(['owner', 'editor', 'visitor']),
  /** The invite's; `null` for the owner and for visitors. */
  label: z.string().nullable(),
  todayMilliPtc: z.number().int().nonnegative(),
  totalMilliPtc: z.number().int().nonnegative(),
  jobs: z.number().int().nonnegative(),
});

/** `GET /api/team` */
export const teamResponseSchema = z.object({
  practice: z.boolean(),
  invites: z.array(inviteSchema),
  /** Who spent most first; in practice, what it would have cost. */
  spenders: z.array(spenderSchema),
  todayMilliPtc: z.number().int().nonnegative(),
  totalMilliPtc: z.number().int().nonnegative(),
  /** `null`: none applies. */
  budgetMilliPtc: z.number().int().nonnegative().nullable(),
});
export type TeamResponse = z.infer<typeof teamResponseSchema>;
