/** The states of a job, the transitions between them, and the poll intervals. */

import { clamp, type Milliseconds } from './time';

/**
 * `submitting`: recorded, perhaps not sent yet. `unknown`: sent, but without a usable response, so it may have been charged. The others are
 * upstream's `submitted`, `processing`, `succeed` and `failed`.
 */
export const JOB_STATUSES = ['submitting', 'unknown', 'submitted', 'processing', 'succeeded', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const ALLOWED_TRANSITIONS: Record<JobStatus, readonly JobStatus[]> = {
  submitting: ['unknown', 'submitted', 'processing', 'succeeded', 'failed'],
  unknown: ['submitted', 'processing', 'succeeded', 'failed'],
  submitted: ['processing', 'succeeded', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export function canTransition(from: JobStatus, to: JobStatus): boolean {
  return ALLOWED_TRANSITIONS[from].includes(to);
}

/** A terminal job is not polled again. */
export function isTerminal(status: JobStatus): boolean {
  return ALLOWED_TRANSITIONS[status].length === 0;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Default duration of a job. Live: 2 to 5 minutes (upstream's "as little as 2", and "several" in clients). Practice: the simulator's clock. */
const DEFAULT_JOB_DURATION_MS = { live: 210 * SECOND, practice: 12 * SECOND } as const;
/** An estimate uses the last `max` jobs and needs at least `min`. */
export const ESTIMATE_SAMPLE_SIZE = { min: 3, max: 15 } as const;

/** Estimates a job's duration as the median of recent successful jobs, which ignores outliers. */
export function estimateJobDurationMs(recentMs: readonly Milliseconds[], practice: boolean): Milliseconds {
  const valid = recentMs.filter((ms) => ms > 0 && ms < POLL_TIMEOUT_MS).sort((one, other) => one - other);
  const median = valid.length < ESTIMATE_SAMPLE_SIZE.min ? undefined : valid[Math.floor(valid.length / 2)];
  return median ?? DEFAULT_JOB_DURATION_MS[practice ? 'practice' : 'live'];
}

/** Minimum poll interval. Live: upstream gets at most one request per job in 5 s, and clients poll every 5 to 15 s. */
export const MIN_POLL_MS = { live: 5 * SECOND, practice: 1 * SECOND } as const;

/** Automatic polling stops at this age; opening the job's page still polls. No observed task took nearly this long, and an hour is the minimum. */
export const POLL_TIMEOUT_MS = 24 * HOUR;
/** A status outside the known words may never become a known one, so polling stops sooner. */
export const UNRECOGNISED_POLL_TIMEOUT_MS = 1 * HOUR;
/** How long an `unknown` job is looked up frequently before a person must decide. */
export const UNKNOWN_LOOKUP_TIMEOUT_MS = 10 * MINUTE;
/** The create request times out after 60 s; a job still `submitting` after 75 s becomes `unknown`. */
const SUBMITTING_TIMEOUT_MS = 75 * SECOND;
const MAX_POLL_MS = 30 * MINUTE;

export interface PollContext {
  readonly status: JobStatus;
  /** Time since the job was created; negative values count as 0. */
  readonly ageMs: Milliseconds;
  /** Whether upstream's last status was one of its four known words; `true` if it sent none. */
  readonly recognised: boolean;
  readonly practice: boolean;
  /** Usual duration of recent jobs, if known. */
  readonly estimatedMs?: Milliseconds;
}

/**
 * Returns the delay until the next poll in whole milliseconds, or `null` when automatic polling stops. Running jobs are polled rarely until half
 * the usual duration, often until 1.5 times it, then with growing delays. `unknown` jobs are polled with a delay equal to their age, at most a
 * minute, for 10 minutes, then every 15 minutes.
 */
export function nextPollDelayMs(context: PollContext): Milliseconds | null {
  const { status, recognised, practice } = context;
  if (isTerminal(status)) return null;
  const ageMs = Number.isFinite(context.ageMs) ? Math.max(0, context.ageMs) : 0;
  if (ageMs >= (recognised ? POLL_TIMEOUT_MS : UNRECOGNISED_POLL_TIMEOUT_MS)) return null;
  const minMs = MIN_POLL_MS[practice ? 'practice' : 'live'];
  const measuredMs = context.estimatedMs ?? 0;
  const estimatedMs = measuredMs > 0 && measuredMs < POLL_TIMEOUT_MS ? measuredMs : DEFAULT_JOB_DURATION_MS[practice ? 'practice' : 'live'];
  return Math.round(Math.max(minMs, getUnclampedDelayMs(status, ageMs, estimatedMs, minMs)));
}

function getUnclampedDelayMs(status: JobStatus, ageMs: Milliseconds, estimatedMs: Milliseconds, minMs: Milliseconds): Milliseconds {
  switch (status) {
    case 'submitting':
      return ageMs < SUBMITTING_TIMEOUT_MS ? minMs : backoff(ageMs - SUBMITTING_TIMEOUT_MS, minMs);
    case 'unknown':
      return ageMs < UNKNOWN_LOOKUP_TIMEOUT_MS ? clamp(ageMs, minMs, 1 * MINUTE) : 15 * MINUTE;
    default: {
      const frequentFromMs = estimatedMs / 2;
      const frequentUntilMs = estimatedMs * 1.5;
      if (ageMs < frequentFromMs) return Math.min(estimatedMs / 6, frequentFromMs - ageMs);
      return ageMs < frequentUntilMs ? minMs : backoff(ageMs - frequentUntilMs, minMs);
    }
  }
}

/** A tenth of the delay beyond the usual duration: about 40 polls in the first hour, and no burst. */
function backoff(lateMs: Milliseconds, minMs: Milliseconds): Milliseconds {
  return Math.min(MAX_POLL_MS, minMs + lateMs / 10);
}

/**
 * Whether a job can be deleted: it is terminal, or polling has stopped. A running job is paid for, so its result must be collected first. The
 * answer never changes back to `false`.
 */
export function canDeleteJob(job: Pick<PollContext, 'status' | 'recognised' | 'ageMs'>): boolean {
  return isTerminal(job.status) || job.ageMs >= (job.recognised ? POLL_TIMEOUT_MS : UNRECOGNISED_POLL_TIMEOUT_MS);
}

/** Filters of the job list. `needs-you`: an `unknown` job that needs a decision. `gone`: succeeded, but its result was deleted. */
export const JOB_FILTERS = ['working', 'done', 'failed', 'needs-you', 'gone', 'deleted'] as const;
export type JobFilter = (typeof JOB_FILTERS)[number];

/** How long a deleted job can be restored before its files are deleted permanently. Its charge stays in the spending report. */
export const DELETED_JOB_RETENTION_MS = 30 * 24 * HOUR;
