import 'server-only';
import type { ConcurrencyLimiter } from '@/lib/server/auth/types';
import type { JobRecord } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { contentDisposition } from '@/lib/server/http/file-response';
import type { SafeFetch, SafeFetchResponse } from '@/lib/server/http/safe-fetch';
import { type FileRecipient, storedFileResponse } from '@/lib/server/http/stored-file-response';
import { getResultKey } from '@/lib/server/jobs/job-files';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { ByteRange, Storage } from '@/lib/server/storage/types';
import { VIDEO_CONTENT_TYPES } from './copy-video';

/** `GET /api/advanced-lip-sync/{jobId}/video`: the result's bytes from our own copy, or, until there is one, passed on from upstream. */

const MAX_BYTE_SIZE = 1_000_000_000;
/** For all of it: a viewer may read a result as slowly as it plays. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Each is a connection of ours to upstream for as long as somebody reads. A player has one or two open at a time; of a job, those who hold
 * a link are counted apart, so that none of them keeps its editor waiting.
 */
const MAX_PROXIED_PER_JOB = 6;
const MAX_PROXIED_TOTAL = 36;

export interface ResultVideoDeps {
  readonly concurrencyLimiter: Pick<ConcurrencyLimiter, 'acquireKey'>;
  readonly storage: Storage;
  readonly safeFetch: SafeFetch;
  readonly log: Log;
}

/** @throws {AppError} `not-found` while there is nothing to play; `rate-limited` where too much is being passed on; what fetching from upstream met. */
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
  // Upstream is not asked for what nobody reads: how long it is will be said with its first byte.
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

/** Whether our copy can be read. A store that is away is no reason to show nothing, as long as upstream has the result too. */
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

/** What was asked for, else the clip's own name: `interview.mov` → `interview lip-sync.mp4`. */
function getFileName(job: JobRecord, requestedName: string): string {
  const stem = (name: string) => name.replace(/\.[a-z0-9]{1,5}$/i, '').trim();
  const requestedStem = stem(requestedName.slice(0, 120));
  return `${requestedStem !== '' ? requestedStem : `${stem(job.videoName ?? '') || 'video'} lip-sync`}.mp4`;
}

interface ProxyOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Once nothing more is read, for whatever reason. */
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
    // A range that upstream's store does not like; the whole is always right.
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

/** One range with a start; for a suffix or several, the whole is answered, which RFC 9110 allows. */
function parseOpenRange(header: string | null): ByteRange | null {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return null;
  const start = Number(match[1]);
  const end = match[2] === '' ? MAX_BYTE_SIZE - 1 : Number(match[2]);
  return end < start ? null : { start, end };
}
