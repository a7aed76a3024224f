/** `POST /api/advanced-lip-sync` and `GET /api/advanced-lip-sync/{jobId}`: make a job, and look at it. */

import { z } from 'zod';
import { JOB_STATUSES } from '../domain/job';
import { idSchema, millisecondsSchema } from './video';

/** Shape only; whether it is legal is for `lib/domain/placement` to say. */
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
    /** The browser's reading; the server measures for itself. */
    durationMs: millisecondsSchema,
  }),
  placement: placementSchema,
  /** *Create again* after `unknown`: the job that could not be found. */
  replaces: idSchema.optional(),
});
export type CreateJobRequest = z.infer<typeof createJobRequestSchema>;

export const jobAnswerSchema = z.object({
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  /** Why it failed, in upstream's words where it gave any. */
  message: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Ours, and only there once the result plays. */
  videoUrl: z.string().nullable(),
  /** When to ask again; `null` when the job is at its end. */
  nextPollMs: z.number().int().positive().nullable(),
  /** Free fields: what the job was made of, for a page opened on another device. */
  videoId: z.string(),
  faceId: z.string(),
  placement: placementSchema,
  voiceDurationMs: millisecondsSchema,
  videoDurationMs: millisecondsSchema.nullable(),
  videoName: z.string().nullable(),
  /** What it cost, 1/1000 PTC; 0 in practice mode and for a refusal that charged nothing. */
  costMilliPtc: z.number().int().nonnegative(),
  /** What became of the money; a failed job counts as charged until it is known otherwise. */
  charged: z.enum(['no', 'yes', 'unknown']),
  practice: z.boolean(),
});
export type JobAnswer = z.infer<typeof jobAnswerSchema>;
