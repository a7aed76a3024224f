import 'server-only';
import { AppError } from './app-error';
import type { Egress } from './egress';
import type { JobRecord, JobRecords } from './ledger/port';
import { describeError, type Log } from './log';
import type { Storage, StorageKey } from './storage/port';

/**
 * Copies a result into our own storage, because upstream deletes it after 30 days. Leased, so that one process copies;
 * idempotent, so that a crash at any point costs only another copy.
 */

/** A result is the clip again: 100 MB in, and room for an encoder that spends more. */
const MAX_BYTE_SIZE = 1_000_000_000;
const TIMEOUT_MS = 10 * 60_000;
const LEASE_MS = TIMEOUT_MS + 60_000;
const FIRST_PAUSE_MS = 30_000;
const MAX_PAUSE_MS = 6 * 60 * 60_000;

/** What stores and CDNs call a video. */
export const RESULT_TYPES = ['video/', 'application/mp4', 'application/octet-stream', 'binary/octet-stream'];

export function resultKey(jobId: string): StorageKey {
  return `results/${jobId}`;
}

export interface ArchiveDeps {
  readonly ledger: Pick<JobRecords, 'claimArchive' | 'recordArchived' | 'postponeArchive'>;
  readonly storage: Storage;
  readonly egress: Egress;
  readonly log: Log;
  readonly now: () => number;
}

export function isArchiveDue(job: JobRecord, nowMs: number): boolean {
  const { archivedAtMs, leaseUntilMs } = job.archive;
  return job.status === 'succeeded' && job.resultUrl !== null && archivedAtMs === null && (leaseUntilMs ?? 0) <= nowMs;
}

/** Copies one result, where that is due and nobody else is at it. Never throws; a failure is tried again later. */
export async function archiveResult(deps: ArchiveDeps, job: JobRecord): Promise<void> {
  const { ledger, storage, log, now } = deps;
  const { jobId, resultUrl } = job;
  if (resultUrl === null || !isArchiveDue(job, now())) return;
  try {
    if (!(await ledger.claimArchive(jobId, now(), now() + LEASE_MS))) return;
    try {
      // A copy that was whole when its process died is only not recorded yet.
      if ((await storage.stat(resultKey(jobId))) === null) await copy(deps, resultUrl, resultKey(jobId));
      await ledger.recordArchived(jobId, now());
    } catch (error) {
      const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(job.archive.attempts, 20));
      log({ event: 'result-not-copied', jobId, attempt: job.archive.attempts + 1, error: describeError(error) });
      await ledger.postponeArchive(jobId, now() + pauseMs);
    }
  } catch (error) {
    log({ event: 'archive-failed', jobId, error: describeError(error) });
  }
}

async function copy({ egress, storage }: ArchiveDeps, url: string, key: StorageKey): Promise<void> {
  const answer = await egress.get(url, { maxByteSize: MAX_BYTE_SIZE, timeoutMs: TIMEOUT_MS, acceptTypes: RESULT_TYPES });
  // `egress` fails where fewer bytes come than were announced, and then `write` leaves nothing behind.
  await storage.write(key, answer.body.pipeThrough(videoOnly()), 'video/mp4');
}

/** Lets an MP4 or MOV pass (both begin with a box whose name stands in bytes 4 to 8) and nothing else, such as an error page that calls itself a video. */
function videoOnly(): TransformStream<Uint8Array, Uint8Array> {
  const boxes = ['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip'];
  let head = new Uint8Array(0);
  let isKnown = false;
  const refuse = () => new AppError('upstream-unintelligible', 'the result is no MP4 or MOV file');
  return new TransformStream({
    transform(chunk, controller) {
      if (isKnown) {
        controller.enqueue(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.byteLength < 8) return;
      if (!boxes.includes(Buffer.from(head.subarray(4, 8)).toString('latin1'))) throw refuse();
      isKnown = true;
      controller.enqueue(head);
    },
    flush() {
      if (!isKnown) throw refuse();
    },
  });
}
