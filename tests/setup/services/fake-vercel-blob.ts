/**
 * A fake private Vercel Blob store on loopback, used through the package's `VERCEL_BLOB_API_URL` override. It verifies tokens and
 * signatures as the package creates them: the read-write token, client tokens with their limits, and signed URLs with their expiry.
 */

import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const STORE_ID = 'standin1';
export const BLOB_TOKEN = `vercel_blob_rw_${STORE_ID}_secretOfTheStore`;
const SIGNING_SECRET = 'of the store alone';
const MIN_PART_BYTES = 5 * 1024 * 1024;

export type BlobOperation = 'put' | 'head' | 'delete' | 'create' | 'upload' | 'complete' | 'sign' | 'read';

export type BlobFault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'break' }
  | { readonly kind: 'lose' }
  | { readonly kind: 'cut'; readonly afterBytes: number };

interface StoredBlob {
  readonly bytes: Buffer;
  readonly contentType: string;
}

interface Multipart {
  readonly pathname: string;
  readonly contentType: string;
  readonly parts: Map<number, Buffer>;
}

export interface FakeVercelBlob {
  readonly origin: string;
  /** Value for `VERCEL_BLOB_API_URL`. */
  readonly apiUrl: string;
  readonly blobs: ReadonlyMap<string, StoredBlob>;
  readonly uploads: ReadonlyMap<string, Multipart>;
  readonly calls: (operation: BlobOperation) => number;
  /** Every authorised request. */
  readonly requests: readonly { readonly operation: BlobOperation; readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  readonly next: (operation: BlobOperation, fault: BlobFault, times?: number) => void;
  readonly always: (operation: BlobOperation | 'any', fault: BlobFault | null) => void;
  readonly stop: () => Promise<void>;
}

class BlobError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = 'no') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const clientPayloadSchema = z.object({
  pathname: z.string(),
  validUntil: z.number(),
  maximumSizeInBytes: z.number().optional(),
  allowedContentTypes: z.array(z.string()).optional(),
  addRandomSuffix: z.boolean(),
  allowOverwrite: z.boolean().optional(),
});
type ClientPayload = z.infer<typeof clientPayloadSchema>;

const delegationSchema = z.object({ storeId: z.string(), pathname: z.string(), operations: z.array(z.string()), validUntil: z.number() });

const hmac = (key: string, text: string) => createHmac('sha256', key).update(text);
const computeEtag = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;

