import 'server-only';
import type { UploadReceipt } from '@/lib/contracts/upload';
import { VIDEO_LIMITS, type VideoFacts } from '@/lib/domain/video';
import type { ConcurrencyLimiter } from '@/lib/server/auth/types';
import { AppError } from '@/lib/server/http/app-error';
import type { Storage } from '@/lib/server/storage/types';
import { getVideoContentType } from '@/lib/server/videos/video-content-type';
import { uploadTooLargeError } from './create-upload';
import { createBodyReader, createSizedBody, readVideoHead, wrongLengthError } from './request-body';
import { findUpload, getInputKey, uploadNotFoundError } from './upload-ticket';
import { toUploadReceipt, type ValidateUploadDeps, validateUpload } from './validate-upload';

/**
 * Takes a file's bytes in one request, as they come, and holds no more than a chunk of them. They are judged twice: while they stream (their
 * number, and whether they begin as a video does), and once they are whole (what they measure). A file that is refused is gone.
 */

export type ReceiveUploadDeps = ValidateUploadDeps & {
  readonly storage: Storage;
  readonly concurrencyLimiter: Pick<ConcurrencyLimiter, 'acquireKey'>;
};

/** One that comes, and one whose connection may be dead; more would only fill the disk. */
const MAX_CONCURRENT_ATTEMPTS = 2;

export interface IncomingUpload {
  readonly editorId: string;
  readonly uploadId: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** As announced by the request; `null` where it was not. */
  readonly contentLength: number | null;
}

/**
 * Sent again after it was whole, an upload answers the same receipt and its bytes are left unread.
 * @throws {AppError} `not-found` (not this editor's, or its time is over), `invalid-request` (more or fewer bytes than announced,
 * a broken connection, or one that all but stands still), `payload-too-large`, `unsupported-media-type`, `validation-failed` with the findings, `rate-limited` for
 * a third at once, and what the store met, such as `storage-full`.
 */
export async function receiveUpload(deps: ReceiveUploadDeps, incoming: IncomingUpload): Promise<UploadReceipt> {
  const { db, storage } = deps;
  const upload = await findUpload(deps, incoming.editorId, incoming.uploadId);
  if (upload.facts !== null) return toUploadReceipt(upload.uploadId, upload.facts);
  // Its parts go elsewhere.
  if (upload.parts !== null || !storage.parts.supportsSingleRequest) throw uploadNotFoundError();
  const { body, contentLength } = incoming;
  if (contentLength !== null && contentLength > VIDEO_LIMITS.maxByteSize) throw uploadTooLargeError(contentLength);
  if (body === null || (contentLength !== null && contentLength !== upload.byteSize)) throw wrongLengthError();

  const slot = deps.concurrencyLimiter.acquireKey(upload.uploadId, MAX_CONCURRENT_ATTEMPTS);
  const source = createBodyReader(body);
  // Two tries may stream side by side, so that a dead connection never keeps a new one waiting; only their ends take turns.
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

/** Another try of the same upload came in first; this one's bytes are not needed. */
class UploadAlreadyComplete extends AppError {
  readonly facts: VideoFacts;

  constructor(facts: VideoFacts) {
    super('internal-error', 'this upload is whole already');
    this.facts = facts;
  }
}

/** Whose turn it is to finish an upload. One process receives all of a local disk's files. */
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
