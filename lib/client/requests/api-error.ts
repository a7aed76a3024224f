import type { Charged, ErrorCode, Issue } from '@/lib/contracts/error';

/**
 * What can go wrong with a call: the server's own codes, and the few that only a browser can meet.
 * `network-error`: the connection broke, or nothing came in time. `unexpected-response`: something answered that is not this app.
 * `upload-broken`: the bytes of a file did not arrive, after every retry. `upload-blocked`: the same, while our server could be reached and the
 * store that the bytes go to could not.
 */
export type ApiErrorCode = ErrorCode | 'network-error' | 'unexpected-response' | 'upload-broken' | 'upload-blocked';

export interface ApiErrorDetails {
  /** Whether the press that met this error cost money. Default: `no`. */
  readonly charged?: Charged | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly issues?: readonly Issue[] | undefined;
  readonly message?: string | undefined;
  readonly cause?: unknown;
}

/** The one kind of error that `lib/client` throws, apart from an `AbortError` when the caller itself cancelled. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly charged: Charged;
  /** For the site's owner, behind "Details"; `null` where no answer of ours came. */
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly issues: readonly Issue[];

  constructor(code: ApiErrorCode, details: ApiErrorDetails = {}) {
    super(details.message ?? code, { cause: details.cause });
    this.code = code;
    this.charged = details.charged ?? 'no';
    this.requestId = details.requestId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.issues = details.issues ?? [];
  }
}

/** Turns anything that was thrown into an `ApiError`; what is none of ours counts as an answer that made no sense. */
export function toApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError('unexpected-response', { cause: thrown });
}

export function isAbortError(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
