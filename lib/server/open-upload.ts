import 'server-only';
import type { UploadRequest, UploadTicket } from '@/lib/contracts/upload';
import { VIDEO_LIMITS } from '@/lib/domain/video';
import { AppError } from './app-error';
import type { UploadRecords } from './ledger/port';
import { newId } from './new-id';

/** Where the browser may send a file's bytes, given before any are sent: what can be refused by now costs nobody an upload. */

/** Long enough for a slow line and a night's sleep over it. */
const TICKET_LIFETIME_MS = 24 * 60 * 60 * 1000;

const ENDINGS = new Set(['mp4', 'm4v', 'mov', 'qt']);
const CONTENT_TYPES = new Set(['video/mp4', 'video/x-m4v', 'video/quicktime', 'application/octet-stream']);

export interface OpenUploadDeps {
  readonly ledger: Pick<UploadRecords, 'insertUpload'>;
  readonly now: () => number;
}

/** @throws {AppError} `malformed` for an empty file, `too-large`, `wrong-type` where neither name nor type promises MP4 or MOV. */
export async function openUpload(deps: OpenUploadDeps, editorId: string, request: UploadRequest): Promise<UploadTicket> {
  const { byteSize } = request;
  if (byteSize === 0) throw new AppError('malformed', 'this file is empty');
  if (byteSize > VIDEO_LIMITS.maxByteSize) throw tooLarge(byteSize);
  if (!mayBeVideo(request)) {
    throw new AppError('wrong-type', 'this file is neither an MP4 nor a MOV video', {
      issues: [{ code: 'video-container', severity: 'error' }],
    });
  }
  const nowMs = deps.now();
  const uploadId = newId();
  const expiresAtMs = nowMs + TICKET_LIFETIME_MS;
  await deps.ledger.insertUpload({
    uploadId,
    editorId,
    fileName: shownName(request.fileName),
    byteSize,
    contentType: request.contentType,
    createdAtMs: nowMs,
    expiresAtMs,
  });
  return {
    uploadId,
    method: 'PUT',
    url: `/api/uploads/${uploadId}`,
    // Not the file's own type, which is any text: what it is, its bytes will say.
    headers: { 'content-type': 'application/octet-stream' },
    expiresAt: new Date(expiresAtMs).toISOString(),
  };
}

export function tooLarge(byteSize: number): AppError {
  const { maxByteSize } = VIDEO_LIMITS;
  return new AppError('too-large', 'this file is larger than 100 MB', {
    issues: [{ code: 'video-too-large', severity: 'error', byteSize, maxByteSize }],
  });
}

/** Gently: one hint is enough, because systems mislabel files; the bytes are judged when they come. */
function mayBeVideo({ fileName, contentType }: UploadRequest): boolean {
  const ending = /\.([^.]*)$/.exec(fileName)?.[1]?.trim().toLowerCase() ?? '';
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return ENDINGS.has(ending) || CONTENT_TYPES.has(type);
}

/** The editor's own name, as it is shown back: no path, and nothing that a screen would not show or would show backwards. */
function shownName(fileName: string): string {
  const name = fileName
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
  return name === '' ? 'video' : name;
}
