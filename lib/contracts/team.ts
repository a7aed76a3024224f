/** The owner's pages about invites and spending. Every other role gets a 404. */

import { z } from 'zod';

/** One line of printable characters. */
export const inviteLabelSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);

/** `POST /api/team/invites` */
export const createInviteRequestSchema = z.strictObject({ label: inviteLabelSchema });

/** For requests whose URL holds all parameters. They still require a JSON body, because an HTML form cannot send one (CSRF protection). */
export const emptyRequestSchema = z.strictObject({});

export const inviteSchema = z.object({
  inviteId: z.string(),
  label: z.string(),
  createdAt: z.iso.datetime(),
  /** When the current link was created. */
  linkedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type InviteResponse = z.infer<typeof inviteSchema>;

/** `POST /api/team/invites` and `POST /api/team/invites/{inviteId}/link`: the only response that contains the link. */
export const createdInviteSchema = z.object({
  invite: inviteSchema,
  /** A path with the token in its fragment, which browsers do not send to a server. */
  path: z.string().startsWith('/join#'),
});
export type CreatedInviteResponse = z.infer<typeof createdInviteSchema>;

const spenderSchema = z.object({
  /** Identifies a row; not usable as a person's id. */
  spenderId: z.string(),
  role: z.enum(['owner', 'editor', 'visitor']),
  /** The invite's label; `null` for the owner and for visitors. */
  label: z.string().nullable(),
  todayMilliPtc: z.number().int().nonnegative(),
  totalMilliPtc: z.number().int().nonnegative(),
  jobs: z.number().int().nonnegative(),
});

/** `GET /api/team` */
export const teamResponseSchema = z.object({
  practice: z.boolean(),
  invites: z.array(inviteSchema),
  /** Ordered by the amount spent, highest first. In practice mode, what it would have cost. */
  spenders: z.array(spenderSchema),
  todayMilliPtc: z.number().int().nonnegative(),
  totalMilliPtc: z.number().int().nonnegative(),
  /** `null` without a budget. */
  budgetMilliPtc: z.number().int().nonnegative().nullable(),
});
export type TeamResponse = z.infer<typeof teamResponseSchema>;
