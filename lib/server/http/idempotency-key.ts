import 'server-only';
import { idempotencyKeySchema } from '@/lib/contracts/job';
import { AppError } from './app-error';

/**
 * @throws {AppError} `invalid-request` if the key is missing or invalid: without a key a double click would pay
 * twice.
 */
export function getIdempotencyKey(request: Request): string {
  const key = idempotencyKeySchema.safeParse(request.headers.get('idempotency-key'));
  if (key.success) return key.data;
  throw new AppError('invalid-request', 'send an Idempotency-Key header of 16 to 128 plain characters', {
    issues: [{ code: 'bad-field', field: 'Idempotency-Key', reason: 'not-a-key' }],
  });
}
