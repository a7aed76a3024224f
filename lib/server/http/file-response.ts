import 'server-only';
import { createHash } from 'node:crypto';
import type { ByteRange, Storage, StorageKey, StoredFile } from '@/lib/server/storage/types';
import { AppError } from './app-error';

/** Stored files as HTTP answers: whole, one range of them, or only their headers (RFC 9110, section 14). */

export interface FileResponseOptions {
  readonly storage: Pick<Storage, 'stat' | 'read'>;
  readonly key: StorageKey;
  /** Instead of the type that the file was stored with. */
  readonly contentType?: string;
  /** What a download is called; any text, made safe here. */
  readonly fileName?: string;
  readonly disposition?: 'inline' | 'attachment';
  /** Default `private, no-cache`: kept by the one browser, which asks each time whether it is still right. */
  readonly cacheControl?: string;
}

/**
 * Answers GET and HEAD. Several ranges in one request are answered with the whole file, which the RFC allows.
 * @throws {AppError} `not-found` when the file is not there.
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

/** Keys are never reused for other bytes, so that key and size name the content. */
function toEtag(key: StorageKey, file: StoredFile): string {
  return `"${createHash('sha256').update(`${key}\n${file.byteSize}`).digest('base64url').slice(0, 22)}"`;
}

function includesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === etag);
}

function getRequestedRange(request: Request, byteSize: number, etag: string): ByteRange | null | 'unsatisfiable' {
  // If-Range: a part only of the very file that the browser has the rest of; anything else gets the whole.
  const ifRange = request.headers.get('if-range');
  if (ifRange !== null && ifRange.trim() !== etag) return null;
  return parseRange(request.headers.get('range'), byteSize);
}

/**
 * Reads a `Range` header. `null`: none, or one that is to be ignored (another unit, several ranges, nonsense).
 * `unsatisfiable`: a single range that has no byte in the file.
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

/** RFC 6266: a plain ASCII name for old readers, and the true one in UTF-8 beside it. No header or path can be broken out of. */
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
