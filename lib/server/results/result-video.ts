import 'server-only';
import type { ConcurrencyLimiter } from '@/lib/server/auth/types';
import type { JobRecord } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { contentDisposition } from '@/lib/server/http/file-response';
import type { SafeFetch, SafeFetchResponse } from '@/lib/server/http/safe-fetch';
import { type FileRecipient, storedFileResponse } from '@/lib/server/http/stored-file-response';
import { getResultKey } from '@/lib/server/jobs/job-files';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { ByteRange, Storage } from '@/lib/server/storage/storage';
import { VIDEO_CONTENT_TYPES } from './copy-video';

/** `GET /api/advanced-lip-sync/{jobId}/video`: streams the result from our own copy, or from upstream until the copy exists. */

const MAX_BYTE_SIZE = 1_000_000_000;
/** Timeout of the whole stream: a viewer may read a result as slowly as it plays. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Each stream holds a connection to upstream while the client reads. A player opens one or two at a time. Share-link viewers of a job have
 * a separate limit, so that they never block its editor.
 */
const MAX_PROXIED_PER_JOB = 6;
const MAX_PROXIED_TOTAL = 36;

export interface ResultVideoDeps {
  readonly concurrencyLimiter: Pick<ConcurrencyLimiter, 'acquireKey'>;
  readonly storage: Storage;
  readonly safeFetch: SafeFetch;
  readonly log: Log;
}

/** @throws {AppError} `not-found` if there is no playable result; `rate-limited` if too many streams are open; upstream fetch errors. */
export async function resultVideoResponse(
  deps: ResultVideoDeps,
  job: JobRecord,
  request: Request,
  recipient: FileRecipient = 'editor',
): Promise<Response> {
  if (job.status !== 'succeeded') throw new AppError('not-found', 'this job has no result yet');
  if (job.resultDeletedAtMs !== null) throw new AppError('not-found', 'this result was deleted');
  const download = new URL(request.url).searchParams.get('download');
  const disposition = download === null ? 'inline' : 'attachment';
  const fileName = getFileName(job, download ?? '');
  if (await isArchived(deps, job)) {
    return storedFileResponse(request, {
      storage: deps.storage,
      key: getResultKey(job.jobId),
      contentType: 'video/mp4',
      disposition,
      fileName,
      recipient,
    });
  }
  if (job.resultUrl === null) throw new AppError('not-found', 'this result is no longer there');
  const headers = {
    'cache-control': 'private, no-store',
    'content-disposition': contentDisposition(disposition, fileName),
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  };
  // Defer the upstream request until the client reads; the length is known with the first byte.
  if (request.method === 'HEAD') return new Response(null, { headers });
  const slots = [deps.concurrencyLimiter.acquireKey(`passed on to ${recipient} ${job.jobId}`, MAX_PROXIED_PER_JOB)];
  const release = () => {
    for (const slot of slots.splice(0)) slot.release();
  };
  try {
    slots.push(deps.concurrencyLimiter.acquireKey('passed on', MAX_PROXIED_TOTAL));
    return await proxyVideo(deps.safeFetch, job.resultUrl, request, { headers, onEnd: release });
  } catch (error) {
    release();
    throw error;
  }
}

/** @returns whether our copy can be read. If the storage is unavailable, the result is streamed from upstream while upstream has it. */
async function isArchived({ storage, log }: ResultVideoDeps, job: JobRecord): Promise<boolean> {
  if (job.archive.archivedAtMs === null) return false;
  try {
    return (await storage.stat(getResultKey(job.jobId))) !== null;
  } catch (error) {
    log({ event: 'result-not-read', jobId: job.jobId, error: describeError(error) });
    if (job.resultUrl === null) throw error;
    return false;
  }
}

/** The requested file name, or one derived from the video's name: `interview.mov` → `interview lip-sync.mp4`. */
function getFileName(job: JobRecord, requestedName: string): string {
  const stem = (name: string) => name.replace(/\.[a-z0-9]{1,5}$/i, '').trim();
  const requestedStem = stem(requestedName.slice(0, 120));
  return `${requestedStem !== '' ? requestedStem : `${stem(job.videoName ?? '') || 'video'} lip-sync`}.mp4`;
}

interface ProxyOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Called once when the stream ends, for any reason. */
  readonly onEnd: () => void;
}

async function proxyVideo(
  safeFetch: SafeFetch,
  url: string,
  request: Request,
  { headers: baseHeaders, onEnd }: ProxyOptions,
): Promise<Response> {
  const range = parseOpenRange(request.headers.get('range'));
  const options = { maxByteSize: MAX_BYTE_SIZE, timeoutMs: TIMEOUT_MS, acceptTypes: VIDEO_CONTENT_TYPES, signal: request.signal };
  let response: SafeFetchResponse;
  try {
    response = await safeFetch.get(url, { ...options, ...(range === null ? {} : { range }) });
  } catch (error) {
    // Upstream's store rejected the range; a full response is always valid.
    if (range === null || !(error instanceof AppError) || error.code !== 'upstream-invalid-response') throw error;
    response = await safeFetch.get(url, options);
  }
  const headers = new Headers(baseHeaders);
  if (response.byteSize !== null) headers.set('content-length', String(response.byteSize));
  if (response.contentRange !== null) headers.set('content-range', response.contentRange);
  return new Response(withEndCallback(response.body, onEnd), { status: response.status, headers });
}

function withEndCallback(body: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          onEnd();
          controller.close();
        } catch (error) {
          onEnd();
          throw error;
        }
      },
      async cancel(reason) {
        onEnd();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Supports one range with a start. For a suffix range or several ranges, the full file is returned, which RFC 9110 allows. */
function parseOpenRange(header: string | null): ByteRange | null {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return null;
  const start = Number(match[1]);
  const end = match[2] === '' ? MAX_BYTE_SIZE - 1 : Number(match[2]);
  return end < start ? null : { start, end };
}
