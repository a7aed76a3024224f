import 'server-only';

/** Bytes `start` to `end`, both inclusive, as in an HTTP range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredFile {
  readonly byteSize: number;
  readonly contentType: string;
}

/**
 * Storage keys by purpose: uploaded clips (`inputs`), a pasted link's clip and a job's voice, kept as long as its
 * result (`originals`, `voices`), face thumbnails, and results. Every segment is made by this server, never by a
 * caller.
 */
export type StorageKey = `${'inputs' | 'originals' | 'voices' | 'thumbnails' | 'results'}/${string}`;

/** Response options of a signed URL. */
export interface SignedUrlOptions {
  readonly lifetimeMs: number;
  /**
   * The Content-Disposition header that the store sends. Stores without file name support use only `inline` or
   * `attachment`.
   */
  readonly contentDisposition: string;
}

/**
 * File storage. Every method throws only `AppError`: `not-found`, `storage-full`, `storage-unavailable` (no
 * response or an aborted one; a retry may help), `not-configured` (access denied), and `internal-error` for an
 * invalid key or range.
 */
export interface Storage {
  readonly name: 'local' | 'vercel-blob' | 's3';
  /** Whether a signed URL can set the file name. */
  readonly supportsContentDisposition: boolean;
  /**
   * Streams a body to the key and makes it visible only when complete. An error thrown by the stream leaves nothing
   * behind, so the caller's stream can reject content.
   */
  write(key: StorageKey, body: ReadableStream<Uint8Array>, contentType: string): Promise<StoredFile>;
  stat(key: StorageKey): Promise<StoredFile | null>;
  read(key: StorageKey, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** Succeeds if the file does not exist. */
  delete(key: StorageKey): Promise<void>;
  /**
   * Returns a temporary URL at which a browser reads the file from the store, complete or in ranges; `null` if
   * files pass through this server. Does not check that the file exists.
   */
  signedUrl(key: StorageKey, options: SignedUrlOptions): Promise<string | null>;
  readonly multipart: MultipartUploads;
  /** Deletes partial files of ended processes; absent if the store does so. */
  readonly cleanup?: () => Promise<void>;
  /**
   * Returns whether the store's CORS rules permit uploads from pages of this origin, as far as a request can show;
   * `null` if pages never upload to it. Never throws.
   */
  checkCors(origin: string): Promise<CorsStatus | null>;
}

export type CorsStatus = 'open' | 'shut' | 'unknown';

/** A multipart upload: its key and the store's reference. */
export interface MultipartUpload {
  readonly key: StorageKey;
  readonly reference: string;
}

/** The request with which a browser sends one part's bytes. Part numbers start at 1. */
export interface PartRequest {
  readonly partNumber: number;
  readonly method: 'PUT' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The ETag of a received part. */
export interface PartEtag {
  readonly partNumber: number;
  readonly etag: string;
}

/**
 * Multipart uploads of large inputs, so that a broken connection costs one part. Nothing is visible under the key
 * before `complete`. The reference is stored in the database, not in this process.
 */
export interface MultipartUploads {
  /** Size of each part but the last. */
  readonly partByteSize: number;
  /** Whether this server also accepts the complete file in one request. */
  readonly supportsSingleRequest: boolean;
  /** Whether `complete` needs the ETag of each part, because the store cannot list parts. */
  readonly needsEtags: boolean;
  /** @returns The store's reference. */
  create(key: StorageKey, file: { readonly byteSize: number; readonly contentType: string }): Promise<string>;
  /** Requests for parts of these sizes, in order, valid for `lifetimeMs`. */
  requests(upload: MultipartUpload, byteSizes: readonly number[], lifetimeMs: number): Promise<PartRequest[]>;
  /**
   * Numbers of received parts; empty if the store cannot list them.
   * @throws {AppError} `not-found` if the upload is gone, which includes a completed upload.
   */
  listParts(upload: MultipartUpload): Promise<readonly number[]>;
  /** Stores one part; `null` if parts are sent directly to the store. A failed body leaves nothing of the part. */
  readonly receive: ((upload: MultipartUpload, partNumber: number, body: ReadableStream<Uint8Array>) => Promise<void>) | null;
  /**
   * Joins the parts into one file. Idempotent.
   * @throws {AppError} `validation-failed` with `upload-incomplete` if a part is missing, `not-found` if the upload
   * is gone without a file.
   */
  complete(
    upload: MultipartUpload,
    file: { readonly partCount: number; readonly contentType: string; readonly etags: readonly PartEtag[] },
  ): Promise<void>;
  /** Deletes the parts only, unless the store does so itself. Idempotent. */
  abort(upload: MultipartUpload): Promise<void>;
}

/** Makes inputs readable for upstream. */
export interface InputPublisher {
  /** Cost of one `publishSource` call in 1/1000 PTC; 0 except for 302.AI's own upload. */
  readonly costMilliPtc: number;
  /** Returns a URL that upstream can read for at least 25 hours. */
  publish(key: StorageKey, file: { readonly contentType: string }): Promise<{ readonly url: string }>;
}
