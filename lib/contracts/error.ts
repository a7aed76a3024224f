/** Every error the app's own API can answer with: one object maps code to HTTP status, and all else derives from it. */

import { z } from 'zod';

export const ERROR_STATUS = {
  // The request itself.
  malformed: 400,
  'not-let-in': 401,
  'wrong-code': 401,
  'budget-used-up': 402,
  'wrong-origin': 403,
  'not-found': 404,
  'other-parameters': 409,
  'too-large': 413,
  'wrong-type': 415,
  'rules-say-no': 422,
  'slow-down': 429,
  // What upstream says of the editor's material.
  'video-refused': 422,
  'voice-refused': 422,
  'parameters-refused': 422,
  'content-refused': 422,
  'session-expired': 422,
  // What upstream says of the site, or of itself.
  'key-refused': 502,
  'account-empty': 502,
  'upstream-rejected': 502,
  'upstream-unintelligible': 502,
  'upstream-busy': 503,
  'upstream-down': 503,
  'upstream-unreachable': 503,
  'upstream-silent': 504,
  // Ours.
  'not-configured': 503,
  'storage-full': 503,
  'storage-down': 503,
  'out-of-order': 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const errorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

/**
 * Whether this request cost money. `unknown` only where upstream may have acted without our hearing of it. Of an earlier request with the
 * same `Idempotency-Key` it says nothing.
 */
export const chargedSchema = z.enum(['no', 'yes', 'unknown']);
export type Charged = z.infer<typeof chargedSchema>;

/** One rule's finding, with its numbers: `PlacementIssue`, `VideoFinding`, `VoiceFinding`, or a body's bad field. */
export const issueSchema = z.looseObject({ code: z.string() });
export type Issue = z.infer<typeof issueSchema>;

export const errorBodySchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    /** Plain English for scripts and logs; the wizard words the code itself. */
    message: z.string(),
    charged: chargedSchema,
    requestId: z.string(),
    retryAfterMs: z.number().int().nonnegative().optional(),
    issues: z.array(issueSchema).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
