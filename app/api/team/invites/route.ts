import { makeInviteRequestSchema } from '@/lib/contracts/team';
import { json, route } from '@/lib/server/http/route';
import { toCreatedInviteResponse } from '@/lib/server/admin/team';

export const POST = route({
  access: 'owner',
  limit: 'manage',
  body: makeInviteRequestSchema,
  handle: async ({ services, body }) => json(201, toCreatedInviteResponse(await services.invites.make(body.label))),
});
