import 'server-only';
import type { UploadReceipt } from '@/lib/contracts/upload';
import { VIDEO_LIMITS, type VideoFacts } from '@/lib/domain/video';
import type { AtOnce } from './access/port';
import { AppError } from './app-error';
import { measuredBody, readHead, sourceOf, wrongLength } from './incoming-body';
import { type JudgeDeps, judgeUpload, receiptOf } from './judge-upload';
import { tooLarge } from './open-upload';
import type { Storage } from './storage/port';
import { findUpload, inputKey, noUpload } from './upload-ticket';
import { contentTypeOf } from './video-type';

/**
 * Takes a file's bytes in one request, as they come, and holds no more than a chunk of them. They are judged twice: while they stream (their
 * number, and whether they begin as a video does), and once they are whole (what they measure). A file that is refused is gone.
 */

export type ReceiveUploadDeps = JudgeDeps & { readonly storage: Storage; readonly atOnce: Pick<AtOnce, 'holdOne'> };

/** One that comes, and one whose connection may be dead; more would only fill the disk. */
const TRIES_AT_ONCE = 2;

export interface IncomingUpload {
  readonly editorId: string;
  readonly uploadId: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** As announced by the request; `null` where it was not. */
  readonly contentLength: number | null;
}

/**
 * Sent again after it was whole, an upload answers the same receipt and its bytes are left unread.
 * @throws {AppError} `not-found` (not this editor's, or its time is over), `malformed` (more or fewer bytes than announced,
 * a broken connection, or one that all but stands still), `too-large`, `wrong-type`, `rules-say-no` with the findings, `slow-down` for
 * a third at once, and what the store met, such as `storage-full`.
 */
export async function receiveUpload(deps: ReceiveUploadDeps, incoming: IncomingUpload): Promise<UploadReceipt> {
  const { ledger, storage } = deps;
  const upload = await findUpload(deps, incoming.editorId, incoming.uploadId);
  if (upload.facts !== null) return receiptOf(upload.uploadId, upload.facts);
  // Its parts go elsewhere.
  if (upload.parts !== null || !storage.parts.takesWhole) throw noUpload();
  const { body, contentLength } = incoming;
  if (contentLength !== null && contentLength > VIDEO_LIMITS.maxByteSize) throw tooLarge(contentLength);
  if (body === null || (contentLength !== null && contentLength !== upload.byteSize)) throw wrongLength();

  const place = deps.atOnce.holdOne(upload.uploadId, TRIES_AT_ONCE);
  const source = sourceOf(body);
  // Two tries may stream side by side, so that a dead connection never keeps a new one waiting; only their ends take turns.
  const turn = new Turn(upload.uploadId);
  try {
    const { chunks, container } = await readHead(source, upload.byteSize);
    const beforeEnd = async () => {
      await turn.take();
      const latest = await ledger.findUpload(upload.uploadId);
      if (latest?.facts != null) throw new AlreadyWhole(latest.facts);
    };
    const whole = measuredBody({ source, byteSize: upload.byteSize, chunks, beforeEnd });
    await storage.write(inputKey(upload.uploadId), whole, contentTypeOf(container));
    return await judgeUpload(deps, upload);
  } catch (error) {
    if (error instanceof AlreadyWhole) return receiptOf(upload.uploadId, error.facts);
    throw error;
  } finally {
    turn.giveBack();
    place.release();
    source.release();
  }
}

/** Another try of the same upload came in first; this one's bytes are not needed. */
class AlreadyWhole extends AppError {
  readonly facts: VideoFacts;

  constructor(facts: VideoFacts) {
    super('out-of-order', 'this upload is whole already');
    this.facts = facts;
  }
}

/** Whose turn it is to finish an upload. One process receives all of a local disk's files. */
const turns = new Map<string, Promise<void>>();

class Turn {
  readonly #uploadId: string;
  #finish: (() => void) | undefined;

  constructor(uploadId: string) {
    this.#uploadId = uploadId;
  }

  async take(): Promise<void> {
    const before = turns.get(this.#uploadId);
    const mine = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const queued = (before ?? Promise.resolve()).then(() => mine);
    turns.set(this.#uploadId, queued);
    void queued.then(() => {
      if (turns.get(this.#uploadId) === queued) turns.delete(this.#uploadId);
    });
    await before;
  }

  giveBack(): void {
    this.#finish?.();
  }
}
