import 'server-only';
import type { VideoFacts } from '@/lib/domain/video';

/** One file that a browser sends or has sent. Its storage key is `inputs/{uploadId}`. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly editorId: string;
  /** The editor's own name for it; shown back to them, never used as a path. */
  readonly fileName: string;
  readonly byteSize: number;
  readonly contentType: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** What the server measured once the bytes were whole; `null` while it waits for them. */
  readonly facts: VideoFacts | null;
}

/** The ledger's uploads, as `open-upload.ts` and `receive-upload.ts` need them. */
export interface UploadRecords {
  insertUpload(upload: Omit<UploadRecord, 'facts'>): Promise<void>;
  findUpload(uploadId: string): Promise<UploadRecord | null>;
  /** Only the first completion counts; answers whether this was it. */
  completeUpload(uploadId: string, facts: VideoFacts): Promise<boolean>;
}
