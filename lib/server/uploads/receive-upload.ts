import 'server-only';
import type { UploadReceipt } from '@/lib/contracts/upload';
import { VIDEO_LIMITS, type VideoFacts } from '@/lib/domain/video';
import type { ConcurrencyLimiter } from '@/lib/server/auth/types';
import { AppError } from '@/lib/server/http/app-error';
import type { Storage } from '@/lib/server/storage/storage';
import { getVideoContentType } from '@/lib/server/videos/video-content-type';
import { uploadTooLargeError } from './create-upload';
import { createBodyReader, createSizedBody, readVideoHead, wrongLengthError } from './request-body';
import { findUpload, getInputKey, uploadNotFoundError } from './upload-ticket';
import { toUploadReceipt, type ValidateUploadDeps, validateUpload } from './validate-upload';

/**
 * Receives a file in one request and buffers at most one chunk of it. The bytes are checked while they stream (their number and the video
 * signature) and measured once the file is complete. A rejected file is deleted.
 */

export type ReceiveUploadDeps = ValidateUploadDeps & {
  readonly storage: Storage;
  readonly concurrencyLimiter: Pick<ConcurrencyLimiter, 'acquireKey'>;
};

/** One active request, and one whose connection may be dead; more would only fill the disk. */
const MAX_CONCURRENT_ATTEMPTS = 2;

export interface IncomingUpload {
  readonly editorId: string;
  readonly uploadId: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** The announced `Content-Length`; `null` if the request has none. */
  readonly contentLength: number | null;
}

/**
 * For an upload that is already complete, returns the same receipt and leaves the body unread.
 * @throws {AppError} `not-found` (another editor's upload, or expired), `invalid-request` (a length other than announced, a broken or
 * stalled connection), `payload-too-large`, `unsupported-media-type`, `validation-failed` with the issues, `rate-limited` for a third
 * concurrent request, and storage errors such as `storage-full`.
 */
export async function receiveUpload(deps: ReceiveUploadDeps, incoming: IncomingUpload): Promise<UploadReceipt> {
  const { db, storage } = deps;
  const upload = await findUpload(deps, incoming.editorId, incoming.uploadId);
  if (upload.facts !== null) return toUploadReceipt(upload.uploadId, upload.facts);
  // Multipart uploads send their parts to another URL.
  if (upload.parts !== null || !storage.multipart.supportsSingleRequest) throw uploadNotFoundError();
  const { body, contentLength } = incoming;
  if (contentLength !== null && contentLength > VIDEO_LIMITS.maxByteSize) throw uploadTooLargeError(contentLength);
  if (body === null || (contentLength !== null && contentLength !== upload.byteSize)) throw wrongLengthError();

  const slot = deps.concurrencyLimiter.acquireKey(upload.uploadId, MAX_CONCURRENT_ATTEMPTS);
  const source = createBodyReader(body);
  // Two requests may stream at once, so that a dead connection never blocks its replacement; only their completion is serialized.
  const finishLock = new FinishLock(upload.uploadId);
  try {
    const { chunks, container } = await readVideoHead(source, upload.byteSize);
    const beforeEnd = async () => {
      await finishLock.acquire();
      const latest = await db.findUpload(upload.uploadId);
      if (latest?.facts != null) throw new UploadAlreadyComplete(latest.facts);
    };
    const sizedBody = createSizedBody({ source, byteSize: upload.byteSize, chunks, beforeEnd });
    await storage.write(getInputKey(upload.uploadId), sizedBody, getVideoContentType(container));
    return await validateUpload(deps, upload);
  } catch (error) {
    if (error instanceof UploadAlreadyComplete) return toUploadReceipt(upload.uploadId, error.facts);
    throw error;
  } finally {
    finishLock.release();
    slot.release();
    source.release();
  }
}

/** A concurrent request for the same upload completed first; the bytes of this one are not needed. */
class UploadAlreadyComplete extends AppError {
  readonly facts: VideoFacts;

  constructor(facts: VideoFacts) {
    super('internal-error', 'this upload is whole already');
    this.facts = facts;
  }
}

/** Serializes completion per upload. One process receives all files of a local disk. */
const finishQueues = new Map<string, Promise<void>>();

class FinishLock {
  readonly #uploadId: string;
  #finish: (() => void) | undefined;

  constructor(uploadId: string) {
    this.#uploadId = uploadId;
  }

  async acquire(): Promise<void> {
    const previous = finishQueues.get(this.#uploadId);
    const current = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const queued = (previous ?? Promise.resolve()).then(() => current);
    finishQueues.set(this.#uploadId, queued);
    void queued.then(() => {
      if (finishQueues.get(this.#uploadId) === queued) finishQueues.delete(this.#uploadId);
    });
    await previous;
  }

  release(): void {
    this.#finish?.();
  }
}
