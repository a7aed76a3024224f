/** Share links: the token of a link grants read access to one job, its original video and its result. */

import { z } from 'zod';
import { JOB_STATUSES } from '../domain/job';
import { DOWNLOAD_METHODS } from './job';
import { millisecondsSchema } from './video';

export const shareTokenSchema = z.string().regex(/^[\w-]{43}$/);

/** `GET /api/advanced-lip-sync/{jobId}/share` */
export const sharesResponseSchema = z.object({
  /** Whether the job belongs to the requester. In practice mode, jobs of other people are visible too. */
  mayShare: z.boolean(),
  /** Number of active links. Only their hashes are stored, so a link cannot be shown again. */
  links: z.number().int().nonnegative(),
});
export type SharesResponse = z.infer<typeof sharesResponseSchema>;

/** `POST /api/advanced-lip-sync/{jobId}/share` */
export const createdShareSchema = z.object({ path: z.string().startsWith('/share/') });
export type CreatedShareResponse = z.infer<typeof createdShareSchema>;

/** `GET /api/share/{token}`: the job without its editor, its cost and its input parameters. */
export const sharedJobResponseSchema = z.object({
  status: z.enum(JOB_STATUSES),
  videoName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** A URL under the same token; `null` until the result can be played. */
  videoUrl: z.string().nullable(),
  downloadBy: z.enum(DOWNLOAD_METHODS),
  /** The original video for comparison, under the same token. */
  originalUrl: z.string().nullable(),
  videoDurationMs: millisecondsSchema.nullable(),
  /** The range of the video that the new voice covers. */
  voice: z.object({ startMs: z.number().int(), endMs: z.number().int() }),
  practice: z.boolean(),
});
export type SharedJobResponse = z.infer<typeof sharedJobResponseSchema>;
