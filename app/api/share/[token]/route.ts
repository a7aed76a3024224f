import { z } from 'zod';
import { shareTokenSchema } from '@/lib/contracts/share';
import { json, route } from '@/lib/server/http/route';
import { findSharedJob, toSharedJobResponse } from '@/lib/server/results/share-links';

/** The link itself is the permission, so no session is asked for. */
export const GET = route({
  access: 'open',
  params: z.object({ token: shareTokenSchema }),
  handle: async ({ services, params: { token } }) =>
    json(200, toSharedJobResponse(await findSharedJob(services, token), token, { nowMs: services.now(), storage: services.storage })),
});
