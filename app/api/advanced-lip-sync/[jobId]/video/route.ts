import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';
import { findVisibleJob } from '@/lib/server/jobs/job-response';
import { servicesForMode } from '@/lib/server/practice/practice-services';
import { resultVideoResponse } from '@/lib/server/results/result-video';

/** Until a result is saved it is passed on from upstream as it comes. `vercel.json` says the same, and a test compares them. */
export const maxDuration = 60;

/** Whole, in ranges, or only its headers; `?download` or `?download=name` to save it as a file. */
export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params, request }) => {
    const job = await findVisibleJob(services.db, editor, params.jobId);
    return resultVideoResponse(servicesForMode(services, job.mode), job, request);
  },
});

export const HEAD = GET;
