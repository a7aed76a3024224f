import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';

/** Ends the invite, and with it every session that came by it. */
export const DELETE = route({
  access: 'owner',
  params: z.object({ inviteId: idSchema }),
  handle: async ({ services, params }) => {
    await services.invites.revoke(params.inviteId);
    return new Response(null, { status: 204 });
  },
});
