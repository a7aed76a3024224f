import { createJobRequestSchema } from '@/lib/contracts/job';
import { listJobsQuerySchema } from '@/lib/contracts/library';
import { getIdempotencyKey } from '@/lib/server/http/idempotency-key';
import { parseQuery } from '@/lib/server/http/query-params';
import { json, route } from '@/lib/server/http/route';
import { createJob } from '@/lib/server/jobs/create-job';
import { estimateDuration } from '@/lib/server/jobs/estimated-duration';
import { listJobs } from '@/lib/server/jobs/job-library';
import { toJobResponse } from '@/lib/server/jobs/job-response';
import { withServicesForVideo } from '@/lib/server/practice/practice-services';

/** Lists one page of the job library. */
export const GET = route({
  access: 'editor',
  handle: async ({ services, editor, request }) => json(200, await listJobs(services, editor, parseQuery(request, listJobsQuerySchema))),
});

/** The paid upstream call times out after 60 s. Must match `vercel.json`; a test compares them. */
export const maxDuration = 90;

export const POST = route({
  access: 'editor',
  body: createJobRequestSchema,
  // 5 MB of voice are 6.7 MB of Base64.
  maxBodyBytes: 7_000_000,
  handle: async ({ services, editor, body, request }) => {
    const key = getIdempotencyKey(request);
    const { isNew, job } = await withServicesForVideo(services, body.videoId, (modeServices) => createJob(modeServices, editor, key, body));
    const estimatedMs = await estimateDuration(services, job);
    return json(isNew ? 201 : 200, toJobResponse(job, { nowMs: services.now(), usualMs: estimatedMs, storage: services.storage }));
  },
});
