import { z } from 'zod';
import { emptyRequestSchema } from '@/lib/contracts/team';
import { idSchema } from '@/lib/contracts/video';
import { toCreatedInviteResponse } from '@/lib/server/admin/team';
import { json, route } from '@/lib/server/http/route';

/** Another link for the same editor, where the first was lost; that one opens nothing more. */
export const POST = route({
  access: 'owner',
  limit: 'manage',
  params: z.object({ inviteId: idSchema }),
  body: emptyRequestSchema,
  handle: async ({ services, params }) => json(201, toCreatedInviteResponse(await services.invites.relink(params.inviteId))),
});
