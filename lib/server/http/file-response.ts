import 'server-only';
import { createHash } from 'node:crypto';
import type { ByteRange, Storage, StorageKey, StoredFile } from '@/lib/server/storage/storage';
import { AppError } from './app-error';

/** Serves stored files over HTTP: complete, one byte range, or headers only (RFC 9110, section 14). */

export interface FileResponseOptions {
  readonly storage: Pick<Storage, 'stat' | 'read'>;
  readonly key: StorageKey;
  /** Overrides the stored content type. */
  readonly contentType?: string;
  /** File name for the download; any text, because it is escaped here. */
  readonly fileName?: string;
  readonly disposition?: 'inline' | 'attachment';
  /** Default `private, no-cache`: cached by the browser only and revalidated on each use. */
  readonly cacheControl?: string;
}

/**
 * Handles GET and HEAD. Requests for several ranges get the complete file, which the RFC allows.
 * @throws {AppError} `not-found` if the file does not exist.
 */
export async function fileResponse(request: Request, options: FileResponseOptions): Promise<Response> {
  const { storage, key } = options;
  const file = await storage.stat(key);
  if (file === null) throw new AppError('not-found', 'this file is not there');
  const etag = toEtag(key, file);
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'cache-control': options.cacheControl ?? 'private, no-cache',
    'content-disposition': contentDisposition(options.disposition ?? 'inline', options.fileName),
    'content-type': options.contentType ?? file.contentType,
    etag,
    'x-content-type-options': 'nosniff',
  });
  if (includesEtag(request.headers.get('if-none-match'), etag)) {
    headers.delete('content-disposition');
    headers.delete('content-type');
    return new Response(null, { status: 304, headers });
  }
  const range = getRequestedRange(request, file.byteSize, etag);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.byteSize}`);
    headers.delete('content-disposition');
    headers.delete('content-type');
    return new Response(null, { status: 416, headers });
  }
  const start = range?.start ?? 0;
  const length = range === null ? file.byteSize : range.end - range.start + 1;
  headers.set('content-length', String(length));
  if (range !== null) headers.set('content-range', `bytes ${range.start}-${range.end}/${file.byteSize}`);
  const status = range === null ? 200 : 206;
  if (request.method === 'HEAD' || length === 0) return new Response(null, { status, headers });
  return new Response(await storage.read(key, { start, end: start + length - 1 }), { status, headers });
}

/** Keys are never reused for other bytes, so key and size identify the content. */
function toEtag(key: StorageKey, file: StoredFile): string {
  return `"${createHash('sha256').update(`${key}\n${file.byteSize}`).digest('base64url').slice(0, 22)}"`;
}

function includesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === etag);
}

function getRequestedRange(request: Request, byteSize: number, etag: string): ByteRange | null | 'unsatisfiable' {
  // `If-Range`: sends a range only if the browser's copy is the same file, else the complete file.
  const ifRange = request.headers.get('if-range');
  if (ifRange !== null && ifRange.trim() !== etag) return null;
  return parseRange(request.headers.get('range'), byteSize);
}

/**
 * Parses a `Range` header. `null`: absent or ignored (another unit, several ranges, invalid). `unsatisfiable`: a
 * single range outside the file.
 */
export function parseRange(header: string | null, byteSize: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '');
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), byteSize);
    return length === 0 ? 'unsatisfiable' : { start: byteSize - length, end: byteSize - 1 };
  }
  const start = Number(first);
  const end = last === '' ? byteSize - 1 : Math.min(Number(last), byteSize - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= byteSize ? 'unsatisfiable' : { start, end };
}

/**
 * RFC 6266: an ASCII name for old clients and the UTF-8 name. The name is escaped, so it cannot inject headers or
 * paths.
 */
export function contentDisposition(disposition: 'inline' | 'attachment', fileName?: string): string {
  const name = fileName
    ?.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/[/\\]/g, '_')
    .trim();
  if (name === undefined || name === '') return disposition;
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_');
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
