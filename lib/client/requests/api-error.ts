import type { Charged, ErrorCode, Issue } from '@/lib/contracts/error';

/**
 * Error codes of a request: the server's codes and those that only the browser can detect. `network-error`: connection failure or timeout.
 * `unexpected-response`: the response is not from this app. `upload-broken`: an upload failed after every retry. `upload-blocked`: the same, but
 * only the external store was unreachable.
 */
export type ApiErrorCode = ErrorCode | 'network-error' | 'unexpected-response' | 'upload-broken' | 'upload-blocked';

export interface ApiErrorDetails {
  /** Whether the failed request cost money. Default: `no`. */
  readonly charged?: Charged | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly issues?: readonly Issue[] | undefined;
  readonly message?: string | undefined;
  readonly cause?: unknown;
}

/** The only error type that `lib/client` throws, apart from an `AbortError` when the caller cancelled. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly charged: Charged;
  /** Shown to the site's owner under "Details"; `null` if the server did not respond. */
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

/** Converts any thrown value to an `ApiError`; an unknown one becomes `unexpected-response`. */
export function toApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError('unexpected-response', { cause: thrown });
}

export function isAbortError(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
