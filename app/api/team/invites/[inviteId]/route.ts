import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';

/** Revokes the invite and every session created with it. */
export const DELETE = route({
  access: 'owner',
  params: z.object({ inviteId: idSchema }),
  handle: async ({ services, params }) => {
    await services.invites.revoke(params.inviteId);
    return new Response(null, { status: 204 });
  },
});
