import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { json, route } from '@/lib/server/http/route';
import { listPasses } from '@/lib/server/jobs/list-passes';

export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params }) => json(200, await listPasses(services, editor, params.jobId)),
});
