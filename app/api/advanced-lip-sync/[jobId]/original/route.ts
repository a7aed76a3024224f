import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';
import { originalFileResponse } from '@/lib/server/jobs/job-files';
import { findVisibleJob } from '@/lib/server/jobs/job-response';

/** The video before the lip-sync: whole, in ranges, or only its headers. */
export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params, request }) =>
    originalFileResponse(services, await findVisibleJob(services.db, editor, params.jobId), request),
});

export const HEAD = GET;
