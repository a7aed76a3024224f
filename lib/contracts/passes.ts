/** `GET /api/advanced-lip-sync/{jobId}/passes`: several jobs as one piece of work, each made of the result of the one before. */

import { z } from 'zod';
import { JOB_STATUSES } from '../domain/job';
import { millisecondsSchema } from './video';

const passSchema = z.object({
  jobId: z.string(),
  /** The job whose result it was made of; `null` for the first. */
  sourceJobId: z.string().nullable(),
  status: z.enum(JOB_STATUSES),
  createdAt: z.iso.datetime(),
  /** Where its voice runs. */
  voice: z.object({ startMs: millisecondsSchema, endMs: millisecondsSchema }),
  /** Of the face that was dubbed; ours, `null` where there is none. */
  thumbnailUrl: z.string().nullable(),
  /** What it was made of, and what came of it; ours, where they are kept. */
  originalUrl: z.string().nullable(),
  videoUrl: z.string().nullable(),
  /** 1/1000 PTC, and 0 in practice: finding the faces of its clip (with the upload, where that is paid) and the lip-sync itself. */
  facesMilliPtc: z.number().int().nonnegative(),
  lipSyncMilliPtc: z.number().int().nonnegative(),
});
export type Pass = z.infer<typeof passSchema>;

/** From the first one on; what was made twice of one result stands beside each other. */
export const passesResponseSchema = z.object({
  passes: z.array(passSchema).min(1),
  /** Whether the job is the asker's own: only then can a further pass be made of its result. */
  isOwn: z.boolean(),
});
export type PassesResponse = z.infer<typeof passesResponseSchema>;
