/** `POST /api/uploads`: a ticket that says where the browser may send a file's bytes. */

import { z } from 'zod';

export const uploadRequestSchema = z.strictObject({
  fileName: z.string().min(1).max(255),
  byteSize: z.number().int().nonnegative(),
  contentType: z.string().min(1).max(128),
  /** Whether the sender can cut the file, so that a broken connection costs a part alone. Some stores take parts alone, whatever is said here. */
  inParts: z.boolean().optional(),
});
export type UploadRequest = z.infer<typeof uploadRequestSchema>;

/** A path of ours, or the store's own address. */
const targetSchema = z.object({
  method: z.enum(['PUT', 'POST']),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
});

const uploadPartSchema = targetSchema.extend({
  partNumber: z.number().int().positive(),
  /** Which bytes of the file are its body. */
  startByte: z.number().int().nonnegative(),
  byteSize: z.number().int().positive(),
  /** It has arrived already. */
  sent: z.boolean(),
});
export type UploadPart = z.infer<typeof uploadPartSchema>;

/**
 * Without `minorTicks`, one request of `method` to `url` carries the file. With them, each goes to its own address, in any order, and then
 * `method` and `url` (with `uploadCompletionSchema` as JSON) make one file of them.
 */
export const uploadTicketSchema = targetSchema.extend({
  uploadId: z.string(),
  expiresAt: z.iso.datetime(),
  parts: z.array(uploadPartSchema).optional(),
  /** Whether the end must be told the `etag` that each part was answered with, in a JSON body. */
  needsEtags: z.boolean().optional(),
});
export type UploadTicket = z.infer<typeof uploadTicketSchema>;

/** `GET /api/uploads/{uploadId}`: where an upload stands, and a ticket to go on with. */
export const uploadStateSchema = uploadTicketSchema.extend({
  /** All of it has arrived and was measured; nothing is left to send. */
  whole: z.boolean(),
});
export type UploadState = z.infer<typeof uploadStateSchema>;

/** `POST /api/uploads/{uploadId}`: all parts are sent. */
export const uploadCompletionSchema = z.strictObject({
  etags: z
    .array(z.strictObject({ partNumber: z.number().int().positive(), etag: z.string().min(1).max(256) }))
    .max(1000)
    .optional(),
});
export type UploadCompletion = z.infer<typeof uploadCompletionSchema>;

/** What is answered once the bytes are whole and measured. */
export const uploadReceiptSchema = z.object({
  uploadId: z.string(),
  byteSize: z.number().int(),
  durationMs: z.number().int(),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  hasSound: z.boolean(),
});
export type UploadReceipt = z.infer<typeof uploadReceiptSchema>;
