import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';
import { findVisibleJob } from '@/lib/server/jobs/job-response';
import { servicesForMode } from '@/lib/server/practice/practice-services';
import { resultVideoResponse } from '@/lib/server/results/result-video';

/** A result that is not saved yet is streamed from upstream. Must match `vercel.json`; a test compares them. */
export const maxDuration = 60;

/** Returns the result: full, in ranges, or headers only; `?download` or `?download=name` sends it as an attachment. */
export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params, request }) => {
    const job = await findVisibleJob(services.db, editor, params.jobId);
    return resultVideoResponse(servicesForMode(services, job.mode), job, request);
  },
});

export const HEAD = GET;
