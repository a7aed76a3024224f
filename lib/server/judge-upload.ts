import 'server-only';
import type { UploadReceipt } from '@/lib/contracts/upload';
import { diagnoseVideo, type VideoFacts } from '@/lib/domain/video';
import { AppError } from './app-error';
import type { UploadRecord, UploadRecords } from './ledger/port';
import type { MeasureVideo } from './media/port';
import type { ByteRange, Storage, StorageKey } from './storage/port';
import { inputKey, noUpload } from './upload-ticket';

/** What a whole file is worth, from whatever store it lies in: measured by us, recorded once, and gone where upstream would refuse it. */

export interface JudgeDeps {
  readonly ledger: Pick<UploadRecords, 'findUpload' | 'completeUpload'>;
  readonly storage: Pick<Storage, 'read' | 'delete'>;
  readonly measureVideo: MeasureVideo;
  readonly now: () => number;
}

/** What the file itself is to blame for; a store that stumbled is no reason to send it again. */
const VERDICTS = new Set<string>(['wrong-type', 'rules-say-no', 'malformed', 'too-large']);

/** Whether this was said of the file itself, and will be said again however often it is measured. */
export function isVerdict(error: unknown): boolean {
  return error instanceof AppError && VERDICTS.has(error.code);
}

/**
 * Measures the whole file and records what it is.
 * @throws {AppError} `wrong-type`, or `rules-say-no` with the findings, and then the file is gone; `not-found` where it is no longer wanted;
 * and what the store met, which leaves it where it is.
 */
export async function judgeUpload(deps: JudgeDeps, upload: UploadRecord): Promise<UploadReceipt> {
  const { ledger, storage, measureVideo, now } = deps;
  const { uploadId } = upload;
  const key = inputKey(uploadId);
  try {
    const facts = await measure(measureVideo, storage, key, upload.byteSize);
    if (await ledger.completeUpload(uploadId, facts, now())) return receiptOf(uploadId, facts);
  } catch (error) {
    if (isVerdict(error)) await storage.delete(key).catch(() => undefined);
    throw error;
  }
  const first = await ledger.findUpload(uploadId);
  if (first?.facts == null) {
    // It was being deleted while its last bytes came.
    await storage.delete(key).catch(() => undefined);
    throw noUpload();
  }
  return receiptOf(uploadId, first.facts);
}

export function receiptOf(uploadId: string, facts: VideoFacts): UploadReceipt {
  const { byteSize, durationMs, widthPx, heightPx, hasSound } = facts;
  return { uploadId, byteSize, durationMs, widthPx, heightPx, hasSound };
}

export function notVideo(): AppError {
  return new AppError('wrong-type', 'this file is neither an MP4 nor a MOV video, whatever its name says', {
    issues: [{ code: 'video-container', severity: 'error' }],
  });
}

async function measure(measureVideo: MeasureVideo, storage: Pick<Storage, 'read'>, key: StorageKey, byteSize: number): Promise<VideoFacts> {
  const facts = await measureVideo({ byteSize, read: (range) => readRange(storage, key, range) });
  if (facts.container === 'other') throw notVideo();
  const errors = diagnoseVideo(facts).filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new AppError('rules-say-no', 'lip-sync cannot take this video', { issues: errors });
  return facts;
}

async function readRange(storage: Pick<Storage, 'read'>, key: StorageKey, range: ByteRange): Promise<Uint8Array> {
  const bytes = new Uint8Array(range.end - range.start + 1);
  let offset = 0;
  for await (const chunk of await storage.read(key, range)) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
