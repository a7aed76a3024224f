import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';
import { originalFileResponse } from '@/lib/server/jobs/job-files';
import { findVisibleJob } from '@/lib/server/jobs/job-response';

/** Returns the video before the lip-sync: full, in ranges, or headers only. */
export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params, request }) =>
    originalFileResponse(services, await findVisibleJob(services.db, editor, params.jobId), request),
});

export const HEAD = GET;
