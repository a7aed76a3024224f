import 'server-only';
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { ByteRange } from '@/lib/server/storage/storage';
import { AppError } from './app-error';
import { isPublicAddress } from './public-address';

/**
 * Fetches results and thumbnails from URLs that upstream chose. Threat: server-side request forgery into our
 * network. Therefore only https on port 443, all addresses of the host public, the connection made to the checked
 * addresses (a second DNS look-up could differ), and redirects followed manually and checked again. No cookies or
 * keys are sent.
 */

const MAX_REDIRECTS = 3;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);

export interface SafeFetchRequest {
  readonly range?: ByteRange;
  readonly maxByteSize: number;
  /** For the entire request: DNS, redirects and body. */
  readonly timeoutMs: number;
  /** Media types such as `video/mp4`, or a prefix such as `image/`. */
  readonly acceptTypes: readonly string[];
  readonly signal?: AbortSignal;
}

export interface SafeFetchResponse {
  readonly status: 200 | 206;
  readonly contentType: string;
  /** Content-Length; `null` if absent. */
  readonly byteSize: number | null;
  /** The `Content-Range` header; `null` for a complete file. */
  readonly contentRange: string | null;
  /**
   * Fails with `payload-too-large`, `upstream-timeout` or `upstream-unreachable`. The caller must read it to the
   * end or cancel it.
   */
  readonly body: ReadableStream<Uint8Array>;
}

/** Sends one HTTP GET to checked addresses, without redirects. */
export type SendPinned = (request: {
  readonly url: URL;
  /** Addresses to connect to, tried in order. Never empty. */
  readonly addresses: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}) => Promise<Response>;

export interface SafeFetchOptions {
  /** Origin of `AI302_BASE_URL`, exempt from the checks, so that a fake upstream can run on loopback. */
  readonly allowedOrigin: string;
  /** URLs served within this process, such as the simulator's, and the `fetch` that serves them. */
  readonly inProcess?: { readonly isTrusted: (url: URL) => boolean; readonly fetch: typeof fetch };
  readonly lookup?: (hostname: string) => Promise<readonly { readonly address: string }[]>;
  readonly send?: SendPinned;
}

export interface SafeFetch {
  /**
   * @throws {AppError} `upstream-invalid-response` (a forbidden URL, or another media type), `not-found`,
   * `payload-too-large`, `upstream-unavailable`, `upstream-unreachable`, `upstream-timeout`.
   */
  get(url: string, request: SafeFetchRequest): Promise<SafeFetchResponse>;
}

function blockedUrlError(reason: string): AppError {
  return new AppError('upstream-invalid-response', `an address that this server may not ask: ${reason}`);
}

export function createSafeFetch({ allowedOrigin, inProcess, lookup = resolveHostname, send = sendPinned }: SafeFetchOptions): SafeFetch {
  const exemptOrigin = new URL(allowedOrigin).origin;

  /** Sends one request if all addresses of the host are allowed. */
  async function sendChecked(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    if (url.username !== '' || url.password !== '') throw blockedUrlError('it carries a name or a password');
    if (inProcess?.isTrusted(url)) return inProcess.fetch(url, { headers, signal, redirect: 'manual' });
    const isExempt = url.origin === exemptOrigin;
    if (!isExempt && url.protocol !== 'https:') throw blockedUrlError('it is not https');
    if (!isExempt && url.port !== '') throw blockedUrlError('it names another port');
    const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const resolved = isIP(hostname) === 0 ? await rejectOnAbort(lookup(hostname), signal) : [{ address: hostname }];
    if (resolved.length === 0) throw new AppError('upstream-unreachable', 'the host of this address is unknown');
    // One private address is enough to refuse, because the connection might use it.
    if (!isExempt && !resolved.every(({ address }) => isPublicAddress(address)))
      throw blockedUrlError('it does not lead to the public internet');
    return send({ url, addresses: resolved.map(({ address }) => address), headers, signal });
  }

  async function followRedirects(text: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    let url = parseUrl(text);
    for (let redirects = 0; ; redirects += 1) {
      const response = await sendChecked(url, headers, signal);
      const location = REDIRECT_STATUSES.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return response;
      void response.body?.cancel().catch(() => undefined);
      if (redirects === MAX_REDIRECTS) throw blockedUrlError('it redirects too often');
      url = parseUrl(location, url);
    }
  }

  return {
    async get(text, request) {
      const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'lip-sync-wizard' };
      if (request.range !== undefined) headers.range = `bytes=${request.range.start}-${request.range.end}`;
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
      let response: Response;
      try {
        response = await followRedirects(text, headers, signal);
      } catch (error) {
        throw toTransferError(error, deadline);
      }
      try {
        return accept(response, request, deadline);
      } catch (error) {
        void response.body?.cancel().catch(() => undefined);
        throw error;
      }
    },
  };
}

