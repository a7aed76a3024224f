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

/** A key is `inputs/…`, `thumbnails/…` or `results/…`; every part is made by us, never by a caller. */
export type StorageKey = `${'inputs' | 'thumbnails' | 'results'}/${string}`;

/** Where files live. Every method throws `AppError` alone (`storage-full`, `not-found`, `too-large`). */
export interface Storage {
  readonly name: 'local' | '302ai' | 'vercel-blob' | 's3';
  /**
   * Streams a body to its place and makes it visible only once it is whole. The caller's stream decides what is refused:
   * an error it throws leaves nothing behind.
   */
  write(key: StorageKey, body: ReadableStream<Uint8Array>, contentType: string): Promise<StoredFile>;
  stat(key: StorageKey): Promise<StoredFile | null>;
  read(key: StorageKey, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  delete(key: StorageKey): Promise<void>;
}

/** How upstream reaches an input. */
export interface InputPublisher {
  /** What a call of `publish` costs, 1/1000 PTC; 0 for all but 302.AI's own upload. */
  readonly costMilliPtc: number;
  /** An address that upstream can read for at least 25 hours. */
  publish(key: StorageKey, file: { readonly name: string }): Promise<{ readonly url: string }>;
}
