import 'server-only';
import type { AtOnce } from './access/port';
import { AppError } from './app-error';
import { contentDisposition } from './byte-range';
import { VIDEO_TYPES } from './copy-video';
import type { Egress, EgressAnswer } from './egress';
import { resultKey } from './job-files';
import type { JobRecord } from './ledger/port';
import { describeError, type Log } from './log';
import type { ByteRange, Storage } from './storage/port';
import { type Holder, storedFileResponse } from './stored-file';

/** `GET /api/advanced-lip-sync/{jobId}/video`: the result's bytes from our own copy, or, until there is one, passed on from upstream. */

const MAX_BYTE_SIZE = 1_000_000_000;
/** For all of it: a viewer may read a result as slowly as it plays. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Each is a connection of ours to upstream for as long as somebody reads. A player has one or two open at a time; of a job, those who hold
 * a link are counted apart, so that none of them keeps its editor waiting.
 */
const PASSED_ON_OF_A_JOB = 6;
const PASSED_ON_IN_ALL = 36;

export interface ResultVideoDeps {
  readonly atOnce: Pick<AtOnce, 'holdOne'>;
  readonly storage: Storage;
  readonly egress: Egress;
  readonly log: Log;
}

/** @throws {AppError} `not-found` while there is nothing to play; `slow-down` where too much is being passed on; what fetching from upstream met. */
export async function resultVideo(deps: ResultVideoDeps, job: JobRecord, request: Request, holder: Holder = 'editor'): Promise<Response> {
  if (job.status !== 'succeeded') throw new AppError('not-found', 'this job has no result yet');
  if (job.resultDeletedAtMs !== null) throw new AppError('not-found', 'this result was deleted');
  const download = new URL(request.url).searchParams.get('download');
  const disposition = download === null ? 'inline' : 'attachment';
  const fileName = fileNameFor(job, download ?? '');
  if (await isHere(deps, job)) {
    return storedFileResponse(request, {
      storage: deps.storage,
      key: resultKey(job.jobId),
      contentType: 'video/mp4',
      disposition,
      fileName,
      holder,
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
  const places = [deps.atOnce.holdOne(`passed on to ${holder} ${job.jobId}`, PASSED_ON_OF_A_JOB)];
  const release = () => {
    for (const place of places.splice(0)) place.release();
  };
  try {
    places.push(deps.atOnce.holdOne('passed on', PASSED_ON_IN_ALL));
    return await passOn(deps.egress, job.resultUrl, request, { headers, onEnd: release });
  } catch (error) {
    release();
    throw error;
  }
}

/** Whether our copy can be read. A store that is away is no reason to show nothing, as long as upstream has the result too. */
async function isHere({ storage, log }: ResultVideoDeps, job: JobRecord): Promise<boolean> {
  if (job.archive.archivedAtMs === null) return false;
  try {
    return (await storage.stat(resultKey(job.jobId))) !== null;
  } catch (error) {
    log({ event: 'result-not-read', jobId: job.jobId, error: describeError(error) });
    if (job.resultUrl === null) throw error;
    return false;
  }
}

/** What was asked for, else the clip's own name: `interview.mov` → `interview lip-sync.mp4`. */
function fileNameFor(job: JobRecord, wanted: string): string {
  const stem = (name: string) => name.replace(/\.[a-z0-9]{1,5}$/i, '').trim();
  const own = stem(wanted.slice(0, 120));
  return `${own !== '' ? own : `${stem(job.videoName ?? '') || 'video'} lip-sync`}.mp4`;
}

interface PassOnOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Once nothing more is read, for whatever reason. */
  readonly onEnd: () => void;
}

async function passOn(egress: Egress, url: string, request: Request, { headers: given, onEnd }: PassOnOptions): Promise<Response> {
  const range = openRange(request.headers.get('range'));
  const options = { maxByteSize: MAX_BYTE_SIZE, timeoutMs: TIMEOUT_MS, acceptTypes: VIDEO_TYPES, signal: request.signal };
  let answer: EgressAnswer;
  try {
    answer = await egress.get(url, { ...options, ...(range === null ? {} : { range }) });
  } catch (error) {
    // A range that upstream's store does not like; the whole is always right.
    if (range === null || !(error instanceof AppError) || error.code !== 'upstream-unintelligible') throw error;
    answer = await egress.get(url, options);
  }
  const headers = new Headers(given);
  if (answer.byteSize !== null) headers.set('content-length', String(answer.byteSize));
  if (answer.contentRange !== null) headers.set('content-range', answer.contentRange);
  return new Response(withEnd(answer.body, onEnd), { status: answer.status, headers });
}

function withEnd(body: ReadableStream<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
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
function openRange(header: string | null): ByteRange | null {
  const found = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (found === null) return null;
  const start = Number(found[1]);
  const end = found[2] === '' ? MAX_BYTE_SIZE - 1 : Number(found[2]);
  return end < start ? null : { start, end };
}
