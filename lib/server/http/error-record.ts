import 'server-only';
import type { Charged } from '@/lib/contracts/error';
import type { RecordedError } from '@/lib/server/db/records/records';
import { redact } from '@/lib/server/runtime/log';
import { AppError } from './app-error';

export function toErrorRecord(error: AppError, charged: Charged = error.charged): RecordedError {
  const { code, message, issues, retryAfterMs } = error;
  return {
    code,
    message: redact(message),
    charged,
    ...(issues === undefined ? {} : { issues }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Restores the error as it was first thrown. */
export function fromErrorRecord(record: RecordedError, cause?: unknown): AppError {
  const { code, message, charged, issues, retryAfterMs } = record;
  return new AppError(code, message, {
    charged,
    ...(issues === undefined ? {} : { issues }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(cause === undefined ? {} : { cause }),
  });
}
