/** `POST /api/identify-face`: which faces a video has, and when each can speak. */

import { z } from 'zod';

export const idSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w-]+$/);
export const millisecondsSchema = z.number().int().nonnegative();

/** A pasted https link, an upload of ours, or the saved result of a job of one's own, for a further pass. */
export const identifyFaceRequestSchema = z.union([
  z.strictObject({ uploadId: idSchema }),
  z.strictObject({ jobId: idSchema }),
  z.strictObject({
    videoUrl: z.string().min(1).max(2048),
    /** The browser's reading; advisory, and `null` where the browser could not read the link. */
    durationMs: millisecondsSchema.nullish(),
  }),
]);
export type IdentifyFaceRequest = z.infer<typeof identifyFaceRequestSchema>;

const faceSchema = z.object({
  faceId: z.string(),
  /** Ours; `null` where upstream sent no picture or it could not be copied. */
  thumbnailUrl: z.string().nullable(),
  startMs: z.number().int(),
  endMs: z.number().int(),
});

export const identifyFaceResponseSchema = z.object({
  videoId: z.string(),
  durationMs: millisecondsSchema.nullable(),
  /** When upstream forgets the faces (24 h), ISO 8601 UTC. */
  expiresAt: z.iso.datetime(),
  faces: z.array(faceSchema),
  /** Whether whatever is made of it is practice: it costs nothing, and moves no lips. On a live site, the sample is. */
  practice: z.boolean(),
});
export type IdentifyFaceResponse = z.infer<typeof identifyFaceResponseSchema>;
