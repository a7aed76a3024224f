/** Sends bytes in one request, with progress and stall detection. */

import { ApiError } from '@/lib/client/requests/api-error';
import { parseJson } from '@/lib/client/requests/request';
import { errorBodySchema } from '@/lib/contracts/error';

export interface UploadTarget {
  readonly method: 'PUT' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SendBytesOptions {
  readonly openRequest: () => XMLHttpRequest;
  readonly signal: AbortSignal;
  readonly onSent: (sentBytes: number) => void;
}

/** Without progress for this long, the connection counts as broken. */
const STALL_MS = 30_000;

/**
 * @returns the response's text.
 * @throws {ApiError} the server's own error, `network-error` if the connection broke, or `unexpected-response` if another server rejected the
 * request.
 */
export function sendBytes(target: UploadTarget, body: Blob, { openRequest, signal, onSent }: SendBytesOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = openRequest();
    let stallTimer: ReturnType<typeof setTimeout> | undefined;
    const failed = () => end(() => reject(new ApiError('network-error')));
    const end = (settle: () => void) => {
      clearTimeout(stallTimer);
      signal.removeEventListener('abort', cancel);
      settle();
    };
    const cancel = () => {
      end(() => reject(new DOMException('cancelled', 'AbortError')));
      request.abort();
    };
    const resetStallTimer = () => {
      clearTimeout(stallTimer);
      stallTimer = setTimeout(() => {
        failed();
        request.abort();
      }, STALL_MS);
    };
    if (signal.aborted) return reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', cancel);
    request.open(target.method, target.url);
    for (const [name, value] of Object.entries(target.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      resetStallTimer();
      onSent(Math.min(loaded, body.size));
    };
    // All bytes are sent; the server may take longer than `STALL_MS` to measure the file.
    request.upload.onload = () => clearTimeout(stallTimer);
    request.onerror = failed;
    request.ontimeout = failed;
    request.onload = () => end(() => (isSuccess(request.status) ? resolve(request.responseText) : reject(toUploadError(request))));
    resetStallTimer();
    request.send(body);
  });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** This server sends an error body; an external store may send anything. */
function toUploadError(request: XMLHttpRequest): ApiError {
  const body = errorBodySchema.safeParse(parseJson(request.responseText));
  if (!body.success) return new ApiError('unexpected-response', { message: `upload answered ${request.status}` });
  const { code, ...details } = body.data.error;
  return new ApiError(code, details);
}
