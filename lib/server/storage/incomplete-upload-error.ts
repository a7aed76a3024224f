import 'server-only';
import { AppError } from '@/lib/server/http/app-error';

/** A part is missing: the client requests the list of received parts again. */
export function incompleteUploadError(): AppError {
  return new AppError('validation-failed', 'this upload has not arrived whole', {
    issues: [{ code: 'upload-incomplete', severity: 'error' }],
  });
}
