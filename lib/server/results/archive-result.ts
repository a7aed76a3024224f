import 'server-only';
import { COPY_LEASE_MS, isLeaseExpired } from '@/lib/domain/lease';
import type { Milliseconds } from '@/lib/domain/time';
import type { CopyKind, CopyRecords } from '@/lib/server/db/records/files';
import type { CopyRecord, JobRecord, JobRecords, Mode } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import { getOriginalKey, getResultKey } from '@/lib/server/jobs/job-files';
import { getUpstreamDeletionMs } from '@/lib/server/jobs/job-response';
import { isTaskOfJob, toJobUpdate } from '@/lib/server/jobs/job-update';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { StorageKey } from '@/lib/server/storage/storage';
import type { Upstream } from '@/lib/server/upstream/types';
import { type CopyVideoDeps, copyVideo, examineCopy } from './copy-video';

/**
 * Copies a job's result into our storage, because upstream deletes it after 30 days, and also the original video if it came from a link. A
 * copy counts as saved once it is complete and plays. A lease allows one process to copy at a time; copying is idempotent, so that a crash
 * at any point costs only another check or another copy.
 */

const TIMEOUT_MS = 10 * 60_000;
/** The lease is renewed while bytes arrive. */
const LEASE_RENEWAL_INTERVAL_MS = 30_000;
const INITIAL_RETRY_DELAY_MS = 30_000;
const MAX_RETRY_DELAY_MS = 6 * 60 * 60_000;
/** Shortly before upstream deletes its copy, a copy with an unexpected length is accepted, because it is better than none. */
const LAST_CHANCE_PERIOD_MS = 7 * 24 * 60 * 60_000;

export interface ArchiveDeps extends CopyVideoDeps {
  readonly mode: Mode;
  readonly db: CopyRecords & Pick<JobRecords, 'refreshUrls'>;
  readonly upstream: Pick<Upstream, 'queryLipSync'>;
  readonly log: Log;
  readonly now: () => number;
}

interface PendingCopy {
  readonly kind: CopyKind;
  readonly url: string;
  readonly key: StorageKey;
  readonly state: CopyRecord;
  readonly expectedMs: Milliseconds | null;
}

/** @returns the files of a job that are due to be copied, the result first. */
function listPendingCopies(job: JobRecord, nowMs: number): PendingCopy[] {
  if (job.status !== 'succeeded' || job.resultDeletedAtMs !== null || nowMs >= (getUpstreamDeletionMs(job) ?? 0)) return [];
  const { jobId, resultUrl, resultDurationMs, parentVideoUrl, videoDurationMs } = job;
  const copies: readonly (Omit<PendingCopy, 'url'> & { readonly url: string | null })[] = [
    { kind: 'result', url: resultUrl, key: getResultKey(jobId), state: job.archive, expectedMs: resultDurationMs ?? videoDurationMs },
    { kind: 'original', url: parentVideoUrl, key: getOriginalKey(jobId), state: job.originalCopy, expectedMs: videoDurationMs },
  ];
  return copies.flatMap((copy) => (copy.url === null || copy.state.archivedAtMs !== null ? [] : [{ ...copy, url: copy.url }]));
}

export function isArchiveDue(job: JobRecord, nowMs: number): boolean {
  return listPendingCopies(job, nowMs).some(({ state }) => isLeaseExpired(state.leaseUntilMs, nowMs));
}

/**
 * Copies the due files of one job, unless another process holds the lease. Never throws; a failed copy is retried later.
 * @param untilMs the caller's deadline.
 */
export async function archiveResult(deps: ArchiveDeps, job: JobRecord, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
  for (const copy of listPendingCopies(job, deps.now())) {
    const timeoutMs = Math.min(TIMEOUT_MS, untilMs - deps.now());
    if (timeoutMs <= 0) return;
    try {
      await archiveCopy(deps, job, copy, timeoutMs);
    } catch (error) {
      deps.log({ event: 'archive-failed', jobId: job.jobId, what: copy.kind, error: describeError(error) });
    }
  }
}

async function archiveCopy(deps: ArchiveDeps, job: JobRecord, copy: PendingCopy, timeoutMs: number): Promise<void> {
  const { db, log, now } = deps;
  const { kind, key, state } = copy;
  const { jobId } = job;
  if (!isLeaseExpired(state.leaseUntilMs, now())) return;
  const lease = new CopyLease(db, kind, jobId, now);
  if (!(await lease.claim(key))) return;
  try {
    const byteSize = await ensureVerifiedCopy(deps, job, copy, lease, timeoutMs);
    if (!(await lease.record(key, byteSize))) throw leaseLostError();
  } catch (error) {
    const retryDelayMs = Math.min(MAX_RETRY_DELAY_MS, INITIAL_RETRY_DELAY_MS * 2 ** Math.min(state.attempts, 20));
    log({ event: `${kind}-not-copied`, jobId, attempt: state.attempts + 1, error: describeError(error) });
    if (isSourceError(error)) await refreshUrls(deps, job);
    await lease.setExpiry(now() + retryDelayMs);
  }
}

