/** Reads a file whole and hands it to the browser's downloads under a name: for bytes of another origin, whose own name a link cannot change. */

import { ApiError } from './requests/api-error';

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** 0 to 1; `null` where the store does not say how long the file is. */
  readonly onProgress: (fraction: number | null) => void;
}

/** A browser may begin to read what was handed to its downloads only after the press is over. */
const REVOKE_URL_DELAY_MS = 60_000;

/**
 * @throws {ApiError} `network-error` where the connection broke, `unexpected-response` where it was answered with something else than the file.
 * @throws {DOMException} `AbortError` when the caller cancelled.
 */
export async function downloadFile(url: string, fileName: string, { signal, onProgress }: DownloadOptions): Promise<void> {
  const file = await readBlob(url, { signal, onProgress });
  const blobUrl = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: blobUrl, download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(blobUrl), REVOKE_URL_DELAY_MS);
}

async function readBlob(url: string, { signal, onProgress }: DownloadOptions): Promise<Blob> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new ApiError('unexpected-response');
    const byteSize = Number(response.headers.get('content-length') ?? 0);
    let readBytes = 0;
    const countBytes = response.body.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          readBytes += chunk.byteLength;
          onProgress(byteSize > 0 ? Math.min(1, readBytes / byteSize) : null);
          controller.enqueue(chunk);
        },
      }),
    );
    // As a blob it lies where the browser likes, which for a large one is a disk.
    return await new Response(countBytes, { headers: { 'content-type': 'video/mp4' } }).blob();
  } catch (thrown) {
    if (signal.aborted) throw new DOMException('cancelled', 'AbortError');
    throw thrown instanceof ApiError ? thrown : new ApiError('network-error', { cause: thrown });
  }
}
