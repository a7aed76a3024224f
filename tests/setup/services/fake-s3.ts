/**
 * A fake S3 server on loopback. It verifies every Signature Version 4 (in headers and in presigned URLs, including expiry) and supports
 * objects, ranges, resumable multipart uploads and CORS. Faults can be injected: errors, timeouts and broken connections.
 */

import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const S3_CREDENTIALS = { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'stand/in+secret' } as const;
export const S3_REGION = 'eu-test-1';
export const S3_BUCKET = 'clips';

/** S3's minimum for every part but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_SKEW_MS = 15 * 60 * 1000;

export type S3Operation =
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'ListParts'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload';

export type S3Fault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  /** Never responds. */
  | { readonly kind: 'silent' }
  /** Accepts the request and destroys the connection. */
  | { readonly kind: 'break' }
  /** Applies the operation, then destroys the connection instead of responding. */
  | { readonly kind: 'lose' }
  /** Sends `afterBytes` bytes of the body, then destroys the connection. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Responds 200 with an error as the body. */
  | { readonly kind: 'late'; readonly code: string };

interface StoredObject {
  readonly bytes: Buffer;
  readonly contentType: string;
}

interface Multipart {
  readonly key: string;
  readonly contentType: string;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
}

export interface FakeS3 {
  readonly origin: string;
  readonly endpoint: string;
  readonly objects: ReadonlyMap<string, StoredObject>;
  readonly uploads: ReadonlyMap<string, Multipart>;
  /** @returns how many authenticated requests an operation has received. */
  readonly calls: (operation: S3Operation) => number;
  readonly next: (operation: S3Operation, fault: S3Fault, times?: number) => void;
  readonly always: (operation: S3Operation | 'any', fault: S3Fault | null) => void;
  /** Allows an origin in CORS. */
  readonly allowOrigin: (origin: string) => void;
  readonly stop: () => Promise<void>;
}

class S3Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export async function startFakeS3({ now = Date.now }: { readonly now?: () => number } = {}): Promise<FakeS3> {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Multipart>();
  const callCounts = new Map<S3Operation, number>();
  const queuedFaults = new Map<S3Operation, S3Fault[]>();
  const persistentFaults = new Map<S3Operation | 'any', S3Fault>();
  const origins = new Set<string>();
  let uploadCount = 0;

