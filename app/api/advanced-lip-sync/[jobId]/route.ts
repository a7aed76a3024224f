import { z } from 'zod';
import { renameJobRequestSchema } from '@/lib/contracts/library';
import { idSchema } from '@/lib/contracts/video';
import { json, route } from '@/lib/server/http/route';
import { estimateDuration } from '@/lib/server/jobs/estimated-duration';
import { deleteJob, renameJob } from '@/lib/server/jobs/job-library';
import { findVisibleJob, toJobResponse } from '@/lib/server/jobs/job-response';
import { refreshJob } from '@/lib/server/jobs/refresh-job';
import { runMaintenanceInBackground } from '@/lib/server/maintenance/cron';
import { servicesForMode } from '@/lib/server/practice/practice-services';
import { archiveResult, isArchiveDue } from '@/lib/server/results/archive-result';

const params = z.object({ jobId: idSchema });

/** The response takes less than a second; the background copy takes longer. Must match `vercel.json`; a test compares them. */
export const maxDuration = 300;

export const GET = route({
  access: 'editor',
  params,
  handle: async ({ services, editor, params: { jobId } }) => {
    const known = await findVisibleJob(services.db, editor, jobId);
    const modeServices = servicesForMode(services, known.mode);
    const job = await refreshJob(modeServices, known);
    services.defer(async () => {
      if (isArchiveDue(job, services.now())) await archiveResult(modeServices, job);
      await runMaintenanceInBackground(services);
    });
    const estimatedMs = await estimateDuration(services, job);
    return json(200, toJobResponse(job, { nowMs: services.now(), usualMs: estimatedMs, storage: services.storage }));
  },
});

export const PATCH = route({
  access: 'editor',
  limit: 'manage',
  params,
  body: renameJobRequestSchema,
  handle: async ({ services, editor, params: { jobId }, body }) => json(200, await renameJob(services, editor, jobId, body.name)),
});

/** Deletes the job; `restore` reverts this. */
export const DELETE = route({
  access: 'editor',
  params,
  handle: async ({ services, editor, params: { jobId } }) => {
    await deleteJob(services, editor, jobId);
    return new Response(null, { status: 204 });
  },
});
