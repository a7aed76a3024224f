import { z } from 'zod';
import { shareTokenSchema } from '@/lib/contracts/share';
import { resultVideo } from '@/lib/server/result-video';
import { route } from '@/lib/server/route';
import { findSharedJob } from '@/lib/server/share-job';

/** The link itself is the permission, so no session is asked for. */
export const GET = route({
  access: 'open',
  params: z.object({ token: shareTokenSchema }),
  handle: async ({ services, params: { token }, request }) => resultVideo(services, await findSharedJob(services, token), request),
});

export const HEAD = GET;
