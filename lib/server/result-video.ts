import 'server-only';
import { AppError } from './app-error';
import { RESULT_TYPES, resultKey } from './archive-result';
import { contentDisposition, fileResponse } from './byte-range';
import type { Egress, EgressAnswer } from './egress';
import type { JobRecord } from './ledger/port';
import type { ByteRange, Storage } from './storage/port';

/** `GET /api/advanced-lip-sync/{jobId}/video`: the result's bytes from our own copy, or, until there is one, passed on from upstream. */

const MAX_BYTE_SIZE = 1_000_000_000;
/** For all of it: a viewer may read a result as slowly as it plays. */
const TIMEOUT_MS = 10 * 60_000;

export interface ResultVideoDeps {
  readonly storage: Storage;
  readonly egress: Egress;
}

/** @throws {AppError} `not-found` while there is nothing to play; what fetching from upstream met. */
export async function resultVideo(deps: ResultVideoDeps, job: JobRecord, request: Request): Promise<Response> {
  if (job.status !== 'succeeded') throw new AppError('not-found', 'this job has no result yet');
  const download = new URL(request.url).searchParams.get('download');
  const disposition = download === null ? 'inline' : 'attachment';
  const fileName = fileNameFor(job, download ?? '');
  if (job.archive.archivedAtMs !== null && (await deps.storage.stat(resultKey(job.jobId))) !== null) {
    return fileResponse(request, { storage: deps.storage, key: resultKey(job.jobId), contentType: 'video/mp4', disposition, fileName });
  }
  if (job.resultUrl === null) throw new AppError('not-found', 'this result is no longer there');
  return passOn(deps.egress, job.resultUrl, request, contentDisposition(disposition, fileName));
}

/** What was asked for, else the clip's own name: `interview.mov` → `interview lip-sync.mp4`. */
function fileNameFor(job: JobRecord, wanted: string): string {
  const stem = (name: string) => name.replace(/\.[a-z0-9]{1,5}$/i, '').trim();
  const own = stem(wanted.slice(0, 120));
  return `${own !== '' ? own : `${stem(job.videoName ?? '') || 'video'} lip-sync`}.mp4`;
}

async function passOn(egress: Egress, url: string, request: Request, disposition: string): Promise<Response> {
  const range = openRange(request.headers.get('range'));
  const options = { maxByteSize: MAX_BYTE_SIZE, timeoutMs: TIMEOUT_MS, acceptTypes: RESULT_TYPES, signal: request.signal };
  let answer: EgressAnswer;
  try {
    answer = await egress.get(url, { ...options, ...(range === null ? {} : { range }) });
  } catch (error) {
    // A range that upstream's store does not like; the whole is always right.
    if (range === null || !(error instanceof AppError) || error.code !== 'upstream-unintelligible') throw error;
    answer = await egress.get(url, options);
  }
  const headers = new Headers({
    'cache-control': 'private, no-store',
    'content-disposition': disposition,
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  });
  if (answer.byteSize !== null) headers.set('content-length', String(answer.byteSize));
  if (answer.contentRange !== null) headers.set('content-range', answer.contentRange);
  if (request.method === 'HEAD') {
    await answer.body.cancel();
    return new Response(null, { status: answer.status, headers });
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/** One range with a start; for a suffix or several, the whole is answered, which RFC 9110 allows. */
function openRange(header: string | null): ByteRange | null {
  const found = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (found === null) return null;
  const start = Number(found[1]);
  const end = found[2] === '' ? MAX_BYTE_SIZE - 1 : Number(found[2]);
  return end < start ? null : { start, end };
}
