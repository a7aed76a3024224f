import 'server-only';
import type { UploadPart, UploadTicket } from '@/lib/contracts/upload';
import type { UploadRecord, UploadRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { MultipartUpload, Storage, StorageKey } from '@/lib/server/storage/types';

/** What an upload's sender has to know, made of the database's record and of what the store says; nothing of it is kept in this process. */

export function getInputKey(uploadId: string): StorageKey {
  return `inputs/${uploadId}`;
}

/** `null` where the file comes in one piece. */
export function toMultipartUpload({ uploadId, parts }: UploadRecord): MultipartUpload | null {
  return parts === null ? null : { key: getInputKey(uploadId), reference: parts.reference };
}

/** @throws {AppError} `not-found`, also for an upload that is somebody else's or whose time is over, unless it is whole. */
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

/** From 1 up to this. */
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
 * Which parts need not be sent. A process that died between making the file and writing that down has left a file and no parts: then nothing
 * is to be sent, only to be ended.
 */
async function listSentParts(
  storage: Pick<Storage, 'parts' | 'stat'>,
  multipartUpload: MultipartUpload,
  upload: UploadRecord,
): Promise<readonly number[]> {
  const fileExists = async () => (await storage.stat(multipartUpload.key)) !== null;
  const getAllPartNumbers = () => getPartByteSizes(upload).map((_, index) => index + 1);
  if (storage.parts.needsEtags) return (await fileExists()) ? getAllPartNumbers() : [];
  try {
    return await storage.parts.listParts(multipartUpload);
  } catch (error) {
    const isGone = error instanceof AppError && error.code === 'not-found';
    if (isGone && (await fileExists())) return getAllPartNumbers();
    throw error;
  }
}

const NO_PARTS: readonly number[] = [];

export interface TicketOptions {
  readonly nowMs: number;
  /** Begun this very moment: nothing can have arrived, and nobody is asked. */
  readonly isNew?: boolean;
}

export async function toUploadTicket(
  storage: Pick<Storage, 'parts' | 'stat'>,
  upload: UploadRecord,
  { nowMs, isNew = false }: TicketOptions,
): Promise<UploadTicket> {
  const { uploadId } = upload;
  const common = { uploadId, url: `/api/uploads/${uploadId}`, expiresAt: new Date(upload.expiresAtMs).toISOString() };
  const multipartUpload = toMultipartUpload(upload);
  // Not the file's own type, which is any text: what it is, its bytes will say.
  if (multipartUpload === null) return { ...common, method: 'PUT', headers: { 'content-type': 'application/octet-stream' } };
  const [requests, sent] = await Promise.all([
    storage.parts.requests(multipartUpload, getPartByteSizes(upload), Math.max(0, upload.expiresAtMs - nowMs)),
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
  return { ...common, method: 'POST', headers: { 'content-type': 'application/json' }, parts, needsEtags: storage.parts.needsEtags };
}
