/** The files that the simulator stores and serves, under its URLs. */

import { drawPortrait } from './portrait';
import type { Records } from './records';
import { newUpstreamId } from './records';
import { invalidParameterError, missingResourceError, Rejection } from './responses';
import { FILE_LIFETIME_MS, MAX_UPLOAD_BYTES } from './rules';
import type { ReadableFile, SimulatorFiles } from './types';

type FileKey = Parameters<SimulatorFiles['read']>[0];

export const FILES_PATH = '/files/';
const UPLOAD_PATH = /^\/files\/uploads\/(\d{18})(\.[a-z0-9]{1,5})?$/;
const RESULT_PATH = /^\/files\/results\/(\d{18})\.mp4$/;
const PARENT_PATH = /^\/files\/parents\/(\d{18})\.mp4$/;
const FACE_PATH = /^\/files\/faces\/(\d{1,9})\.png$/;
/** Overhead of a form around its file. */
const MAX_FORM_OVERHEAD_BYTES = 10_000;

const uploadKey = (id: string): FileKey => `inputs/simulator-${id}`;
export const voiceKey = (taskId: string): FileKey => `inputs/simulator-voice-${taskId}`;
export const resultKey = (taskId: string): FileKey => `results/simulator-${taskId}`;

export interface FileServerOptions {
  readonly files: SimulatorFiles;
  readonly records: Pick<Records, 'findTask'>;
  readonly now: () => number;
  /** Origin of its URLs. */
  readonly origin: () => string;
  /** Files at other URLs; `null` if not found. */
  readonly resolveExternalUrl: (url: string) => Promise<ReadableFile | null>;
}

export interface FileServer {
  readonly portraitUrl: (portrait: number) => string;
  readonly resultUrl: (taskId: string) => string;
  /** URL of a task's source video, while it can be fetched. */
  readonly parentUrl: (taskId: string) => string;
  /** The file at a URL of the simulator or of another host. */
  open(url: string): Promise<ReadableFile | null>;
  /** Stores a form's `file`. @returns its URL. */
  storeUpload(request: Request): Promise<string>;
  serve(request: Request, path: string): Promise<Response>;
}

export function createFileServer({ files, records, now, origin, resolveExternalUrl }: FileServerOptions): FileServer {
  async function isExpired(taskId: string): Promise<boolean> {
    const task = await records.findTask(taskId);
    return task === null || now() - task.createdAtMs > FILE_LIFETIME_MS;
  }

  async function getFileKey(path: string): Promise<FileKey | null> {
    const upload = UPLOAD_PATH.exec(path)?.[1];
    if (upload !== undefined) return uploadKey(upload);
    const taskId = RESULT_PATH.exec(path)?.[1];
    return taskId === undefined || (await isExpired(taskId)) ? null : resultKey(taskId);
  }

  async function open(url: string): Promise<ReadableFile | null> {
    const parsed = URL.parse(url);
    if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return null;
    if (parsed.origin !== origin()) return resolveExternalUrl(url);
    const key = await getFileKey(parsed.pathname);
    return key === null ? null : openFile(files, key);
  }

  async function openParent(taskId: string): Promise<ReadableFile> {
    const task = (await isExpired(taskId)) ? null : await records.findTask(taskId);
    const video = task === null ? null : await open(task.video.videoUrl);
    if (video === null) throw missingResourceError('The file does not exist');
    return video;
  }

  return {
    portraitUrl: (portrait) => `${origin()}/files/faces/${portrait}.png`,
    resultUrl: (taskId) => `${origin()}/files/results/${taskId}.mp4`,
    parentUrl: (taskId) => `${origin()}/files/parents/${taskId}.mp4`,

    open,

    async storeUpload(request) {
      const file = await readUploadedFile(request);
      const id = newUpstreamId();
      const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
      await files.write(uploadKey(id), file.stream(), contentType);
      const extension = /\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0].toLowerCase() ?? '';
      return `${origin()}/files/uploads/${id}${extension}`;
    },

    async serve(request, path) {
      const portrait = FACE_PATH.exec(path)?.[1];
      if (portrait !== undefined) return bytesResponse(request, drawPortrait(Number(portrait)), 'image/png');
      const parent = PARENT_PATH.exec(path)?.[1];
      if (parent !== undefined) {
        const video = await openParent(parent);
        return rangeResponse(request, video.byteSize, 'video/mp4', async (range) => toStream(video, range));
      }
      const key = await getFileKey(path);
      const stored = key === null ? null : await files.stat(key);
      if (key === null || stored === null) throw missingResourceError('The file does not exist');
      return rangeResponse(request, stored.byteSize, stored.contentType, (range) => files.read(key, range));
    },
  };
}

/** Buffered by the form parser; 100 MB at most. */
async function readUploadedFile(request: Request): Promise<File> {
  const tooLarge = () => new Rejection(413, 1201, 'The file is larger than 100 MB');
  if (Number(request.headers.get('content-length') ?? 0) > MAX_UPLOAD_BYTES + MAX_FORM_OVERHEAD_BYTES) throw tooLarge();
  const form = await request.formData().catch(() => null);
  const file = form?.get('file');
  if (!(file instanceof File)) throw invalidParameterError('file', 'is missing from the form');
  if (file.size > MAX_UPLOAD_BYTES) throw tooLarge();
  return file;
}

export async function openFile(files: SimulatorFiles, key: FileKey): Promise<ReadableFile | null> {
  const stored = await files.stat(key);
  if (stored === null) return null;
  return {
    byteSize: stored.byteSize,
    read: async (range) => new Uint8Array(await new Response(await files.read(key, range)).arrayBuffer()),
  };
}

const CHUNK_BYTES = 256 * 1024;

function toStream(file: ReadableFile, { start, end }: { readonly start: number; readonly end: number }): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream(
    {
      async pull(controller) {
        if (at > end) {
          controller.close();
          return;
        }
        const chunk = await file.read({ start: at, end: Math.min(end, at + CHUNK_BYTES - 1) });
        at += chunk.byteLength;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

function bytesResponse(request: Request, bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<Response> {
  return rangeResponse(request, bytes.byteLength, contentType, async ({ start, end }) => new Response(bytes.slice(start, end + 1)).body);
}

/** GET and HEAD, whole or one range (RFC 9110, section 14). */
async function rangeResponse(
  request: Request,
  byteSize: number,
  contentType: string,
  read: (range: { readonly start: number; readonly end: number }) => Promise<ReadableStream<Uint8Array> | null>,
): Promise<Response> {
  const headers = new Headers({ 'accept-ranges': 'bytes', 'content-type': contentType });
  const range = parseRange(request.headers.get('range'), byteSize);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${byteSize}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: byteSize - 1 };
  headers.set('content-length', String(end - start + 1));
  if (range !== null) headers.set('content-range', `bytes ${start}-${end}/${byteSize}`);
  const body = request.method === 'HEAD' ? null : await read({ start, end });
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

function parseRange(header: string | null, byteSize: number): { start: number; end: number } | null | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === undefined) return null;
  const start = Number(first);
  const end = last ? Math.min(Number(last), byteSize - 1) : byteSize - 1;
  return start > end ? 'unsatisfiable' : { start, end };
}
