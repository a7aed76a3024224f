import 'server-only';

/** Bytes `startServer` to `end`, both inclusive, as in an HTTP range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredFile {
  readonly byteSize: number;
  readonly contentType: string;
}

/**
 * What a file is for, and its name: clips as they were sent (`inputs`), a link's clip and a job's voice that live as long as its result
 * (`originals`, `voices`), faces' pictures, and results. Every part is made by us, never by a caller.
 */
export type StorageKey = `${'inputs' | 'originals' | 'voices' | 'thumbnails' | 'results'}/${string}`;

/** How a file is to be handed to whoever holds its address. */
export interface SignedUrlOptions {
  readonly lifetimeMs: number;
  /** The header that the store is to answer with. One that does not take names keeps to `inline` or `attachment` and names the file itself. */
  readonly contentDisposition: string;
}

/**
 * Where files live. Every method throws `AppError` alone: `not-found`, `storage-full`, `storage-unavailable` (it did not answer, or broke off:
 * trying again may help), `not-configured` (it does not let us in), and for a key or a range that is none of its own, `internal-error`.
 */
export interface Storage {
  readonly name: 'local' | 'vercel-blob' | 's3';
  /** Whether a signed address can say what the file is called. */
  readonly supportsContentDisposition: boolean;
  /**
   * Streams a body to its place and makes it visible only once it is whole. The caller's stream decides what is refused:
   * an error it throws leaves nothing behind.
   */
  write(key: StorageKey, body: ReadableStream<Uint8Array>, contentType: string): Promise<StoredFile>;
  stat(key: StorageKey): Promise<StoredFile | null>;
  read(key: StorageKey, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** What is not there is deleted already. */
  delete(key: StorageKey): Promise<void>;
  /**
   * An address at the store itself from which a browser can read the file, whole or in ranges, until its time is over; `null` where files
   * come through this server. Whether the file is there is not looked at.
   */
  signedUrl(key: StorageKey, options: SignedUrlOptions): Promise<string | null>;
  readonly parts: MultipartUploads;
  /** Removes what processes that died have left half written; absent where the store does so by itself. */
  readonly cleanup?: () => Promise<void>;
  /**
   * Whether the store lets pages of this origin send clips to it, as far as asking it can tell; `null` where they never do. Never throws.
   */
  checkCors(origin: string): Promise<CorsStatus | null>;
}

export type CorsStatus = 'open' | 'shut' | 'unknown';

/** An upload that goes in parts: where it is to lie, and how the store knows what has come of it so far. */
export interface MultipartUpload {
  readonly key: StorageKey;
  readonly reference: string;
}

/** How a browser sends one part, with that part's bytes as the body. Parts are counted from 1. */
export interface PartRequest {
  readonly partNumber: number;
  readonly method: 'PUT' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a store answered to a part. */
export interface PartEtag {
  readonly partNumber: number;
  readonly etag: string;
}

/**
 * Large inputs, part by part, so that a broken connection costs a part and not the whole. Nothing is visible under the key before
 * `complete`. No state lives in this process: the reference is for the database to keep.
 */
export interface MultipartUploads {
  /** Of each part but the last. */
  readonly partByteSize: number;
  /** Whether bytes come to this server whole as well, in one request. */
  readonly supportsSingleRequest: boolean;
  /** Whether `complete` must be told what each part was answered with, because the store cannot say itself what it has. */
  readonly needsEtags: boolean;
  /** @returns the reference. */
  create(key: StorageKey, file: { readonly byteSize: number; readonly contentType: string }): Promise<string>;
  /** How to send parts of these sizes, in their order, as long as `lifetimeMs`. */
  requests(upload: MultipartUpload, byteSizes: readonly number[], lifetimeMs: number): Promise<PartRequest[]>;
  /**
   * Which parts have arrived; none where the store cannot say.
   * @throws {AppError} `not-found` where it knows that the upload is gone, which it also is once it is whole.
   */
  listParts(upload: MultipartUpload): Promise<readonly number[]>;
  /** Takes one part in; `null` where parts go to the store itself. A body that fails leaves nothing of the part. */
  readonly receive: ((upload: MultipartUpload, partNumber: number, body: ReadableStream<Uint8Array>) => Promise<void>) | null;
  /**
   * Makes one file of the parts. Done again, it does no harm: what is whole already stays.
   * @throws {AppError} `validation-failed` with `upload-incomplete` where a part is missing, `not-found` where the upload is gone and no file came of it.
   */
  complete(
    upload: MultipartUpload,
    file: { readonly partCount: number; readonly contentType: string; readonly etags: readonly PartEtag[] },
  ): Promise<void>;
  /** Deletes the parts, and nothing else, where the store does not do that by itself. What is not there is deleted already. */
  abort(upload: MultipartUpload): Promise<void>;
}

/** How upstream reaches an input. */
export interface InputPublisher {
  /** What a call of `publishSource` costs, 1/1000 PTC; 0 for all but 302.AI's own upload. */
  readonly costMilliPtc: number;
  /** An address that upstream can read for at least 25 hours. */
  publish(key: StorageKey, file: { readonly contentType: string }): Promise<{ readonly url: string }>;
}
