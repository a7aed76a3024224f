import 'server-only';
import type { UploadPart, UploadTicket } from '@/lib/contracts/upload';
import type { UploadRecord, UploadRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { MultipartUpload, Storage, StorageKey } from '@/lib/server/storage/storage';

/** The upload's state for the client, built from the database row and the storage; this process keeps no state. */

export function getInputKey(uploadId: string): StorageKey {
  return `inputs/${uploadId}`;
}

/** `null` if the file is sent in one request. */
export function toMultipartUpload({ uploadId, parts }: UploadRecord): MultipartUpload | null {
  return parts === null ? null : { key: getInputKey(uploadId), reference: parts.reference };
}

/** @throws {AppError} `not-found`, also for another editor's upload, or an expired one that is not complete. */
export async function findUpload(
  deps: { readonly db: Pick<UploadRecords, 'findUpload'>; readonly now: () => number },
  editorId: string,
  uploadId: string,
): Promise<UploadRecord> {
  const upload = await deps.db.findUpload(uploadId);
  if (upload === null || upload.editorId !== editorId || (upload.facts === null && upload.expiresAtMs <= deps.now()))
    throw uploadNotFoundError();
  return upload;
}

export function uploadNotFoundError(): AppError {
  return new AppError('not-found', 'there is no such upload, or its time is over');
}

/** Parts are numbered from 1 to this number. */
export function getPartCount({ byteSize, parts }: UploadRecord): number {
  return parts === null ? 0 : Math.ceil(byteSize / parts.byteSize);
}

function getPartByteSizes(upload: UploadRecord): number[] {
  return Array.from({ length: getPartCount(upload) }, (_, index) => getPartByteSize(upload, index + 1));
}

export function getPartByteSize(upload: UploadRecord, partNumber: number): number {
  if (upload.parts === null) return 0;
  return Math.min(upload.parts.byteSize, upload.byteSize - (partNumber - 1) * upload.parts.byteSize);
}

/**
 * Lists the parts that need not be sent. If a process died between joining the file and recording it, the file exists and the parts do not:
 * the client then only has to complete the upload.
 */
async function listSentParts(
  storage: Pick<Storage, 'multipart' | 'stat'>,
  multipartUpload: MultipartUpload,
  upload: UploadRecord,
): Promise<readonly number[]> {
  const fileExists = async () => (await storage.stat(multipartUpload.key)) !== null;
  const getAllPartNumbers = () => getPartByteSizes(upload).map((_, index) => index + 1);
  if (storage.multipart.needsEtags) return (await fileExists()) ? getAllPartNumbers() : [];
  try {
    return await storage.multipart.listParts(multipartUpload);
  } catch (error) {
    const isGone = error instanceof AppError && error.code === 'not-found';
    if (isGone && (await fileExists())) return getAllPartNumbers();
    throw error;
  }
}

const NO_PARTS: readonly number[] = [];

export interface TicketOptions {
  readonly nowMs: number;
  /** True for a new upload: no part can have arrived, so the storage is not queried. */
  readonly isNew?: boolean;
}

export async function toUploadTicket(
  storage: Pick<Storage, 'multipart' | 'stat'>,
  upload: UploadRecord,
  { nowMs, isNew = false }: TicketOptions,
): Promise<UploadTicket> {
  const { uploadId } = upload;
  const common = { uploadId, url: `/api/uploads/${uploadId}`, expiresAt: new Date(upload.expiresAtMs).toISOString() };
  const multipartUpload = toMultipartUpload(upload);
  // The declared type is arbitrary text, so it is not used; the container is detected from the bytes.
  if (multipartUpload === null) return { ...common, method: 'PUT', headers: { 'content-type': 'application/octet-stream' } };
  const [requests, sent] = await Promise.all([
    storage.multipart.requests(multipartUpload, getPartByteSizes(upload), Math.max(0, upload.expiresAtMs - nowMs)),
    isNew ? NO_PARTS : listSentParts(storage, multipartUpload, upload),
  ]);
  const parts = requests.map(({ partNumber, ...target }): UploadPart => {
    return {
      ...target,
      headers: { ...target.headers },
      partNumber,
      startByte: (partNumber - 1) * (upload.parts?.byteSize ?? 0),
      byteSize: getPartByteSize(upload, partNumber),
      sent: sent.includes(partNumber),
    };
  });
  return { ...common, method: 'POST', headers: { 'content-type': 'application/json' }, parts, needsEtags: storage.multipart.needsEtags };
}
