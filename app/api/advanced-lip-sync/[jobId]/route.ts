import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { archiveResult, isArchiveDue } from '@/lib/server/archive-result';
import { findVisibleJob, toJobAnswer } from '@/lib/server/job-answer';
import { refreshJob } from '@/lib/server/refresh-job';
import { json, route } from '@/lib/server/route';

export const GET = route({
  access: 'editor',
  params: z.object({ jobId: idSchema }),
  handle: async ({ services, editor, params }) => {
    const job = await refreshJob(services, await findVisibleJob(services.ledger, editor, params.jobId));
    if (isArchiveDue(job, services.now())) services.defer(() => archiveResult(services, job));
    return json(200, toJobAnswer(job, services.now()));
  },
});
