import 'server-only';
import type { UploadCompletion, UploadReceipt, UploadState } from '@/lib/contracts/upload';
import type { UploadRecord, UploadRecords } from '@/lib/server/db/records/records';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Storage } from '@/lib/server/storage/storage';
import { getDeclaredContentType } from '@/lib/server/videos/video-content-type';
import { createBodyReader, createSizedBody, readVideoHead, wrongLengthError } from './request-body';
import {
  findUpload,
  getInputKey,
  getPartByteSize,
  getPartCount,
  toMultipartUpload,
  toUploadTicket,
  uploadNotFoundError,
} from './upload-ticket';
import { isFileError, toUploadReceipt, type ValidateUploadDeps, validateUpload } from './validate-upload';

/**
 * Multipart uploads: status, receiving parts (for stores whose parts come through this server), completion and abort. Every operation is
 * idempotent.
 */

interface MultipartUploadDeps {
  readonly db: UploadRecords;
  readonly storage: Storage;
  readonly now: () => number;
}

interface UploadOwner {
  readonly editorId: string;
  readonly uploadId: string;
}

/** @returns the state of an upload. @throws {AppError} `not-found`. */
export async function getUploadState(deps: MultipartUploadDeps, { editorId, uploadId }: UploadOwner): Promise<UploadState> {
  const upload = await findUpload(deps, editorId, uploadId);
  if (upload.facts !== null)
    return { ...(await toUploadTicket(deps.storage, { ...upload, parts: null }, { nowMs: deps.now() })), whole: true };
  return { ...(await toUploadTicket(deps.storage, upload, { nowMs: deps.now() })), whole: false };
}

export interface IncomingPart extends UploadOwner {
  readonly partNumber: number;
  readonly body: ReadableStream<Uint8Array> | null;
  /** The announced `Content-Length`; `null` if the request has none. */
  readonly contentLength: number | null;
}

/**
 * Receives one part, for stores whose parts come through this server. The first part must start with a video signature, so that other files
 * are rejected early.
 * @throws {AppError} `not-found`, `invalid-request` (wrong length, broken connection), `unsupported-media-type`, and storage errors.
 */
export async function receivePart(deps: MultipartUploadDeps, incoming: IncomingPart): Promise<void> {
  const { storage } = deps;
  const upload = await findUpload(deps, incoming.editorId, incoming.uploadId);
  const multipartUpload = toMultipartUpload(upload);
  const { receive } = storage.multipart;
  const { partNumber, body, contentLength } = incoming;
  if (upload.facts !== null) return;
  if (multipartUpload === null || receive === null || partNumber > getPartCount(upload)) throw uploadNotFoundError();
  const byteSize = getPartByteSize(upload, partNumber);
  if (body === null || (contentLength !== null && contentLength !== byteSize)) throw wrongLengthError();
  const source = createBodyReader(body);
  try {
    const chunks = partNumber === 1 ? (await readVideoHead(source, byteSize)).chunks : [];
    await receive(multipartUpload, partNumber, createSizedBody({ source, byteSize, chunks }));
    // The upload ended during the transfer, so no later cleanup would find this part.
    if ((await deps.db.findUpload(upload.uploadId))?.parts === null) await storage.multipart.abort(multipartUpload);
  } finally {
    source.release();
  }
}

/**
 * Joins all parts to one file, measures it and records the result. A repeated call returns the same receipt.
 * @throws {AppError} `not-found`; `validation-failed` with `upload-incomplete` if a part is missing, or with the issues of the video;
 * `invalid-request` for a length other than announced; `unsupported-media-type`; storage errors. A rejected file is deleted with its parts
 * and its ticket.
 */
export async function completeMultipartUpload(
  deps: CompleteUploadDeps,
  owner: UploadOwner,
  completion: UploadCompletion,
): Promise<UploadReceipt> {
  const { db, storage } = deps;
  const upload = await findUpload(deps, owner.editorId, owner.uploadId);
  if (upload.facts !== null) return toUploadReceipt(upload.uploadId, upload.facts);
  const multipartUpload = toMultipartUpload(upload);
  if (multipartUpload === null) throw uploadNotFoundError();
  try {
    const contentType = getDeclaredContentType(upload) ?? 'video/mp4';
    await storage.multipart.complete(multipartUpload, { partCount: getPartCount(upload), contentType, etags: completion.etags ?? [] });
    const receipt = await validateCompletedUpload(deps, upload);
    await tryAbortParts(deps, upload);
    return receipt;
  } catch (error) {
    // A concurrent completion of the same upload finished first and removed the parts.
    const latest = await db.findUpload(upload.uploadId);
    if (latest?.facts == null) throw error;
    return toUploadReceipt(upload.uploadId, latest.facts);
  }
}

type CompleteUploadDeps = MultipartUploadDeps & ValidateUploadDeps & { readonly log: Log };

/** A rejected file ends its upload: joining and measuring its parts again would give the same rejection. */
async function validateCompletedUpload(deps: CompleteUploadDeps, upload: UploadRecord): Promise<UploadReceipt> {
  try {
    await checkLength(deps.storage, upload);
    return await validateUpload(deps, upload);
  } catch (error) {
    if (isFileError(error) && (await deps.db.deleteUpload(upload.uploadId, deps.now()))) await tryAbortParts(deps, upload);
    throw error;
  }
}

/** Never throws: leftover parts only use storage, and maintenance deletes them after the ticket has expired. */
async function tryAbortParts(deps: CompleteUploadDeps, upload: UploadRecord): Promise<void> {
  await abortParts(deps, upload).catch((error: unknown) =>
    deps.log({ event: 'parts-not-discarded', uploadId: upload.uploadId, error: describeError(error) }),
  );
}

async function checkLength(storage: Storage, { uploadId, byteSize }: UploadRecord): Promise<void> {
  const key = getInputKey(uploadId);
  const stored = await storage.stat(key);
  if (stored === null) throw uploadNotFoundError();
  if (stored.byteSize === byteSize) return;
  await storage.delete(key).catch(() => undefined);
  throw wrongLengthError();
}

/** Aborts an upload: deletes the received parts and accepts no more. A completed upload is kept. */
export async function abortUpload(deps: MultipartUploadDeps, { editorId, uploadId }: UploadOwner): Promise<void> {
  const upload = await findUpload(deps, editorId, uploadId);
  if (await deps.db.deleteUpload(uploadId, deps.now())) await abortParts(deps, upload);
}

async function abortParts({ db, storage }: Omit<CleanupPartsDeps, 'log' | 'now'>, upload: UploadRecord): Promise<void> {
  const multipartUpload = toMultipartUpload(upload);
  if (multipartUpload === null) return;
  await storage.multipart.abort(multipartUpload);
  await db.clearMultipartReference(upload.uploadId);
}

export interface CleanupPartsDeps {
  readonly db: Pick<UploadRecords, 'findExpiredMultipartUploads' | 'clearMultipartReference'>;
  readonly storage: Pick<Storage, 'multipart'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Batch size per maintenance round. */
const CLEANUP_BATCH_SIZE = 50;

/** Deletes the parts of expired uploads, and of completed uploads whose parts could not be deleted before. Never throws. */
export async function cleanupParts(deps: CleanupPartsDeps): Promise<void> {
  const { db, log, now } = deps;
  const report = (error: unknown) => log({ event: 'parts-not-swept', error: describeError(error) });
  try {
    for (const upload of await db.findExpiredMultipartUploads(now(), CLEANUP_BATCH_SIZE)) await abortParts(deps, upload).catch(report);
  } catch (error) {
    report(error);
  }
}
