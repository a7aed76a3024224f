/** `GET /api/advanced-lip-sync/{jobId}/passes`: several jobs, each made from the result of the previous one. */

import { z } from 'zod';
import { JOB_STATUSES } from '../domain/job';
import { millisecondsSchema } from './video';

const passSchema = z.object({
  jobId: z.string(),
  /** The job whose result is this job's input video; `null` for the first pass. */
  sourceJobId: z.string().nullable(),
  status: z.enum(JOB_STATUSES),
  createdAt: z.iso.datetime(),
  /** The range of the video that the voice covers. */
  voice: z.object({ startMs: millisecondsSchema, endMs: millisecondsSchema }),
  /** An image of the dubbed face, as a URL of this site; `null` without an image. */
  thumbnailUrl: z.string().nullable(),
  /** The input and the result as URLs of this site; `null` if the files were not kept. */
  originalUrl: z.string().nullable(),
  videoUrl: z.string().nullable(),
  /** 1/1000 PTC, 0 in practice mode. `facesMilliPtc` includes a paid upload of the clip. */
  facesMilliPtc: z.number().int().nonnegative(),
  lipSyncMilliPtc: z.number().int().nonnegative(),
});
export type Pass = z.infer<typeof passSchema>;

/** Ordered from the first pass. Two passes over the same result are siblings. */
export const passesResponseSchema = z.object({
  passes: z.array(passSchema).min(1),
  /** Whether the job belongs to the requester. Only then can a further pass use its result. */
  isOwn: z.boolean(),
});
export type PassesResponse = z.infer<typeof passesResponseSchema>;
