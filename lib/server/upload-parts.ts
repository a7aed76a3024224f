import 'server-only';
import type { UploadEnd, UploadReceipt, UploadState } from '@/lib/contracts/upload';
import { measuredBody, readHead, sourceOf, wrongLength } from './incoming-body';
import { isVerdict, type JudgeDeps, judgeUpload, receiptOf } from './judge-upload';
import type { UploadRecord, UploadRecords } from './ledger/port';
import { describeError, type Log } from './log';
import type { Storage } from './storage/port';
import { findUpload, inputKey, noUpload, partByteSizeOf, partCountOf, partedUpload, ticketOf } from './upload-ticket';
import { promisedType } from './video-type';

/** Uploads in parts: looked at, taken in where they come through this server, made whole, and ended early. Whatever is done twice is done once. */

interface Deps {
  readonly ledger: UploadRecords;
  readonly storage: Storage;
  readonly now: () => number;
}

interface Sender {
  readonly editorId: string;
  readonly uploadId: string;
}

/** Where an upload stands. @throws {AppError} `not-found`. */
export async function readUpload(deps: Deps, { editorId, uploadId }: Sender): Promise<UploadState> {
  const upload = await findUpload(deps, editorId, uploadId);
  if (upload.facts !== null) return { ...(await ticketOf(deps.storage, { ...upload, parts: null }, { nowMs: deps.now() })), whole: true };
  return { ...(await ticketOf(deps.storage, upload, { nowMs: deps.now() })), whole: false };
}

export interface IncomingPart extends Sender {
  readonly partNumber: number;
  readonly body: ReadableStream<Uint8Array> | null;
  /** As announced by the request; `null` where it was not. */
  readonly contentLength: number | null;
}

/**
 * Takes one part in, where the store's parts come through this server. The first must begin as a video does, so that nobody sends the rest
 * of a file that is none.
 * @throws {AppError} `not-found`, `malformed` (another length, a broken connection), `wrong-type`, and what the store met.
 */
export async function receivePart(deps: Deps, incoming: IncomingPart): Promise<void> {
  const { storage } = deps;
  const upload = await findUpload(deps, incoming.editorId, incoming.uploadId);
  const parted = partedUpload(upload);
  const { receive } = storage.parts;
  const { partNumber, body, contentLength } = incoming;
  if (upload.facts !== null) return;
  if (parted === null || receive === null || partNumber > partCountOf(upload)) throw noUpload();
  const byteSize = partByteSizeOf(upload, partNumber);
  if (body === null || (contentLength !== null && contentLength !== byteSize)) throw wrongLength();
  const source = sourceOf(body);
  try {
    const chunks = partNumber === 1 ? (await readHead(source, byteSize)).chunks : [];
    await receive(parted, partNumber, measuredBody({ source, byteSize, chunks }));
    // Ended meanwhile: nobody would come by for this part any more.
    if ((await deps.ledger.findUpload(upload.uploadId))?.parts === null) await storage.parts.discard(parted);
  } finally {
    source.release();
  }
}

/**
 * All parts are sent: makes one file of them, measures it and records what it is. Asked again, it answers the same receipt.
 * @throws {AppError} `not-found`; `rules-say-no` with `upload-incomplete` where a part is missing, or with what is wrong with the video;
 * `malformed` for another length than was announced, `wrong-type`, and then the file is gone, with its parts and its ticket; what the store met.
 */
export async function endUploadInParts(deps: EndDeps, sender: Sender, end: UploadEnd): Promise<UploadReceipt> {
  const { ledger, storage } = deps;
  const upload = await findUpload(deps, sender.editorId, sender.uploadId);
  if (upload.facts !== null) return receiptOf(upload.uploadId, upload.facts);
  const parted = partedUpload(upload);
  if (parted === null) throw noUpload();
  try {
    const contentType = promisedType(upload) ?? 'video/mp4';
    await storage.parts.finish(parted, { partCount: partCountOf(upload), contentType, etags: end.etags ?? [] });
    const receipt = await judge(deps, upload);
    await discardNow(deps, upload);
    return receipt;
  } catch (error) {
    // Another try of the same was faster, and has taken the parts away from under this one.
    const latest = await ledger.findUpload(upload.uploadId);
    if (latest?.facts == null) throw error;
    return receiptOf(upload.uploadId, latest.facts);
  }
}

type EndDeps = Deps & JudgeDeps & { readonly log: Log };

/** A file that is refused ends its upload: its parts would only be joined and measured again, and refused again. */
async function judge(deps: EndDeps, upload: UploadRecord): Promise<UploadReceipt> {
  try {
    await checkLength(deps.storage, upload);
    return await judgeUpload(deps, upload);
  } catch (error) {
    if (isVerdict(error) && (await deps.ledger.endUpload(upload.uploadId, deps.now()))) await discardNow(deps, upload);
    throw error;
  }
}

/** Never throws: what is left is room in the store, and once the ticket's time is over the sweeper comes by for it. */
async function discardNow(deps: EndDeps, upload: UploadRecord): Promise<void> {
  await discard(deps, upload).catch((error: unknown) =>
    deps.log({ event: 'parts-not-discarded', uploadId: upload.uploadId, error: describeError(error) }),
  );
}

async function checkLength(storage: Storage, { uploadId, byteSize }: UploadRecord): Promise<void> {
  const key = inputKey(uploadId);
  const stored = await storage.stat(key);
  if (stored === null) throw noUpload();
  if (stored.byteSize === byteSize) return;
  await storage.delete(key).catch(() => undefined);
  throw wrongLength();
}

/** The sender has thought better of it: what was sent is deleted, and no more is taken. A whole upload stays. */
export async function endUploadEarly(deps: Deps, { editorId, uploadId }: Sender): Promise<void> {
  const upload = await findUpload(deps, editorId, uploadId);
  if (await deps.ledger.endUpload(uploadId, deps.now())) await discard(deps, upload);
}

async function discard({ ledger, storage }: Omit<SweepPartsDeps, 'log' | 'now'>, upload: UploadRecord): Promise<void> {
  const parted = partedUpload(upload);
  if (parted === null) return;
  await storage.parts.discard(parted);
  await ledger.forgetParts(upload.uploadId);
}

export interface SweepPartsDeps {
  readonly ledger: Pick<UploadRecords, 'endedInParts' | 'forgetParts'>;
  readonly storage: Pick<Storage, 'parts'>;
  readonly log: Log;
  readonly now: () => number;
}

/** A few at a time: a sweep has other things to do. */
const SWEEP_LIMIT = 50;

/** Parts of uploads that nobody finished in time, and of those that were whole but could not be rid of theirs. Never throws. */
export async function sweepParts(deps: SweepPartsDeps): Promise<void> {
  const { ledger, log, now } = deps;
  const report = (error: unknown) => log({ event: 'parts-not-swept', error: describeError(error) });
  try {
    for (const upload of await ledger.endedInParts(now(), SWEEP_LIMIT)) await discard(deps, upload).catch(report);
  } catch (error) {
    report(error);
  }
}
