import 'server-only';
import { COPY_LEASE_MS, isLeaseOver } from '@/lib/domain/lease';
import type { Milliseconds } from '@/lib/domain/time';
import { AppError } from './app-error';
import { type CopyDeps, copyVideo, examineCopy } from './copy-video';
import { upstreamDeletesAtMs } from './job-answer';
import { originalKey, resultKey } from './job-files';
import type { CopyKind, CopyRecords } from './ledger/files-port';
import type { CopyRecord, JobRecord, JobRecords, Mode } from './ledger/port';
import { describeError, type Log } from './log';
import type { StorageKey } from './storage/port';
import type { Upstream } from './upstream/port';
import { isAbout, newsOf } from './upstream-news';

/**
 * Copies a job's result into our own storage, because upstream deletes it after 30 days, and beside it the video that it was made of,
 * where that came by a link. Each is called saved once it lies there whole and plays. Leased, so that one process copies at a time;
 * idempotent, so that a crash at any point costs only another look or another copy.
 */

const TIMEOUT_MS = 10 * 60_000;
/** A lease is renewed while bytes come. */
const RENEW_AFTER_MS = 30_000;
const FIRST_PAUSE_MS = 30_000;
const MAX_PAUSE_MS = 6 * 60 * 60_000;
/** When upstream is about to delete the only other copy, one of a doubtful length is better than none. */
const LAST_CHANCE_MS = 7 * 24 * 60 * 60_000;

export interface ArchiveDeps extends CopyDeps {
  readonly mode: Mode;
  readonly ledger: CopyRecords & Pick<JobRecords, 'renewAddresses'>;
  readonly upstream: Pick<Upstream, 'queryLipSync'>;
  readonly log: Log;
  readonly now: () => number;
}

interface Copy {
  readonly kind: CopyKind;
  readonly url: string;
  readonly key: StorageKey;
  readonly state: CopyRecord;
  readonly expectedMs: Milliseconds | null;
}

/** What of a job should lie in our storage and does not yet; the result first. */
function copiesOf(job: JobRecord, nowMs: number): Copy[] {
  if (job.status !== 'succeeded' || job.resultDeletedAtMs !== null || nowMs >= (upstreamDeletesAtMs(job) ?? 0)) return [];
  const { jobId, resultUrl, resultDurationMs, parentVideoUrl, videoDurationMs } = job;
  const copies: readonly (Omit<Copy, 'url'> & { readonly url: string | null })[] = [
    { kind: 'result', url: resultUrl, key: resultKey(jobId), state: job.archive, expectedMs: resultDurationMs ?? videoDurationMs },
    { kind: 'original', url: parentVideoUrl, key: originalKey(jobId), state: job.originalCopy, expectedMs: videoDurationMs },
  ];
  return copies.flatMap((copy) => (copy.url === null || copy.state.archivedAtMs !== null ? [] : [{ ...copy, url: copy.url }]));
}

export function isArchiveDue(job: JobRecord, nowMs: number): boolean {
  return copiesOf(job, nowMs).some(({ state }) => isLeaseOver(state.leaseUntilMs, nowMs));
}

/**
 * Copies what is due of one job, where nobody else is at it. Never throws; what failed is tried again later.
 * @param untilMs when the caller has to be done.
 */
export async function archiveResult(deps: ArchiveDeps, job: JobRecord, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
  for (const copy of copiesOf(job, deps.now())) {
    const timeoutMs = Math.min(TIMEOUT_MS, untilMs - deps.now());
    if (timeoutMs <= 0) return;
    try {
      await archive(deps, job, copy, timeoutMs);
    } catch (error) {
      deps.log({ event: 'archive-failed', jobId: job.jobId, what: copy.kind, error: describeError(error) });
    }
  }
}

async function archive(deps: ArchiveDeps, job: JobRecord, copy: Copy, timeoutMs: number): Promise<void> {
  const { ledger, log, now } = deps;
  const { kind, key, state } = copy;
  const { jobId } = job;
  if (!isLeaseOver(state.leaseUntilMs, now())) return;
  const lease = new Lease(ledger, kind, jobId, now);
  if (!(await lease.claim(key))) return;
  try {
    const byteSize = await wholeCopy(deps, job, copy, lease, timeoutMs);
    if (!(await lease.record(key, byteSize))) throw lostLease();
  } catch (error) {
    const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(state.attempts, 20));
    log({ event: `${kind}-not-copied`, jobId, attempt: state.attempts + 1, error: describeError(error) });
    if (isOfTheSource(error)) await renewAddresses(deps, job);
    await lease.moveTo(now() + pauseMs);
  }
}

