/** Every error code of the app's own API with its HTTP status. All other code lists derive from this object. */

import { z } from 'zod';

export const ERROR_STATUS = {
  // The request is invalid or not allowed.
  'invalid-request': 400,
  unauthorized: 401,
  'invalid-credentials': 401,
  'budget-exceeded': 402,
  'forbidden-origin': 403,
  'not-found': 404,
  'idempotency-conflict': 409,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'validation-failed': 422,
  'rate-limited': 429,
  // Upstream rejected the editor's material.
  'video-refused': 422,
  'voice-refused': 422,
  'parameters-refused': 422,
  'content-refused': 422,
  'session-expired': 422,
  // Upstream failed, or rejected the site's account.
  'upstream-unauthorized': 502,
  'upstream-balance-exhausted': 502,
  'upstream-rejected': 502,
  'upstream-invalid-response': 502,
  'upstream-busy': 503,
  'upstream-unavailable': 503,
  'upstream-unreachable': 503,
  'upstream-timeout': 504,
  // The site itself failed.
  'not-configured': 503,
  'storage-full': 503,
  'storage-unavailable': 503,
  'internal-error': 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const errorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

/**
 * Whether this request cost money. `unknown` only when upstream may have acted but no response arrived. It does not describe an earlier request
 * with the same `Idempotency-Key`.
 */
export const chargedSchema = z.enum(['no', 'yes', 'unknown']);
export type Charged = z.infer<typeof chargedSchema>;

/** One finding of a rule with its numbers: a `PlacementIssue`, a `VideoFinding`, a `VoiceFinding`, or an invalid field of a request body. */
export const issueSchema = z.looseObject({ code: z.string() });
export type Issue = z.infer<typeof issueSchema>;

export const errorBodySchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    /** English text for scripts and logs. The wizard translates the code instead. */
    message: z.string(),
    charged: chargedSchema,
    requestId: z.string(),
    retryAfterMs: z.number().int().nonnegative().optional(),
    issues: z.array(issueSchema).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
