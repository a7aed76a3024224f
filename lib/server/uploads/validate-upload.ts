import 'server-only';
import type { UploadReceipt } from '@/lib/contracts/upload';
import { checkVideoLimits, type VideoFacts } from '@/lib/domain/video';
import type { UploadRecord, UploadRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { MeasureVideo } from '@/lib/server/media/measurable-file';
import type { ByteRange, Storage, StorageKey } from '@/lib/server/storage/storage';
import { getInputKey, uploadNotFoundError } from './upload-ticket';

/** Validates a complete file in any storage: it is measured, its properties are recorded once, and it is deleted if upstream would reject it. */

export interface ValidateUploadDeps {
  readonly db: Pick<UploadRecords, 'findUpload' | 'completeUpload'>;
  readonly storage: Pick<Storage, 'read' | 'delete'>;
  readonly measureVideo: MeasureVideo;
  readonly now: () => number;
}

/** Errors caused by the file itself. A storage error is not a reason to send the file again. */
const FILE_ERROR_CODES = new Set<string>(['unsupported-media-type', 'validation-failed', 'invalid-request', 'payload-too-large']);

/** @returns whether the error is about the file itself, so that measuring again would give the same error. */
export function isFileError(error: unknown): boolean {
  return error instanceof AppError && FILE_ERROR_CODES.has(error.code);
}

/**
 * Measures the complete file and records its properties.
 * @throws {AppError} `unsupported-media-type`, or `validation-failed` with the issues, after deleting the file; `not-found` if the upload
 * was aborted; storage errors, which leave the file in place.
 */
export async function validateUpload(deps: ValidateUploadDeps, upload: UploadRecord): Promise<UploadReceipt> {
  const { db, storage, measureVideo, now } = deps;
  const { uploadId } = upload;
  const key = getInputKey(uploadId);
  try {
    const facts = await measureStoredVideo(measureVideo, storage, key, upload.byteSize);
    if (await db.completeUpload(uploadId, facts, now())) return toUploadReceipt(uploadId, facts);
  } catch (error) {
    if (isFileError(error)) await storage.delete(key).catch(() => undefined);
    throw error;
  }
  const latest = await db.findUpload(uploadId);
  if (latest?.facts == null) {
    // The upload was aborted while its last bytes arrived.
    await storage.delete(key).catch(() => undefined);
    throw uploadNotFoundError();
  }
  return toUploadReceipt(uploadId, latest.facts);
}

export function toUploadReceipt(uploadId: string, facts: VideoFacts): UploadReceipt {
  const { byteSize, durationMs, widthPx, heightPx, hasSound } = facts;
  return { uploadId, byteSize, durationMs, widthPx, heightPx, hasSound };
}

export function notVideoError(): AppError {
  return new AppError('unsupported-media-type', 'this file is neither an MP4 nor a MOV video, whatever its name says', {
    issues: [{ code: 'video-container', severity: 'error' }],
  });
}

async function measureStoredVideo(
  measureVideo: MeasureVideo,
  storage: Pick<Storage, 'read'>,
  key: StorageKey,
  byteSize: number,
): Promise<VideoFacts> {
  const facts = await measureVideo({ byteSize, read: (range) => readStoredRange(storage, key, range) });
  if (facts.container === 'other') throw notVideoError();
  const errors = checkVideoLimits(facts).filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new AppError('validation-failed', 'lip-sync cannot take this video', { issues: errors });
  return facts;
}

async function readStoredRange(storage: Pick<Storage, 'read'>, key: StorageKey, range: ByteRange): Promise<Uint8Array> {
  const bytes = new Uint8Array(range.end - range.start + 1);
  let offset = 0;
  for await (const chunk of await storage.read(key, range)) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