/** What the address, or whoever answers there, is to blame for. */
function isOfTheSource(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'not-found' || error.code.startsWith('upstream-'));
}

/** An address may be signed, and end long before the result does: upstream is asked, for nothing, where it lies by now. Never throws. */
async function renewAddresses({ ledger, upstream, log, mode, now }: ArchiveDeps, job: JobRecord): Promise<void> {
  const { jobId, taskId } = job;
  if (taskId === null || job.mode !== mode) return;
  try {
    const task = await upstream.queryLipSync(taskId);
    const news = newsOf(task, job, now());
    const { resultUrl } = news;
    const parentVideoUrl = news.parentVideoUrl ?? job.parentVideoUrl;
    const isNew = resultUrl !== job.resultUrl || parentVideoUrl !== job.parentVideoUrl;
    if (!isAbout(task, job) || resultUrl === null || !isNew) return;
    await ledger.renewAddresses(jobId, { resultUrl, parentVideoUrl });
    log({ event: 'addresses-renewed', jobId });
  } catch (error) {
    log({ event: 'addresses-not-renewed', jobId, error: describeError(error) });
  }
}

/** @returns the length of what lies in the store, whole and playing. */
async function wholeCopy(
  deps: ArchiveDeps,
  job: JobRecord,
  { kind, url, key, expectedMs }: Copy,
  lease: Lease,
  timeoutMs: number,
): Promise<number> {
  const { storage, log, now } = deps;
  const deletesAtMs = upstreamDeletesAtMs(job);
  const isLastChance = deletesAtMs !== null && deletesAtMs - now() < LAST_CHANCE_MS;
  const look = async (stored: { readonly byteSize: number; readonly contentType: string }) => {
    const { byteSize, offByMs, hasExpectedLength } = await examineCopy(deps, key, stored, expectedMs);
    if (!hasExpectedLength) {
      log({ event: `${kind}-of-another-length`, jobId: job.jobId, offByMs });
      if (!isLastChance) throw new AppError('upstream-unintelligible', 'what came is not as long as it should be');
    }
    return byteSize;
  };
  // One that was whole when its process died is only not recorded yet. Anything else in its place is written over.
  const found = await storage.stat(key);
  if (found !== null) {
    const byteSize = await look(found).catch(() => null);
    if (byteSize !== null) return byteSize;
  }
  const stored = await copyVideo(deps, { url, key, timeoutMs, beforeChunk: (isLast) => lease.keep(isLast) });
  const lies = await storage.stat(key);
  if (lies === null || lies.byteSize !== stored.byteSize) throw new AppError('storage-down', 'the store has not what it was given');
  return look(lies);
}

function lostLease(): AppError {
  return new AppError('out-of-order', 'another process has taken this copy over, or it is no longer wanted');
}

/** Known by the moment until which it is held. */
class Lease {
  readonly #ledger: CopyRecords;
  readonly #kind: CopyKind;
  readonly #jobId: string;
  readonly #now: () => number;
  #heldUntilMs = 0;

  constructor(ledger: CopyRecords, kind: CopyKind, jobId: string, now: () => number) {
    this.#ledger = ledger;
    this.#kind = kind;
    this.#jobId = jobId;
    this.#now = now;
  }

  claim(key: StorageKey): Promise<boolean> {
    this.#heldUntilMs = this.#now() + COPY_LEASE_MS;
    return this.#ledger.claimCopy({ kind: this.#kind, jobId: this.#jobId, key, nowMs: this.#now(), untilMs: this.#heldUntilMs });
  }

  /** Renews it where that is due. @throws {AppError} where another holds it: then nothing of ours may be written any more. */
  async keep(isLast: boolean): Promise<void> {
    const leftMs = this.#heldUntilMs - this.#now();
    if (!isLast && leftMs > COPY_LEASE_MS - RENEW_AFTER_MS && leftMs <= COPY_LEASE_MS) return;
    // A new moment each time, also when the clock stands still: it is the lease's name.
    const untilMs = Math.max(this.#heldUntilMs + 1, this.#now() + COPY_LEASE_MS);
    if (!(await this.moveTo(untilMs))) throw lostLease();
  }

  async moveTo(untilMs: number): Promise<boolean> {
    const moved = await this.#ledger.moveCopyLease(this.#kind, this.#jobId, this.#heldUntilMs, untilMs);
    if (moved) this.#heldUntilMs = untilMs;
    return moved;
  }

  record(key: StorageKey, byteSize: number): Promise<boolean> {
    const nowMs = this.#now();
    return this.#ledger.recordCopy({ kind: this.#kind, jobId: this.#jobId, heldUntilMs: this.#heldUntilMs, key, byteSize, nowMs });
  }
}
