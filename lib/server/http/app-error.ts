import 'server-only';
import { type Charged, ERROR_STATUS, type ErrorCode, type Issue } from '@/lib/contracts/error';

export interface AppErrorDetails {
  /** Whether the press that met this error cost money. Default: `no`. */
  readonly charged?: Charged;
  readonly retryAfterMs?: number;
  readonly issues?: readonly Issue[];
  /** For the log alone; never sent to the browser. */
  readonly cause?: unknown;
}

/** Known to every copy of this module in the process. */
const BRAND = Symbol.for('lip-sync-wizard.AppError');

/** The one kind of error that server code throws on purpose; `route.ts` turns it into the answer that the contract fixes. */
export class AppError extends Error {
  /**
   * Next bundles this module once for routes, once for pages and once for `instrumentation.ts`, and development loads it anew at each edit,
   * while the services that throw live once a process. So an error is known by its brand, not by which copy of the class made it.
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

/** Whoever was let in and was shown out before their request came to anything. */
export function accessRevokedError(): AppError {
  return new AppError('unauthorized', 'the invite by which this session came is revoked');
}
