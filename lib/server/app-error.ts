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

/** The one kind of error that server code throws on purpose; `route.ts` turns it into the answer that the contract fixes. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
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
