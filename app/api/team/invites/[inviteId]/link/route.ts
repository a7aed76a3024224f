import { z } from 'zod';
import { emptyRequestSchema } from '@/lib/contracts/team';
import { idSchema } from '@/lib/contracts/video';
import { toCreatedInviteResponse } from '@/lib/server/admin/team';
import { json, route } from '@/lib/server/http/route';

/** Replaces the invite's link for the same editor; the old link stops working. */
export const POST = route({
  access: 'owner',
  limit: 'manage',
  params: z.object({ inviteId: idSchema }),
  body: emptyRequestSchema,
  handle: async ({ services, params }) => json(201, toCreatedInviteResponse(await services.invites.relink(params.inviteId))),
});