function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw blockedUrlError('it is no address');
  const url = new URL(text, base);
  url.hash = '';
  return url;
}

function toTransferError(error: unknown, deadline: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  if (deadline.aborted) return new AppError('upstream-timeout', 'the file did not arrive in time', { cause: error });
  return new AppError('upstream-unreachable', 'the file could not be fetched', { cause: error });
}

/** Checks the response headers and limits the body. */
function accept(response: Response, request: SafeFetchRequest, deadline: AbortSignal): SafeFetchResponse {
  const { status, headers, body } = response;
  if (status === 404 || status === 410) throw new AppError('not-found', 'the file is no longer there');
  if (status >= 500) throw new AppError('upstream-unavailable', `the file's server answered ${status}`);
  const isExpectedStatus = request.range === undefined ? status === 200 : status === 200 || status === 206;
  if (!isExpectedStatus || body === null) throw new AppError('upstream-invalid-response', `the file's server answered ${status}`);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new AppError('upstream-invalid-response', 'the file came packed, which was not asked for');
  const contentType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!request.acceptTypes.some((type) => contentType === type || (type.endsWith('/') && contentType.startsWith(type)))) {
    throw new AppError('upstream-invalid-response', 'the file is of another kind than expected');
  }
  const contentLength = headers.get('content-length');
  const byteSize = contentLength === null || !/^\d{1,15}$/.test(contentLength) ? null : Number(contentLength);
  if (byteSize !== null && byteSize > request.maxByteSize) throw tooLargeError(request.maxByteSize);
  const contentRange = status === 206 ? (headers.get('content-range') ?? '') : null;
  if (contentRange !== null && !/^bytes \d{1,15}-\d{1,15}\/(\d{1,15}|\*)$/.test(contentRange)) {
    throw new AppError('upstream-invalid-response', 'a part of the file came without saying which');
  }
  const limitedBody = limitBody(body, request.maxByteSize, byteSize, deadline);
  return { status: status === 206 ? 206 : 200, contentType, byteSize, contentRange, body: limitedBody };
}

function tooLargeError(maxByteSize: number): AppError {
  return new AppError('payload-too-large', `the file is larger than ${maxByteSize} bytes`);
}

/** Passes chunks on, and fails if the body is too large or too short. */
function limitBody(
  body: ReadableStream<Uint8Array>,
  maxByteSize: number,
  contentLength: number | null,
  deadline: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let byteSize = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            if (contentLength !== null && byteSize !== contentLength) {
              throw new AppError('upstream-unreachable', 'the file broke off before its end');
            }
            controller.close();
            return;
          }
          byteSize += value.byteLength;
          if (byteSize > maxByteSize) throw tooLargeError(maxByteSize);
          controller.enqueue(value);
        } catch (error) {
          void reader.cancel(error).catch(() => undefined);
          throw toTransferError(error, deadline);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

async function resolveHostname(hostname: string): Promise<readonly { readonly address: string }[]> {
  return systemLookup(hostname, { all: true });
}

/** A DNS look-up cannot be cancelled, so the wait for it ends instead. */
function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const rejectAborted = () => reject(signal.reason);
    if (signal.aborted) rejectAborted();
    signal.addEventListener('abort', rejectAborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', rejectAborted));
  });
}

/** Node's client instead of `fetch`: it can connect to given addresses while TLS still checks the host name. */
const sendPinned: SendPinned = ({ url, addresses, headers, signal }) =>
  new Promise((resolve, reject) => {
    const candidates = addresses.map((address) => ({ address, family: isIP(address) }));
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      {
        method: 'GET',
        headers,
        signal,
        agent: false,
        // Node requests all addresses and connects to one that responds: a network may support only one IP family.
        lookup: (_hostname, options, done) => {
          const [first] = candidates;
          if (options.all) done(null, candidates);
          else done(null, first?.address ?? '', first?.family);
        },
      },
      (message) => {
        try {
          resolve(toResponse(message));
        } catch (error) {
          message.destroy();
          reject(error);
        }
      },
    );
    request.on('error', reject);
    request.end();
  });

function toResponse(message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const line of Array.isArray(value) ? value : [value]) if (line !== undefined) headers.append(name, line);
  }
  const status = message.statusCode ?? 0;
  const bodyless = status === 204 || status === 205 || status === 304;
  if (bodyless) message.resume();
  return new Response(bodyless ? null : toBodyStream(message), { status, headers });
}

/** Reads the next chunk on demand; cancelling closes the connection. */
function toBodyStream(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = message.iterator();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
