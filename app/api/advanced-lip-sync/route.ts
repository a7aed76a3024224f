import { createJobRequestSchema } from '@/lib/contracts/job';
import { createJob } from '@/lib/server/create-job';
import { idempotencyKeyOf } from '@/lib/server/idempotency-key';
import { toJobAnswer } from '@/lib/server/job-answer';
import { json, route } from '@/lib/server/route';

export const POST = route({
  access: 'editor',
  body: createJobRequestSchema,
  // 5 MB of voice are 6.7 MB of Base64.
  maxBodyBytes: 7_000_000,
  handle: async ({ services, editor, body, request }) => {
    const { isNew, job } = await createJob(services, editor, idempotencyKeyOf(request), body);
    return json(isNew ? 201 : 200, toJobAnswer(job, services.now()));
  },
});
