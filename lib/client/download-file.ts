/** Fetches a file and saves it under a name. Needed for other origins, where a link's `download` attribute is ignored. */

import { ApiError } from './requests/api-error';

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** 0 to 1; `null` if the store does not send the file's length. */
  readonly onProgress: (fraction: number | null) => void;
}

/** Browsers may start to read the blob URL only after the click handler has returned. */
const REVOKE_URL_DELAY_MS = 60_000;

/**
 * Downloads a file and saves it as `fileName`.
 *
 * @throws {ApiError} `network-error` if the connection broke, `unexpected-response` if the response is not the file.
 * @throws {DOMException} `AbortError` if the caller cancelled.
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
    // Browsers keep large blobs on disk.
    return await new Response(countBytes, { headers: { 'content-type': 'video/mp4' } }).blob();
  } catch (thrown) {
    if (signal.aborted) throw new DOMException('cancelled', 'AbortError');
    throw thrown instanceof ApiError ? thrown : new ApiError('network-error', { cause: thrown });
  }
}
