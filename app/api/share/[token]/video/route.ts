import { z } from 'zod';
import { shareTokenSchema } from '@/lib/contracts/share';
import { route } from '@/lib/server/http/route';
import { servicesForMode } from '@/lib/server/practice/practice-services';
import { resultVideoResponse } from '@/lib/server/results/result-video';
import { findSharedJob } from '@/lib/server/results/share-links';

/** A result that is not saved yet is streamed from upstream. Must match `vercel.json`; a test compares them. */
export const maxDuration = 60;

/** The share link is the permission; no session is required. */
export const GET = route({
  access: 'open',
  params: z.object({ token: shareTokenSchema }),
  handle: async ({ services, params: { token }, request }) => {
    const job = await findSharedJob(services, token);
    return resultVideoResponse(servicesForMode(services, job.mode), job, request, 'link');
  },
});

export const HEAD = GET;
