import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';
import { describeFailure, isConnectError } from './is-connect-error';

export type Fetch = typeof globalThis.fetch;

/** Upstream's real answers are a few kB; whatever is longer is not one of them. Counted after decompression. */
const MAX_RESPONSE_BYTES = 2_000_000;

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
  /** From connecting to the last byte read. */
  readonly timeoutMs: Milliseconds;
}

/** How one exchange went. `why` may quote what was sent: redact it before it is kept. */
export type RequestOutcome =
  | { readonly outcome: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly text: string }
  /** An answer that is not worth reading: a redirect, or one without end. */
  | { readonly outcome: 'unreadable'; readonly status: number; readonly retryAfter: string | null; readonly reason: string }
  /** No connection: nothing was sent. */
  | { readonly outcome: 'unreachable'; readonly reason: string }
  /** Sent, perhaps in part, and then silence or a broken connection. */
  | { readonly outcome: 'silent'; readonly reason: string };

/** Sends once and reads the answer whole. Never throws, and never takes longer than its time even if `fetch` does. */
export async function sendRequest(fetch: Fetch, request: OutgoingRequest): Promise<RequestOutcome> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<RequestOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'silent', reason: `no whole answer within ${request.timeoutMs} ms` }), request.timeoutMs);
  });
  try {
    return await Promise.race([expiry, attempt(fetch, request, controller.signal)]);
  } finally {
    clearTimeout(timer);
    // Frees the connection of an answer that was not read to its end.
    controller.abort();
  }
}

async function attempt(fetch: Fetch, request: OutgoingRequest, signal: AbortSignal): Promise<RequestOutcome> {
  try {
    const init: RequestInit & { duplex?: 'half' } = {
      method: request.method,
      headers: request.headers,
      // A redirect would carry the key, and a paid request, to wherever it points.
      redirect: 'manual',
      cache: 'no-store',
      signal,
    };
    if (request.body !== undefined) {
      init.body = request.body;
      // Required for a streamed body; without meaning for a text.
      init.duplex = 'half';
    }
    const response = await fetch(request.url, init);
    const { status } = response;
    const retryAfter = response.headers.get('retry-after');
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      return { outcome: 'unreadable', status, retryAfter, reason: 'a redirect, which is not followed' };
    }
    const text = await readText(response, signal);
    return text === null
      ? { outcome: 'unreadable', status, retryAfter, reason: `an answer longer than ${MAX_RESPONSE_BYTES} bytes` }
      : { outcome: 'answered', status, retryAfter, text };
  } catch (error) {
    return { outcome: isConnectError(error) ? 'unreachable' : 'silent', reason: describeFailure(error) };
  }
}

/** The whole body as text, or `null` when it is too long to be an answer. */
async function readText(response: Response, signal: AbortSignal): Promise<string | null> {
  if (response.body === null) {
    return '';
  }
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let byteSize = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return text + decoder.decode();
    }
    byteSize += value.byteLength;
    if (byteSize > MAX_RESPONSE_BYTES || signal.aborted) {
      reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
