import 'server-only';
import { type Charged, ERROR_STATUS, type ErrorCode, type Issue } from '@/lib/contracts/error';

export interface AppErrorDetails {
  /** Whether the request that failed cost money. Default: `no`. */
  readonly charged?: Charged;
  readonly retryAfterMs?: number;
  readonly issues?: readonly Issue[];
  /** For the log only; never sent to the browser. */
  readonly cause?: unknown;
}

/** Shared by all copies of this module in the process. */
const BRAND = Symbol.for('lip-sync-wizard.AppError');

/** The only error that server code throws on purpose; `route.ts` converts it into the contract's error response. */
export class AppError extends Error {
  /**
   * Next bundles this module separately for routes, pages and `instrumentation.ts`, and development reloads it at
   * each edit, while the services that throw exist once per process. A brand therefore identifies the error,
   * instead of the class.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this method and must still be told apart.
    if (this !== AppError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  override readonly name: string = 'AppError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly charged: Charged;
  readonly retryAfterMs: number | undefined;
  readonly issues: readonly Issue[] | undefined;

  constructor(code: ErrorCode, message: string, details: AppErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.charged = details.charged ?? 'no';
    this.retryAfterMs = details.retryAfterMs;
    this.issues = details.issues;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** The invite was revoked during the request. */
export function accessRevokedError(): AppError {
  return new AppError('unauthorized', 'the invite by which this session came is revoked');
}
