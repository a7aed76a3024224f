/** `POST /api/uploads`: a ticket with the URL to which the browser sends a file's bytes. */

import { z } from 'zod';

export const uploadRequestSchema = z.strictObject({
  fileName: z.string().min(1).max(255),
  byteSize: z.number().int().nonnegative(),
  contentType: z.string().min(1).max(128),
  /** Whether the client can split the file, so that a broken connection repeats only one part. Some stores use parts in any case. */
  inParts: z.boolean().optional(),
});
export type UploadRequest = z.infer<typeof uploadRequestSchema>;

/** The URL is a path of this site, or a URL of the store. */
const targetSchema = z.object({
  method: z.enum(['PUT', 'POST']),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
});

const uploadPartSchema = targetSchema.extend({
  partNumber: z.number().int().positive(),
  /** The byte range of the file that is the body of this request. */
  startByte: z.number().int().nonnegative(),
  byteSize: z.number().int().positive(),
  /** Whether the store already has this part. */
  sent: z.boolean(),
});
export type UploadPart = z.infer<typeof uploadPartSchema>;

/**
 * Without `parts`, one request of `method` to `url` carries the file. With `parts`, each part goes to its own URL, in any order; then `method` and
 * `url` (with `uploadCompletionSchema` as JSON) join them into one file.
 */
export const uploadTicketSchema = targetSchema.extend({
  uploadId: z.string(),
  expiresAt: z.iso.datetime(),
  parts: z.array(uploadPartSchema).optional(),
  /** Whether the completion request must list the `etag` of each part's response. */
  needsEtags: z.boolean().optional(),
});
export type UploadTicket = z.infer<typeof uploadTicketSchema>;

/** `GET /api/uploads/{uploadId}`: the progress of an upload, with a ticket to resume it. */
export const uploadStateSchema = uploadTicketSchema.extend({
  /** Whether the whole file has arrived and was measured. */
  whole: z.boolean(),
});
export type UploadState = z.infer<typeof uploadStateSchema>;

/** `POST /api/uploads/{uploadId}`: completes an upload after all parts were sent. */
export const uploadCompletionSchema = z.strictObject({
  etags: z
    .array(z.strictObject({ partNumber: z.number().int().positive(), etag: z.string().min(1).max(256) }))
    .max(1000)
    .optional(),
});
export type UploadCompletion = z.infer<typeof uploadCompletionSchema>;

/** The response once the file is complete and measured. */
export const uploadReceiptSchema = z.object({
  uploadId: z.string(),
  byteSize: z.number().int(),
  durationMs: z.number().int(),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  hasSound: z.boolean(),
});
export type UploadReceipt = z.infer<typeof uploadReceiptSchema>;
