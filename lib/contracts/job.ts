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

/** `page`: the bytes come from another origin, whose own name for the file a link cannot change. */
export const DOWNLOAD_METHODS = ['link', 'page'] as const;
export type DownloadMethod = (typeof DOWNLOAD_METHODS)[number];

export const jobResponseSchema = z.object({
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  /** Why it failed, in upstream's words where it gave any. */
  message: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Ours, and only there once the result plays. */
  videoUrl: z.string().nullable(),
  /** Who can give the file its name on the way to a disk: the link by itself, or only the page, which reads it first. */
  downloadBy: z.enum(DOWNLOAD_METHODS),
  /** What it was made of, ours as well, where we keep it: the video before, and the voice as it was sent. */
  originalUrl: z.string().nullable(),
  voiceUrl: z.string().nullable(),
  /** When our copy of the result was whole and checked; `null` until then. */
  savedAt: z.iso.datetime().nullable(),
  /** When upstream deletes the result: 30 days after it was made. Once it is saved, that is no longer of interest. */
  upstreamDeletesAt: z.iso.datetime().nullable(),
  /** When our copy was deleted, because its time was over or somebody wished it. */
  resultDeletedAt: z.iso.datetime().nullable(),
  /** When to ask again; `null` when the job is at its end. */
  nextPollMs: z.number().int().positive().nullable(),
  /** What jobs of this mode have usually taken of late. */
  usualMs: z.number().int().positive(),
  /** Free fields: what the job was made of, for a page opened on another device. */
  videoId: z.string(),
  /** The upload that the video came as; `null` for a pasted link. */
  uploadId: z.string().nullable(),
  /** The job whose result the video is: this one is a further pass over it. */
  sourceJobId: z.string().nullable(),
  /** Until when upstream knows the faces, so that the same video can be used again without finding them anew. */
  sessionExpiresAt: z.iso.datetime(),
  faceId: z.string(),
  faceWindow: z.object({ startMs: millisecondsSchema, endMs: millisecondsSchema }),
  placement: placementSchema,
  voiceDurationMs: millisecondsSchema,
  videoDurationMs: millisecondsSchema.nullable(),
  videoName: z.string().nullable(),
  /** What its editor calls it; `null`: what the clip is called. */
  name: z.string().nullable(),
  /** What it cost, 1/1000 PTC; 0 in practice mode and for a refusal that charged nothing. */
  costMilliPtc: z.number().int().nonnegative(),
  /** What became of the money; a failed job counts as charged until it is known otherwise. */
  charged: z.enum(['no', 'yes', 'unknown']),
  practice: z.boolean(),
});
export type JobResponse = z.infer<typeof jobResponseSchema>;
