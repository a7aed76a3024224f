import { z } from 'zod';
import { shareTokenSchema } from '@/lib/contracts/share';
import { json, route } from '@/lib/server/http/route';
import { findSharedJob, toSharedJobResponse } from '@/lib/server/results/share-links';

/** The share link is the permission; no session is required. */
export const GET = route({
  access: 'open',
  params: z.object({ token: shareTokenSchema }),
  handle: async ({ services, params: { token } }) =>
    json(200, toSharedJobResponse(await findSharedJob(services, token), token, { nowMs: services.now(), storage: services.storage })),
});