export async function startFakeVercelBlob({ now = Date.now }: { readonly now?: () => number } = {}): Promise<FakeVercelBlob> {
  const blobs = new Map<string, StoredBlob>();
  const uploads = new Map<string, Multipart>();
  const callCounts = new Map<BlobOperation, number>();
  const requests: { operation: BlobOperation; url: string; headers: IncomingMessage['headers'] }[] = [];
  const queuedFaults = new Map<BlobOperation, BlobFault[]>();
  const persistentFaults = new Map<BlobOperation | 'any', BlobFault>();
  let origin = '';
  let uploadCount = 0;

  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    void respond(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return void response.destroy();
      const refusal = error instanceof BlobError ? error : new BlobError(500, 'internal_server_error');
      request.resume();
      response.writeHead(refusal.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: refusal.code, message: refusal.message } }));
    });
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', String(request.headers['access-control-request-headers'] ?? ''));
      response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
      return void response.end();
    }
    const operation = parseOperation(request, url);
    const token = authorise(operation, request, url);
    callCounts.set(operation, (callCounts.get(operation) ?? 0) + 1);
    requests.push({ operation, url: url.href, headers: request.headers });
    const fault = queuedFaults.get(operation)?.shift() ?? persistentFaults.get(operation) ?? persistentFaults.get('any');
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'break') return void request.socket.destroy();
    if (fault?.kind === 'refuse') throw new BlobError(fault.status, fault.code);
    if (operation === 'read') return sendBlob(url, request, response, fault?.kind === 'cut' ? fault.afterBytes : undefined);
    const result = await operate(operation, url, request, token);
    if (fault?.kind === 'lose') return void request.socket.destroy();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(result));
  }

  /** @returns the limits of a client token, or `null` for the read-write token and for signed URLs. */
  function authorise(operation: BlobOperation, request: IncomingMessage, url: URL): ClientPayload | null {
    if (operation === 'read' && url.searchParams.has('vercel-blob-signature')) {
      checkSignedUrl(url, request.method === 'HEAD' ? 'head' : 'get');
      return null;
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (bearer === BLOB_TOKEN) return null;
    const payload = parseClientPayload(bearer);
    if (payload === null) throw new BlobError(403, 'forbidden');
    if (!['put', 'create', 'upload', 'complete'].includes(operation)) throw new BlobError(403, 'client_token_not_allowed');
    if (payload.validUntil <= now()) throw new BlobError(403, 'forbidden', 'Token expired');
    const pathname = url.searchParams.get('pathname');
    if (payload.pathname !== pathname) throw new BlobError(400, 'bad_request', '"pathname" does not match the token payload');
    return payload;
  }

  function parseClientPayload(bearer: string): ClientPayload | null {
    const encoded = bearer.startsWith(`vercel_blob_client_${STORE_ID}_`) ? bearer.slice(`vercel_blob_client_${STORE_ID}_`.length) : '';
    const [key, payload = ''] = Buffer.from(encoded, 'base64').toString().split('.');
    if (key !== hmac(BLOB_TOKEN, payload).digest('hex')) return null;
    return clientPayloadSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString()));
  }

  function checkSignedUrl(url: URL, operation: string): void {
    const delegation = url.searchParams.get('vercel-blob-delegation') ?? '';
    const [payload = '', signature] = delegation.split('.');
    if (signature !== hmac(SIGNING_SECRET, payload).digest('base64url')) throw new BlobError(403, 'forbidden');
    const scope = delegationSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    const pathname = decodeURIComponent(url.pathname.slice(1));
    const until = url.searchParams.get('vercel-blob-valid-until');
    const lines = [
      `operation=${operation}`,
      `pathname=${pathname}`,
      ...(until === null ? [] : [`vercel-blob-valid-until=${until}`]),
    ].sort();
    const key = hmac(SIGNING_SECRET, delegation).digest('base64url');
    if (url.searchParams.get('vercel-blob-signature') !== hmac(key, lines.join('\n')).digest('base64url'))
      throw new BlobError(403, 'forbidden');
    const isInScope = (scope.pathname === '*' || scope.pathname === pathname) && scope.operations.includes(operation);
    if (!isInScope || Math.min(scope.validUntil, Number(until ?? scope.validUntil)) <= now()) throw new BlobError(403, 'forbidden');
  }

  async function operate(operation: BlobOperation, url: URL, request: IncomingMessage, token: ClientPayload | null): Promise<unknown> {
    const pathname = url.searchParams.get('pathname') ?? '';
    const header = (name: string) => String(request.headers[name] ?? '');
    if (['put', 'create', 'upload', 'complete'].includes(operation) && header('x-vercel-blob-access') !== 'private') {
      throw new BlobError(400, 'bad_request', 'Cannot use public access on a private store');
    }
    const mayReplace = token === null ? header('x-allow-overwrite') === '1' : token.allowOverwrite === true;
    const checkFree = () => {
      if (blobs.has(pathname) && !mayReplace)
        throw new BlobError(400, 'bad_request', 'This blob already exists, use `allowOverwrite: true`');
    };
    const contentType = header('x-content-type') || (pathname.endsWith('.mp4') ? 'video/mp4' : 'application/octet-stream');
    if (['put', 'create'].includes(operation) && token?.allowedContentTypes?.includes(contentType) === false) {
      throw new BlobError(400, 'bad_request', `"contentType" is not allowed: ${contentType}`);
    }
    switch (operation) {
      case 'put': {
        checkFree();
        const bytes = await readBody(request);
        blobs.set(pathname, { bytes, contentType });
        return describe(pathname);
      }
      case 'head': {
        const blobUrl = url.searchParams.get('url') ?? '';
        return describe(blobUrl.startsWith(origin) ? decodeURIComponent(new URL(blobUrl).pathname.slice(1)) : blobUrl);
      }
      case 'delete': {
        const { urls } = z.object({ urls: z.array(z.string()) }).parse(JSON.parse((await readBody(request)).toString()));
        for (const one of urls) blobs.delete(one);
        return null;
      }
      case 'create': {
        checkFree();
        uploadCount += 1;
        const uploadId = `mpu-${uploadCount}`;
        uploads.set(uploadId, { pathname, contentType, parts: new Map() });
        return { uploadId, key: `${STORE_ID}/${pathname}` };
      }
      case 'upload': {
        const upload = uploadOf(request, pathname);
        upload.parts.set(Number(header('x-mpu-part-number')), await readBody(request));
        return { etag: computeEtag(upload.parts.get(Number(header('x-mpu-part-number'))) ?? Buffer.alloc(0)) };
      }
      case 'complete': {
        const upload = uploadOf(request, pathname);
        checkFree();
        const requested = z
          .array(z.object({ partNumber: z.number(), etag: z.string() }))
          .parse(JSON.parse((await readBody(request)).toString()));
        const parts = requested.map(({ partNumber, etag }) => {
          const bytes = upload.parts.get(partNumber);
          if (bytes === undefined || computeEtag(bytes) !== etag)
            throw new BlobError(400, 'bad_request', 'One or more of the specified parts could not be found');
          return bytes;
        });
        if (parts.slice(0, -1).some(({ byteLength }) => byteLength < MIN_PART_BYTES))
          throw new BlobError(400, 'bad_request', 'Your proposed upload is smaller');
        const bytes = Buffer.concat(parts);
        if (bytes.byteLength > (token?.maximumSizeInBytes ?? Number.POSITIVE_INFINITY)) {
          throw new BlobError(400, 'bad_request', `the file length cannot be greater than ${token?.maximumSizeInBytes}`);
        }
        blobs.set(pathname, { bytes, contentType: upload.contentType });
        uploads.delete(header('x-mpu-upload-id'));
        return describe(pathname);
      }
      case 'sign': {
        const requested = z
          .object({ pathname: z.string(), operations: z.array(z.string()), validUntil: z.number() })
          .parse(JSON.parse((await readBody(request)).toString()));
        if (requested.validUntil > now() + 7 * 24 * 60 * 60 * 1000) throw new BlobError(400, 'bad_request', 'validUntil is too far away');
        const payload = Buffer.from(JSON.stringify({ storeId: `store_${STORE_ID}`, ...requested })).toString('base64url');
        const delegationToken = `${payload}.${hmac(SIGNING_SECRET, payload).digest('base64url')}`;
        return {
          delegationToken,
          clientSigningToken: hmac(SIGNING_SECRET, delegationToken).digest('base64url'),
          validUntil: requested.validUntil,
        };
      }
      case 'read':
        throw new Error('sendBlob handles reads');
    }
  }

  function uploadOf(request: IncomingMessage, pathname: string): Multipart {
    const upload = uploads.get(String(request.headers['x-mpu-upload-id']));
    const key = decodeURIComponent(String(request.headers['x-mpu-key']));
    if (upload === undefined || upload.pathname !== pathname || key !== `${STORE_ID}/${pathname}`) throw new BlobError(404, 'not_found');
    return upload;
  }

  function describe(pathname: string) {
    const blob = blobs.get(pathname);
    if (blob === undefined) throw new BlobError(404, 'not_found');
    const url = `${origin}/${pathname}`;
    const contentDisposition = `inline; filename="${pathname.split('/').at(-1)}"`;
    const { contentType, bytes } = blob;
    const facts = { url, downloadUrl: `${url}?download=1`, pathname, contentType, contentDisposition, etag: computeEtag(bytes) };
    return { ...facts, size: bytes.byteLength, cacheControl: 'public, max-age=3600', uploadedAt: new Date(now()).toISOString() };
  }

  function sendBlob(url: URL, request: IncomingMessage, response: ServerResponse, truncateAfterBytes?: number): void {
    const pathname = decodeURIComponent(url.pathname.slice(1));
    const blob = blobs.get(pathname);
    if (blob === undefined) throw new BlobError(404, 'not_found');
    const { bytes, contentType } = blob;
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = Number(range?.[1] ?? 0);
    if (range !== null && start >= bytes.byteLength) throw new BlobError(416, 'range_not_satisfiable');
    const last = range?.[2] ? Math.min(Number(range[2]), bytes.byteLength - 1) : bytes.byteLength - 1;
    const body = bytes.subarray(start, last + 1);
    const kind = url.searchParams.get('download') === '1' ? 'attachment' : 'inline';
    response.writeHead(range === null ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': body.byteLength,
      'content-type': contentType,
      'content-disposition': `${kind}; filename="${pathname.split('/').at(-1)}"`,
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${last}/${bytes.byteLength}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    if (truncateAfterBytes === undefined) return void response.end(body);
    response.write(body.subarray(0, truncateAfterBytes), () => response.destroy());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    apiUrl: `${origin}/api/blob`,
    blobs,
    uploads,
    requests,
    calls: (operation) => callCounts.get(operation) ?? 0,
    next: (operation, fault, times = 1) => {
      queuedFaults.set(operation, [...(queuedFaults.get(operation) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    always: (operation, fault) => {
      if (fault === null) persistentFaults.delete(operation);
      else persistentFaults.set(operation, fault);
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function parseOperation({ method, headers }: IncomingMessage, url: URL): BlobOperation {
  const path = url.pathname.replace(/^\/api\/blob/, '');
  if (path === url.pathname) {
    if (method === 'GET' || method === 'HEAD') return 'read';
    throw new BlobError(405, 'method_not_allowed');
  }
  const action = headers['x-mpu-action'];
  if (method === 'POST' && path === '/mpu' && (action === 'create' || action === 'upload' || action === 'complete')) return action;
  if (method === 'POST' && path === '/delete') return 'delete';
  if (method === 'POST' && path === '/signed-token') return 'sign';
  if (method === 'PUT' && path === '/') return 'put';
  if (method === 'GET' && path === '' && url.searchParams.has('url')) return 'head';
  throw new BlobError(404, 'not_found');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const announced = request.headers['content-length'];
  if (announced !== undefined && bytes.byteLength !== Number(announced)) throw new BlobError(400, 'bad_request', 'the body broke off');
  return bytes;
}
