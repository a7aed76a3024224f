import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';
import { voiceFileResponse } from '@/lib/server/jobs/job-files';
import { findVisibleJob } from '@/lib/server/jobs/job-response';

/** Returns the voice as it was sent: full, in ranges, or headers only. */
export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params, request }) =>
    voiceFileResponse(services, await findVisibleJob(services.db, editor, params.jobId), request),
});

export const HEAD = GET;
