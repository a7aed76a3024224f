import { z } from 'zod';
import { emptyRequestSchema } from '@/lib/contracts/team';
import { idSchema } from '@/lib/contracts/video';
import { route } from '@/lib/server/http/route';
import { restoreJob } from '@/lib/server/jobs/job-library';

export const POST = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  body: emptyRequestSchema,
  handle: async ({ services, editor, params: { jobId } }) => {
    await restoreJob(services, editor, jobId);
    return new Response(null, { status: 204 });
  },
});
