import 'server-only';
import type { UploadRequest, UploadTicket } from '@/lib/contracts/upload';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import type { UploadRecord, UploadRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { newId } from '@/lib/server/runtime/new-id';
import type { Storage } from '@/lib/server/storage/storage';
import { getDeclaredContentType } from '@/lib/server/videos/video-content-type';
import { getInputKey, toUploadTicket } from './upload-ticket';

/** Creates an upload before any bytes are sent, so that an unsuitable file is rejected without a transfer. */

/** Long enough for a slow connection and for resuming the next morning. */
const TICKET_LIFETIME_MS = 24 * 60 * 60 * 1000;

export interface CreateUploadDeps {
  readonly db: Pick<UploadRecords, 'insertUpload'>;
  readonly storage: Pick<Storage, 'multipart' | 'stat'>;
  readonly now: () => number;
}

/**
 * @throws {AppError} `invalid-request` for an empty file, `payload-too-large`, `unsupported-media-type` if neither name nor type indicates
 * MP4 or MOV, and storage errors.
 */
export async function createUpload(deps: CreateUploadDeps, editorId: string, request: UploadRequest): Promise<UploadTicket> {
  const { db, storage } = deps;
  const { byteSize, contentType } = request;
  if (byteSize === 0) throw new AppError('invalid-request', 'this file is empty');
  if (byteSize > VIDEO_LIMITS.maxByteSize) throw uploadTooLargeError(byteSize);
  const declaredType = getDeclaredContentType(request);
  if (declaredType === null) {
    throw new AppError('unsupported-media-type', 'this file is neither an MP4 nor a MOV video', {
      issues: [{ code: 'video-container', severity: 'error' }],
    });
  }
  const nowMs = deps.now();
  const uploadId = newId();
  const { partByteSize, supportsSingleRequest } = storage.multipart;
  const isMultipart = !supportsSingleRequest || (request.inParts === true && byteSize > partByteSize);
  const upload: UploadRecord = {
    uploadId,
    editorId,
    fileName: sanitizeFileName(request.fileName),
    byteSize,
    contentType,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + TICKET_LIFETIME_MS,
    facts: null,
    parts: isMultipart
      ? {
          reference: await storage.multipart.create(getInputKey(uploadId), { byteSize, contentType: declaredType }),
          byteSize: partByteSize,
        }
      : null,
  };
  const { facts: _, ...row } = upload;
  await db.insertUpload(row);
  return toUploadTicket(storage, upload, { nowMs, isNew: true });
}

export function uploadTooLargeError(byteSize: number): AppError {
  const { maxByteSize } = VIDEO_LIMITS;
  return new AppError('payload-too-large', 'this file is larger than 100 MB', {
    issues: [{ code: 'video-too-large', severity: 'error', byteSize, maxByteSize }],
  });
}

/** The editor's file name for display: without a path, control characters or text-direction characters. */
function sanitizeFileName(fileName: string): string {
  const name = fileName
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
  return name === '' ? 'video' : name;
}