  const server = createServer((request, response) => {
    void respond(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return void response.destroy();
      const { status, code } = error instanceof S3Error ? error : new S3Error(500, 'InternalError');
      // Drains the request body, which would otherwise keep the connection open.
      request.resume();
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        request.method === 'HEAD'
          ? undefined
          : `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>fake S3 error</Message></Error>`,
      );
    });
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Some S3 servers read `+` in a query literally, not as a space.
    const url = new URL((request.url ?? '/').replaceAll('+', '%2B'), `http://${request.headers.host}`);
    const { origin } = request.headers;
    if (origin !== undefined && origins.has(origin)) response.setHeader('access-control-allow-origin', origin);
    if (request.method === 'OPTIONS') return preflight(request, response);
    const [bucket, ...rest] = decodeURIComponent(url.pathname).slice(1).split('/');
    const key = rest.join('/');
    const operation = parseOperation(request.method ?? 'GET', url.searchParams);
    checkSignature(request, url);
    if (bucket !== S3_BUCKET) throw new S3Error(404, 'NoSuchBucket');
    callCounts.set(operation, (callCounts.get(operation) ?? 0) + 1);
    const fault = queuedFaults.get(operation)?.shift() ?? persistentFaults.get(operation) ?? persistentFaults.get('any');
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'break') return void request.socket.destroy();
    if (fault?.kind === 'refuse') throw new S3Error(fault.status, fault.code);
    if (fault?.kind === 'late') {
      await readBody(request);
      response.writeHead(200, { 'content-type': 'application/xml' });
      return void response.end(`<?xml version="1.0"?><Error><Code>${fault.code}</Code></Error>`);
    }
    if (fault?.kind === 'lose') {
      await operate(operation, key, url.searchParams, request, null);
      return void request.socket.destroy();
    }
    await operate(operation, key, url.searchParams, request, response, fault?.kind === 'cut' ? fault.afterBytes : undefined);
  }

  function preflight(request: IncomingMessage, response: ServerResponse): void {
    const allowed = origins.has(request.headers.origin ?? '');
    response.writeHead(allowed ? 200 : 403, {
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': String(request.headers['access-control-request-headers'] ?? ''),
    });
    response.end();
  }

  function uploadOf(query: URLSearchParams, key: string): Multipart {
    const upload = uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined || upload.key !== key) throw new S3Error(404, 'NoSuchUpload');
    return upload;
  }

  async function operate(
    operation: S3Operation,
    key: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse | null,
    truncateAfterBytes?: number,
  ): Promise<void> {
    const end = (status: number, headers: Record<string, string> = {}, body?: string | Buffer) => {
      response?.writeHead(status, headers);
      response?.end(body);
    };
    const xml = (body: string) => end(200, { 'content-type': 'application/xml' }, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
    const contentType = request.headers['content-type'] ?? 'binary/octet-stream';
    switch (operation) {
      case 'PutObject': {
        const bytes = await readBody(request);
        objects.set(key, { bytes, contentType });
        return end(200, { etag: `"${md5(bytes)}"` });
      }
      case 'GetObject':
      case 'HeadObject': {
        const object = objects.get(key);
        if (object === undefined) throw new S3Error(404, 'NoSuchKey');
        return sendObject(object, query, request, response, truncateAfterBytes);
      }
      case 'DeleteObject':
        objects.delete(key);
        return end(204);
      case 'CreateMultipartUpload': {
        uploadCount += 1;
        // Contains characters that need escaping in URLs and in XML.
        const uploadId = `up/${uploadCount}+&=~`;
        uploads.set(uploadId, { key, contentType, parts: new Map() });
        return xml(
          `<InitiateMultipartUploadResult><Bucket>${S3_BUCKET}</Bucket><Key>${key}</Key><UploadId>${uploadId.replace('&', '&amp;')}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      case 'UploadPart': {
        const upload = uploadOf(query, key);
        const bytes = await readBody(request);
        const etag = md5(bytes);
        upload.parts.set(Number(query.get('partNumber')), { bytes, etag });
        return end(200, { etag: `"${etag}"` });
      }
      case 'ListParts': {
        const parts = [...uploadOf(query, key).parts].sort(([a], [b]) => a - b);
        const listed = parts.map(
          ([partNumber, { bytes, etag }]) =>
            `<Part><PartNumber>${partNumber}</PartNumber><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${bytes.byteLength}</Size></Part>`,
        );
        return xml(`<ListPartsResult><MaxParts>1000</MaxParts><IsTruncated>false</IsTruncated>${listed.join('')}</ListPartsResult>`);
      }
      case 'CompleteMultipartUpload': {
        const upload = uploadOf(query, key);
        const requested = [...(await readBody(request)).toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/g)];
        const parts = requested.map(([, partNumber, etag]) => {
          const part = upload.parts.get(Number(partNumber));
          if (part === undefined || etag?.replace(/&quot;|&#34;|"/g, '') !== part.etag) throw new S3Error(400, 'InvalidPart');
          return part.bytes;
        });
        if (parts.length === 0) throw new S3Error(400, 'MalformedXML');
        if (parts.slice(0, -1).some(({ byteLength }) => byteLength < MIN_PART_BYTES)) throw new S3Error(400, 'EntityTooSmall');
        objects.set(key, { bytes: Buffer.concat(parts), contentType: upload.contentType });
        uploads.delete(query.get('uploadId') ?? '');
        return xml(
          `<CompleteMultipartUploadResult><Key>${key}</Key><ETag>&quot;x-${parts.length}&quot;</ETag></CompleteMultipartUploadResult>`,
        );
      }
      case 'AbortMultipartUpload':
        uploadOf(query, key);
        uploads.delete(query.get('uploadId') ?? '');
        return end(204);
    }
  }

  function sendObject(
    { bytes, contentType }: StoredObject,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse | null,
    truncateAfterBytes?: number,
  ): void {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = Number(range?.[1] ?? 0);
    if (range !== null && start >= bytes.byteLength) throw new S3Error(416, 'InvalidRange');
    const last = range?.[2] ? Math.min(Number(range[2]), bytes.byteLength - 1) : bytes.byteLength - 1;
    const body = bytes.subarray(start, last + 1);
    const disposition = query.get('response-content-disposition');
    response?.writeHead(range === null ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': body.byteLength,
      'content-type': query.get('response-content-type') ?? contentType,
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${last}/${bytes.byteLength}` }),
      ...(disposition === null ? {} : { 'content-disposition': disposition }),
    });
    if (request.method === 'HEAD') return void response?.end();
    if (truncateAfterBytes === undefined) return void response?.end(body);
    response?.write(body.subarray(0, truncateAfterBytes), () => response.destroy());
  }

  function checkSignature(request: IncomingMessage, url: URL): void {
    const isPresigned = url.searchParams.has('X-Amz-Signature');
    const field = (name: string) => url.searchParams.get(`X-Amz-${name}`) ?? '';
    const header = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
    const [credential = '', signedHeaders = '', signature = ''] = isPresigned
      ? [field('Credential'), field('SignedHeaders'), field('Signature')]
      : (header?.slice(1) ?? []);
    const dateTime = isPresigned ? field('Date') : String(request.headers['x-amz-date'] ?? '');
    const [accessKeyId, date, region, service, terminator] = credential.split('/');
    if (signature === '') throw new S3Error(403, 'AccessDenied');
    if (accessKeyId !== S3_CREDENTIALS.accessKeyId) throw new S3Error(403, 'InvalidAccessKeyId');
    if (date !== dateTime.slice(0, 8) || region !== S3_REGION || service !== 's3' || terminator !== 'aws4_request') {
      throw new S3Error(400, 'AuthorizationHeaderMalformed');
    }
    const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(dateTime) ?? [];
    const signedAtMs = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
    if (isPresigned) {
      const seconds = Number(field('Expires'));
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > 604_800) throw new S3Error(400, 'AuthorizationQueryParametersError');
      if (now() > signedAtMs + seconds * 1000 || signedAtMs > now() + MAX_SKEW_MS) throw new S3Error(403, 'AccessDenied');
    } else if (!(Math.abs(now() - signedAtMs) <= MAX_SKEW_MS)) throw new S3Error(403, 'RequestTimeTooSkewed');
    const names = signedHeaders.split(';');
    if (!names.includes('host')) throw new S3Error(403, 'AccessDenied');
    const query = [...url.searchParams]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .sort(([a, x], [b, y2]) => (a === b ? (x < y2 ? -1 : 1) : a < b ? -1 : 1));
    const payload = isPresigned ? 'UNSIGNED-PAYLOAD' : String(request.headers['x-amz-content-sha256'] ?? '');
    if (payload !== 'UNSIGNED-PAYLOAD') throw new S3Error(400, 'NotImplemented');
    const canonical = [
      request.method,
      decodeURIComponent(url.pathname).split('/').map(encode).join('/'),
      query.map((pair) => pair.join('=')).join('&'),
      ...names.map(
        (name) =>
          `${name}:${String(request.headers[name] ?? '')
            .trim()
            .replace(/\s+/g, ' ')}`,
      ),
      '',
      signedHeaders,
      payload,
    ].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', dateTime, `${date}/${region}/s3/aws4_request`, sha256(canonical)].join('\n');
    const key = hmac(hmac(hmac(hmac(`AWS4${S3_CREDENTIALS.secretAccessKey}`, date), region), 's3'), 'aws4_request');
    if (hmac(key, toSign).toString('hex') !== signature) throw new S3Error(403, 'SignatureDoesNotMatch');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    endpoint: origin,
    objects,
    uploads,
    calls: (operation) => callCounts.get(operation) ?? 0,
    next: (operation, fault, times = 1) => {
      queuedFaults.set(operation, [...(queuedFaults.get(operation) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    always: (operation, fault) => {
      if (fault === null) persistentFaults.delete(operation);
      else persistentFaults.set(operation, fault);
    },
    allowOrigin: (page) => void origins.add(page),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function parseOperation(method: string, query: URLSearchParams): S3Operation {
  const inUpload = query.has('uploadId');
  switch (method) {
    case 'PUT':
      return inUpload ? 'UploadPart' : 'PutObject';
    case 'GET':
      return inUpload ? 'ListParts' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return inUpload ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
      return 'CompleteMultipartUpload';
    default:
      throw new S3Error(405, 'MethodNotAllowed');
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteSize = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    byteSize += chunk.byteLength;
  }
  const announced = request.headers['content-length'];
  if (announced === undefined) throw new S3Error(411, 'MissingContentLength');
  if (byteSize !== Number(announced)) throw new S3Error(400, 'IncompleteBody');
  return Buffer.concat(chunks, byteSize);
}
