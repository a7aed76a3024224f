import 'server-only';
import type { Milliseconds } from '@/lib/domain/time';
import { describeFailure, isConnectError } from './is-connect-error';

export type Fetch = typeof globalThis.fetch;

/** Real responses are a few kB. Counted after decompression. */
const MAX_RESPONSE_BYTES = 2_000_000;

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
  /** From connecting to the last byte. */
  readonly timeoutMs: Milliseconds;
}

/** The outcome of one request. `reason` may quote the request, so redact it before logging. */
export type RequestOutcome =
  | { readonly outcome: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly text: string }
  /** A response that is not read: a redirect or an oversized body. */
  | { readonly outcome: 'unreadable'; readonly status: number; readonly retryAfter: string | null; readonly reason: string }
  /** No connection: nothing was sent. */
  | { readonly outcome: 'unreachable'; readonly reason: string }
  /** Sent, possibly in part, followed by a timeout or a broken connection. */
  | { readonly outcome: 'silent'; readonly reason: string };

/** Sends one request and reads the whole response. Never throws, and ends at its timeout even if `fetch` does not. */
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
    // Releases the connection of a partly read response.
    controller.abort();
  }
}

async function attempt(fetch: Fetch, request: OutgoingRequest, signal: AbortSignal): Promise<RequestOutcome> {
  try {
    const init: RequestInit & { duplex?: 'half' } = {
      method: request.method,
      headers: request.headers,
      // Following a redirect would send the key and a paid request to another host.
      redirect: 'manual',
      cache: 'no-store',
      signal,
    };
    if (request.body !== undefined) {
      init.body = request.body;
      // Required for a streamed body.
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

/** The body as text, or `null` if it exceeds the maximum. */
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
