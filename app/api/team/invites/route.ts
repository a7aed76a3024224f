import { createInviteRequestSchema } from '@/lib/contracts/team';
import { toCreatedInviteResponse } from '@/lib/server/admin/team';
import { json, route } from '@/lib/server/http/route';

export const POST = route({
  access: 'owner',
  limit: 'manage',
  body: createInviteRequestSchema,
  handle: async ({ services, body }) => json(201, toCreatedInviteResponse(await services.invites.create(body.label))),
});
