import 'server-only';
import type { UploadCompletion, UploadReceipt, UploadState } from '@/lib/contracts/upload';
import type { UploadRecord, UploadRecords } from '@/lib/server/db/records/records';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { Storage } from '@/lib/server/storage/types';
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

/** Uploads in parts: looked at, taken in where they come through this server, made whole, and ended early. Whatever is done twice is done once. */

interface MultipartUploadDeps {
  readonly db: UploadRecords;
  readonly storage: Storage;
  readonly now: () => number;
}

interface UploadOwner {
  readonly editorId: string;
  readonly uploadId: string;
}

/** Where an upload stands. @throws {AppError} `not-found`. */
export async function getUploadState(deps: MultipartUploadDeps, { editorId, uploadId }: UploadOwner): Promise<UploadState> {
  const upload = await findUpload(deps, editorId, uploadId);
  if (upload.facts !== null)
    return { ...(await toUploadTicket(deps.storage, { ...upload, parts: null }, { nowMs: deps.now() })), whole: true };
  return { ...(await toUploadTicket(deps.storage, upload, { nowMs: deps.now() })), whole: false };
}

export interface IncomingPart extends UploadOwner {
  readonly partNumber: number;
  readonly body: ReadableStream<Uint8Array> | null;
  /** As announced by the request; `null` where it was not. */
  readonly contentLength: number | null;
}

/**
 * Takes one part in, where the store's parts come through this server. The first must begin as a video does, so that nobody sends the rest
 * of a file that is none.
 * @throws {AppError} `not-found`, `invalid-request` (another length, a broken connection), `unsupported-media-type`, and what the store met.
 */
export async function receivePart(deps: MultipartUploadDeps, incoming: IncomingPart): Promise<void> {
  const { storage } = deps;
  const upload = await findUpload(deps, incoming.editorId, incoming.uploadId);
  const multipartUpload = toMultipartUpload(upload);
  const { receive } = storage.parts;
  const { partNumber, body, contentLength } = incoming;
  if (upload.facts !== null) return;
  if (multipartUpload === null || receive === null || partNumber > getPartCount(upload)) throw uploadNotFoundError();
  const byteSize = getPartByteSize(upload, partNumber);
  if (body === null || (contentLength !== null && contentLength !== byteSize)) throw wrongLengthError();
  const source = createBodyReader(body);
  try {
    const chunks = partNumber === 1 ? (await readVideoHead(source, byteSize)).chunks : [];
    await receive(multipartUpload, partNumber, createSizedBody({ source, byteSize, chunks }));
    // Ended meanwhile: nobody would come by for this part any more.
    if ((await deps.db.findUpload(upload.uploadId))?.parts === null) await storage.parts.abort(multipartUpload);
  } finally {
    source.release();
  }
}

/**
 * All parts are sent: makes one file of them, measures it and records what it is. Asked again, it answers the same receipt.
 * @throws {AppError} `not-found`; `validation-failed` with `upload-incomplete` where a part is missing, or with what is wrong with the video;
 * `invalid-request` for another length than was announced, `unsupported-media-type`, and then the file is gone, with its parts and its ticket; what the store met.
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
    await storage.parts.complete(multipartUpload, { partCount: getPartCount(upload), contentType, etags: completion.etags ?? [] });
    const receipt = await validateCompletedUpload(deps, upload);
    await tryAbortParts(deps, upload);
    return receipt;
  } catch (error) {
    // Another try of the same was faster, and has taken the parts away from under this one.
    const latest = await db.findUpload(upload.uploadId);
    if (latest?.facts == null) throw error;
    return toUploadReceipt(upload.uploadId, latest.facts);
  }
}

type CompleteUploadDeps = MultipartUploadDeps & ValidateUploadDeps & { readonly log: Log };

/** A file that is refused ends its upload: its parts would only be joined and measured again, and refused again. */
async function validateCompletedUpload(deps: CompleteUploadDeps, upload: UploadRecord): Promise<UploadReceipt> {
  try {
    await checkLength(deps.storage, upload);
    return await validateUpload(deps, upload);
  } catch (error) {
    if (isFileError(error) && (await deps.db.deleteUpload(upload.uploadId, deps.now()))) await tryAbortParts(deps, upload);
    throw error;
  }
}

/** Never throws: what is left is room in the store, and once the ticket's time is over the sweeper comes by for it. */
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

/** The sender has thought better of it: what was sent is deleted, and no more is taken. A whole upload stays. */
export async function abortUpload(deps: MultipartUploadDeps, { editorId, uploadId }: UploadOwner): Promise<void> {
  const upload = await findUpload(deps, editorId, uploadId);
  if (await deps.db.deleteUpload(uploadId, deps.now())) await abortParts(deps, upload);
}

async function abortParts({ db, storage }: Omit<CleanupPartsDeps, 'log' | 'now'>, upload: UploadRecord): Promise<void> {
  const multipartUpload = toMultipartUpload(upload);
  if (multipartUpload === null) return;
  await storage.parts.abort(multipartUpload);
  await db.clearMultipartReference(upload.uploadId);
}

export interface CleanupPartsDeps {
  readonly db: Pick<UploadRecords, 'expiredMultipartUploads' | 'clearMultipartReference'>;
  readonly storage: Pick<Storage, 'parts'>;
  readonly log: Log;
  readonly now: () => number;
}

/** A few at a time: a sweep has other things to do. */
const CLEANUP_BATCH_SIZE = 50;

/** Parts of uploads that nobody finished in time, and of those that were whole but could not be rid of theirs. Never throws. */
export async function cleanupParts(deps: CleanupPartsDeps): Promise<void> {
  const { db, log, now } = deps;
  const report = (error: unknown) => log({ event: 'parts-not-swept', error: describeError(error) });
  try {
    for (const upload of await db.expiredMultipartUploads(now(), CLEANUP_BATCH_SIZE)) await abortParts(deps, upload).catch(report);
  } catch (error) {
    report(error);
  }
}
