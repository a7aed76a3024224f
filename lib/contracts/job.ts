/** `POST /api/advanced-lip-sync` and `GET /api/advanced-lip-sync/{jobId}`: create a job and read it. */

import { z } from 'zod';
import { JOB_STATUSES } from '../domain/job';
import { idSchema, millisecondsSchema } from './video';

/** Checks only the shape; `lib/domain/placement` checks the rules. */
export const placementSchema = z.strictObject({
  trimStartMs: z.number().int(),
  trimEndMs: z.number().int(),
  insertAtMs: z.number().int(),
  voiceVolume: z.number(),
  originalVolume: z.number(),
});

export const idempotencyKeySchema = z
  .string()
  .min(16)
  .max(128)
  .regex(/^[\x21-\x7e]+$/);

export const createJobRequestSchema = z.strictObject({
  videoId: idSchema,
  faceId: z.string().min(1).max(128),
  voice: z.strictObject({
    /** Bare Base64 of an MP3, WAV or M4A file, no `data:` prefix. */
    base64: z.string().min(1),
    /** Measured by the browser. The server measures the file again. */
    durationMs: millisecondsSchema,
  }),
  placement: placementSchema,
  /** The `unknown` job that this one replaces (*Create again*). */
  replaces: idSchema.optional(),
});
export type CreateJobRequest = z.infer<typeof createJobRequestSchema>;

/** `page`: the file is on another origin, where a link's `download` attribute cannot set its name. */
export const DOWNLOAD_METHODS = ['link', 'page'] as const;
export type DownloadMethod = (typeof DOWNLOAD_METHODS)[number];

export const jobResponseSchema = z.object({
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  /** Why the job failed: upstream's message, if it sent one. */
  message: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** A URL of this site; `null` until the result can be played. */
  videoUrl: z.string().nullable(),
  /** Whether a plain link can name the downloaded file, or the page must fetch the file first. */
  downloadBy: z.enum(DOWNLOAD_METHODS),
  /** The job's input as URLs of this site; `null` if the files were not kept. */
  originalUrl: z.string().nullable(),
  voiceUrl: z.string().nullable(),
  /** When the site's copy of the result was complete and verified; `null` until then. */
  savedAt: z.iso.datetime().nullable(),
  /** When upstream deletes the result: 30 days after it was created. Irrelevant once the result is saved. */
  upstreamDeletesAt: z.iso.datetime().nullable(),
  /** When the site's copy was deleted, because it expired or on request. */
  resultDeletedAt: z.iso.datetime().nullable(),
  /** Delay until the next poll; `null` when the job is terminal. */
  nextPollMs: z.number().int().positive().nullable(),
  /** The usual duration of recent jobs in this mode. */
  usualMs: z.number().int().positive(),
  /** Input parameters of the job, for a page that is opened on another device. */
  videoId: z.string(),
  /** The upload of the video; `null` for a pasted link. */
  uploadId: z.string().nullable(),
  /** The job whose result is this job's input video (a further pass). */
  sourceJobId: z.string().nullable(),
  /** Until when upstream keeps the faces, so that the same video can be used without another paid search. */
  sessionExpiresAt: z.iso.datetime(),
  faceId: z.string(),
  faceWindow: z.object({ startMs: millisecondsSchema, endMs: millisecondsSchema }),
  placement: placementSchema,
  voiceDurationMs: millisecondsSchema,
  videoDurationMs: millisecondsSchema.nullable(),
  videoName: z.string().nullable(),
  /** The name that the editor gave; `null` shows the video's name. */
  name: z.string().nullable(),
  /** Cost in 1/1000 PTC; 0 in practice mode and for an uncharged rejection. */
  costMilliPtc: z.number().int().nonnegative(),
  /** Whether the job was charged. A failed job counts as charged until the opposite is known. */
  charged: z.enum(['no', 'yes', 'unknown']),
  practice: z.boolean(),
});
export type JobResponse = z.infer<typeof jobResponseSchema>;
