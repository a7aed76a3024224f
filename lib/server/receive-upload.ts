import 'server-only';
import type { UploadReceipt } from '@/lib/contracts/upload';
import { containerOf, FIRST_BYTES } from '@/lib/domain/first-bytes';
import { diagnoseVideo, VIDEO_LIMITS, type VideoFacts } from '@/lib/domain/video';
import { AppError } from './app-error';
import type { UploadRecord, UploadRecords } from './ledger/port';
import type { MeasureVideo } from './media/port';
import { tooLarge } from './open-upload';
import type { ByteRange, Storage, StorageKey } from './storage/port';

/**
 * Takes a file's bytes as they come and holds no more than a chunk of them. They are judged twice: while they stream (their
 * number, and whether they begin as a video does), and once they are whole (what they measure). A file that is refused is gone.
 */

export interface ReceiveUploadDeps {
  readonly ledger: Pick<UploadRecords, 'findUpload' | 'completeUpload'>;
  readonly storage: Storage;
  readonly measureVideo: MeasureVideo;
  readonly now: () => number;
}

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
 * a broken connection), `too-large`, `wrong-type`, `rules-say-no` with the findings, `storage-full`.
 */
export async function receiveUpload(deps: ReceiveUploadDeps, incoming: IncomingUpload): Promise<UploadReceipt> {
  const { ledger, storage, measureVideo, now } = deps;
  const upload = await ledger.findUpload(incoming.uploadId);
  if (upload === null || upload.editorId !== incoming.editorId) throw notFound();
  if (upload.facts !== null) return receiptOf(upload.uploadId, upload.facts);
  if (upload.expiresAtMs <= now()) throw notFound();
  const { body, contentLength } = incoming;
  if (contentLength !== null && contentLength > VIDEO_LIMITS.maxByteSize) throw tooLarge(contentLength);
  if (body === null || (contentLength !== null && contentLength !== upload.byteSize)) throw wrongLength();

  const source = body.getReader();
  const key: StorageKey = `inputs/${upload.uploadId}`;
  // Two tries may stream side by side, so that a dead connection never keeps a new one waiting; only their ends take turns.
  const turn = new Turn(upload.uploadId);
  try {
    const head = await readHead(source, upload.byteSize);
    const contentType = containerOf(head.bytes) === 'mov' ? 'video/quicktime' : 'video/mp4';
    const whole = bodyOf(head.chunks, source, upload.byteSize, async () => {
      await turn.take();
      const latest = await ledger.findUpload(upload.uploadId);
      if (latest?.facts != null) throw new AlreadyWhole(latest.facts);
    });
    await storage.write(key, whole, contentType);
    const facts = await judge(measureVideo, storage, key, upload);
    if (await ledger.completeUpload(upload.uploadId, facts)) return receiptOf(upload.uploadId, facts);
    const first = await ledger.findUpload(upload.uploadId);
    if (first?.facts == null) throw notFound();
    return receiptOf(upload.uploadId, first.facts);
  } catch (error) {
    if (error instanceof AlreadyWhole) return receiptOf(upload.uploadId, error.facts);
    throw error;
  } finally {
    turn.giveBack();
    // Not cancelled: that would cut the connection before the answer is out. What is still to come is nobody's to read.
    source.releaseLock();
  }
}

function receiptOf(uploadId: string, facts: VideoFacts): UploadReceipt {
  const { byteSize, durationMs, widthPx, heightPx, hasSound } = facts;
  return { uploadId, byteSize, durationMs, widthPx, heightPx, hasSound };
}

function notFound(): AppError {
  return new AppError('not-found', 'there is no such upload, or its time is over');
}

function wrongLength(): AppError {
  return new AppError('malformed', 'the file has another length than was announced');
}

/** Another try of the same upload came in first; this one's bytes are not needed. */
class AlreadyWhole extends AppError {
  readonly facts: VideoFacts;

  constructor(facts: VideoFacts) {
    super('out-of-order', 'this upload is whole already');
    this.facts = facts;
  }
}

type Source = ReadableStreamDefaultReader<Uint8Array>;

async function nextChunk(source: Source): Promise<Uint8Array | null> {
  try {
    const { done, value } = await source.read();
    return done ? null : value;
  } catch (cause) {
    throw new AppError('malformed', 'the connection broke before the file was whole; send it again', { cause });
  }
}

/** Reads until the file says what it is, and refuses what is no video before the rest is read. */
async function readHead(source: Source, byteSize: number): Promise<{ chunks: Uint8Array[]; bytes: Uint8Array }> {
  const chunks: Uint8Array[] = [];
  let bytes = new Uint8Array(0);
  while (bytes.byteLength < FIRST_BYTES) {
    const chunk = await nextChunk(source);
    if (chunk === null) break;
    chunks.push(chunk);
    bytes = Uint8Array.from([...bytes, ...chunk.subarray(0, FIRST_BYTES - bytes.byteLength)]);
  }
  if (containerOf(bytes) !== 'other') return { chunks, bytes };
  if (bytes.byteLength < Math.min(FIRST_BYTES, byteSize)) throw wrongLength();
  throw notVideo();
}

function notVideo(): AppError {
  return new AppError('wrong-type', 'this file is neither an MP4 nor a MOV video, whatever its name says', {
    issues: [{ code: 'video-container', severity: 'error' }],
  });
}

/** The body again from its beginning, which fails as soon as it is too long, and at its end if it is too short. */
function bodyOf(chunks: Uint8Array[], source: Source, byteSize: number, beforeEnd: () => Promise<void>): ReadableStream<Uint8Array> {
  let seen = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = chunks.shift() ?? (await nextChunk(source));
        if (chunk === null) {
          if (seen !== byteSize) throw wrongLength();
          await beforeEnd();
          controller.close();
          return;
        }
        seen += chunk.byteLength;
        if (seen > byteSize) throw wrongLength();
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Measures the whole file, and deletes it where upstream would refuse it. */
async function judge(measureVideo: MeasureVideo, storage: Storage, key: StorageKey, upload: UploadRecord): Promise<VideoFacts> {
  try {
    const facts = await measureVideo({ byteSize: upload.byteSize, read: (range) => readRange(storage, key, range) });
    if (facts.container === 'other') throw notVideo();
    const errors = diagnoseVideo(facts).filter((finding) => finding.severity === 'error');
    if (errors.length > 0) throw new AppError('rules-say-no', 'lip-sync cannot take this video', { issues: errors });
    return facts;
  } catch (error) {
    await storage.delete(key).catch(() => undefined);
    throw error;
  }
}

async function readRange(storage: Storage, key: StorageKey, range: ByteRange): Promise<Uint8Array> {
  const bytes = new Uint8Array(range.end - range.start + 1);
  let offset = 0;
  for await (const chunk of await storage.read(key, range)) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
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
