/** Share links: whoever holds one may watch one job, its video before and after, and do nothing else. */

import { z } from 'zod';
import { JOB_STATUSES } from '../domain/job';
import { DOWNLOAD_METHODS } from './job';
import { millisecondsSchema } from './video';

export const shareTokenSchema = z.string().regex(/^[\w-]{43}$/);

/** `GET /api/advanced-lip-sync/{jobId}/share` */
export const sharesResponseSchema = z.object({
  /** Whether the job is the asker's to give away; in practice one may see jobs that are not. */
  mayShare: z.boolean(),
  /** How many links are open. They cannot be shown again: only their hashes are kept. */
  links: z.number().int().nonnegative(),
});
export type SharesResponse = z.infer<typeof sharesResponseSchema>;

/** `POST /api/advanced-lip-sync/{jobId}/share` */
export const createdShareSchema = z.object({ path: z.string().startsWith('/share/') });
export type CreatedShareResponse = z.infer<typeof createdShareSchema>;

/** `GET /api/share/{token}`: what there is to see, without whose it is, what it cost, and what it was made of. */
export const sharedJobResponseSchema = z.object({
  status: z.enum(JOB_STATUSES),
  videoName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** Ours, under the same token; only there once it plays. */
  videoUrl: z.string().nullable(),
  downloadBy: z.enum(DOWNLOAD_METHODS),
  /** The video before, to compare with; under the same token too. */
  originalUrl: z.string().nullable(),
  videoDurationMs: millisecondsSchema.nullable(),
  /** Where the new voice runs. */
  voice: z.object({ startMs: z.number().int(), endMs: z.number().int() }),
  practice: z.boolean(),
});
export type SharedJobResponse = z.infer<typeof sharedJobResponseSchema>;
