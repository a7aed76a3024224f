/** `POST /api/identify-face`: the faces in a video, each with the time range in which it can speak. */

import { z } from 'zod';

export const idSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w-]+$/);
export const millisecondsSchema = z.number().int().nonnegative();

/** The video: a pasted https link, an upload, or the saved result of the requester's own job (a further pass). */
export const identifyFaceRequestSchema = z.union([
  z.strictObject({ uploadId: idSchema }),
  z.strictObject({ jobId: idSchema }),
  z.strictObject({
    videoUrl: z.string().min(1).max(2048),
    /** Measured by the browser and advisory; `null` if the browser could not read the link. */
    durationMs: millisecondsSchema.nullish(),
  }),
]);
export type IdentifyFaceRequest = z.infer<typeof identifyFaceRequestSchema>;

const faceSchema = z.object({
  faceId: z.string(),
  /** A URL of this site; `null` if upstream sent no image or it could not be copied. */
  thumbnailUrl: z.string().nullable(),
  startMs: z.number().int(),
  endMs: z.number().int(),
});

export const identifyFaceResponseSchema = z.object({
  videoId: z.string(),
  durationMs: millisecondsSchema.nullable(),
  /** When upstream deletes the faces (24 h), ISO 8601 UTC. */
  expiresAt: z.iso.datetime(),
  faces: z.array(faceSchema),
  /** Whether jobs made from this video are practice jobs, which are free and change no lips. On a live site, the sample video is practice. */
  practice: z.boolean(),
});
export type IdentifyFaceResponse = z.infer<typeof identifyFaceResponseSchema>;
