import { z } from 'zod';
import { shareTokenSchema } from '@/lib/contracts/share';
import { route } from '@/lib/server/http/route';
import { originalFileResponse } from '@/lib/server/jobs/job-files';
import { findSharedJob, requireResult } from '@/lib/server/results/share-links';

/** The share link is the permission; no session is required. */
export const GET = route({
  access: 'open',
  params: z.object({ token: shareTokenSchema }),
  handle: async ({ services, params: { token }, request }) =>
    originalFileResponse(services, requireResult(await findSharedJob(services, token), services.now()), request, 'link'),
});

export const HEAD = GET;
