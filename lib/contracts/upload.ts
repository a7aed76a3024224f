/** `POST /api/uploads`: a ticket that says where the browser may send a file's bytes. */

import { z } from 'zod';

export const uploadRequestSchema = z.strictObject({
  fileName: z.string().min(1).max(255),
  byteSize: z.number().int().nonnegative(),
  contentType: z.string().min(1).max(128),
});
export type UploadRequest = z.infer<typeof uploadRequestSchema>;

export const uploadTicketSchema = z.object({
  uploadId: z.string(),
  method: z.enum(['PUT', 'POST']),
  /** Where to send the bytes: a path of ours, or the store's own address. */
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: z.iso.datetime(),
});
export type UploadTicket = z.infer<typeof uploadTicketSchema>;

/** What the local receiving end answers once the bytes are whole and measured. */
export const uploadReceiptSchema = z.object({
  uploadId: z.string(),
  byteSize: z.number().int(),
  durationMs: z.number().int(),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  hasSound: z.boolean(),
});
export type UploadReceipt = z.infer<typeof uploadReceiptSchema>;