/** Errors caused by the URL or by the server behind it. */
function isSourceError(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'not-found' || error.code.startsWith('upstream-'));
}

/** A signed URL may expire long before the result does, so upstream is queried (free) for the current URL. Never throws. */
async function refreshUrls({ db, upstream, log, mode, now }: ArchiveDeps, job: JobRecord): Promise<void> {
  const { jobId, taskId } = job;
  if (taskId === null || job.mode !== mode) return;
  try {
    const task = await upstream.queryLipSync(taskId);
    const update = toJobUpdate(task, job, now());
    const { resultUrl } = update;
    const parentVideoUrl = update.parentVideoUrl ?? job.parentVideoUrl;
    const isNew = resultUrl !== job.resultUrl || parentVideoUrl !== job.parentVideoUrl;
    if (!isTaskOfJob(task, job) || resultUrl === null || !isNew) return;
    await db.refreshUrls(jobId, { resultUrl, parentVideoUrl });
    log({ event: 'addresses-renewed', jobId });
  } catch (error) {
    log({ event: 'addresses-not-renewed', jobId, error: describeError(error) });
  }
}

/** @returns the length of the complete, playable copy in storage. */
async function ensureVerifiedCopy(
  deps: ArchiveDeps,
  job: JobRecord,
  { kind, url, key, expectedMs }: PendingCopy,
  lease: CopyLease,
  timeoutMs: number,
): Promise<number> {
  const { storage, log, now } = deps;
  const deletesAtMs = getUpstreamDeletionMs(job);
  const isLastChance = deletesAtMs !== null && deletesAtMs - now() < LAST_CHANCE_PERIOD_MS;
  const verify = async (stored: { readonly byteSize: number; readonly contentType: string }) => {
    const { byteSize, durationErrorMs, hasExpectedDuration } = await examineCopy(deps, key, stored, expectedMs);
    if (!hasExpectedDuration) {
      log({ event: `${kind}-of-another-length`, jobId: job.jobId, offByMs: durationErrorMs });
      if (!isLastChance) throw new AppError('upstream-invalid-response', 'what came is not as long as it should be');
    }
    return byteSize;
  };
  // A file that is complete was stored by a process that died before recording it. Any other file is overwritten.
  const existing = await storage.stat(key);
  if (existing !== null) {
    const byteSize = await verify(existing).catch(() => null);
    if (byteSize !== null) return byteSize;
  }
  const stored = await copyVideo(deps, { url, key, timeoutMs, beforeChunk: (isLast) => lease.renewIfDue(isLast) });
  const written = await storage.stat(key);
  if (written === null || written.byteSize !== stored.byteSize)
    throw new AppError('storage-unavailable', 'the store has not what it was given');
  return verify(written);
}

function leaseLostError(): AppError {
  return new AppError('internal-error', 'another process has taken this copy over, or it is no longer wanted');
}

/** The lease is identified by its expiry time. */
class CopyLease {
  readonly #db: CopyRecords;
  readonly #kind: CopyKind;
  readonly #jobId: string;
  readonly #now: () => number;
  #heldUntilMs = 0;

  constructor(db: CopyRecords, kind: CopyKind, jobId: string, now: () => number) {
    this.#db = db;
    this.#kind = kind;
    this.#jobId = jobId;
    this.#now = now;
  }

  claim(key: StorageKey): Promise<boolean> {
    this.#heldUntilMs = this.#now() + COPY_LEASE_MS;
    return this.#db.claimCopy({ kind: this.#kind, jobId: this.#jobId, key, nowMs: this.#now(), untilMs: this.#heldUntilMs });
  }

  /** Renews the lease if that is due. @throws {AppError} if another process holds it: this process must then stop writing. */
  async renewIfDue(isLast: boolean): Promise<void> {
    const leftMs = this.#heldUntilMs - this.#now();
    if (!isLast && leftMs > COPY_LEASE_MS - LEASE_RENEWAL_INTERVAL_MS && leftMs <= COPY_LEASE_MS) return;
    // Each expiry must be unique, even if the clock does not advance, because it identifies the lease.
    const untilMs = Math.max(this.#heldUntilMs + 1, this.#now() + COPY_LEASE_MS);
    if (!(await this.setExpiry(untilMs))) throw leaseLostError();
  }

  async setExpiry(untilMs: number): Promise<boolean> {
    const wasMoved = await this.#db.renewCopyLease(this.#kind, this.#jobId, this.#heldUntilMs, untilMs);
    if (wasMoved) this.#heldUntilMs = untilMs;
    return wasMoved;
  }

  record(key: StorageKey, byteSize: number): Promise<boolean> {
    const nowMs = this.#now();
    return this.#db.recordCopy({ kind: this.#kind, jobId: this.#jobId, heldUntilMs: this.#heldUntilMs, key, byteSize, nowMs });
  }
}
