/** A job's life: what states it has, which may follow which, and how often to look. */

import { clamp, type Milliseconds } from './time';

/**
 * `submitting`: recorded here, perhaps not yet sent. `unknown`: sent, and no answer believed; it may have been charged.
 * The rest are upstream's `submitted`, `processing`, `succeed` and `failureError`.
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

/** A terminal job is never asked about again. */
export function isTerminal(status: JobStatus): boolean {
  return ALLOWED_TRANSITIONS[status].length === 0;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a task usually takes: live 2 to 5 minutes ("as little as 2", and "several" as clients see it); practice by its own clock. */
const DEFAULT_JOB_DURATION_MS = { live: 210 * SECOND, practice: 12 * SECOND } as const;
/** So many of the last jobs say what is usual; fewer than the least say nothing. */
export const ESTIMATE_SAMPLE_SIZE = { min: 3, max: 15 } as const;

/** What jobs usually take: the middle one of those that succeeded of late, so that a slow one or two change nothing. */
export function estimateJobDurationMs(recentMs: readonly Milliseconds[], practice: boolean): Milliseconds {
  const valid = recentMs.filter((ms) => ms > 0 && ms < POLL_TIMEOUT_MS).sort((one, other) => one - other);
  const middle = valid.length < ESTIMATE_SAMPLE_SIZE.min ? undefined : valid[Math.floor(valid.length / 2)];
  return middle ?? DEFAULT_JOB_DURATION_MS[practice ? 'practice' : 'live'];
}

/** Live: upstream is asked about one job at most once in 5 s, and clients poll every 5 to 15 s. Practice costs nobody anything. */
export const MIN_POLL_MS = { live: 5 * SECOND, practice: 1 * SECOND } as const;

/** Automatic looking ends here; opening the job's page still looks. A day is far beyond any task seen, and an hour is the least that a job is given. */
export const POLL_TIMEOUT_MS = 24 * HOUR;
/** A status in no known word may never change into a known one: such a job must not be polled forever. */
export const UNRECOGNISED_POLL_TIMEOUT_MS = 1 * HOUR;
/** How long a lost answer is searched for in earnest, before a person decides. */
export const UNKNOWN_LOOKUP_TIMEOUT_MS = 10 * MINUTE;
/** The create call gives up after 60 s; a job still `submitting` after 75 s becomes `unknown`. */
const SUBMITTING_MS = 75 * SECOND;
const MAX_POLL_MS = 30 * MINUTE;

export interface PollContext {
  readonly status: JobStatus;
  /** Since the job was created. A clock that runs behind is taken as 0. */
  readonly ageMs: Milliseconds;
  /** Whether the last status upstream gave was one of its four known words; `true` where it gave none. */
  readonly recognised: boolean;
  readonly practice: boolean;
  /** What jobs have taken of late, where that is known. */
  readonly estimatedMs?: Milliseconds;
}

/**
 * How long to wait before looking at a job again, in whole milliseconds; `null` when it is not to be looked at by itself any more.
 * Running jobs: rarely until half the usual time has gone, then often until one and a half times it, then ever rarer.
 * `unknown` ones: each wait as long as the job is old, up to a minute, for 10 minutes; then four times an hour.
 */
export function nextPollDelayMs(context: PollContext): Milliseconds | null {
  const { status, recognised, practice } = context;
  if (isTerminal(status)) return null;
  const ageMs = Number.isFinite(context.ageMs) ? Math.max(0, context.ageMs) : 0;
  if (ageMs >= (recognised ? POLL_TIMEOUT_MS : UNRECOGNISED_POLL_TIMEOUT_MS)) return null;
  const minMs = MIN_POLL_MS[practice ? 'practice' : 'live'];
  const measuredMs = context.estimatedMs ?? 0;
  const estimatedMs = measuredMs > 0 && measuredMs < POLL_TIMEOUT_MS ? measuredMs : DEFAULT_JOB_DURATION_MS[practice ? 'practice' : 'live'];
  return Math.round(Math.max(minMs, getDelayMs(status, ageMs, estimatedMs, minMs)));
}

function getDelayMs(status: JobStatus, ageMs: Milliseconds, estimatedMs: Milliseconds, minMs: Milliseconds): Milliseconds {
  switch (status) {
    case 'submitting':
      return ageMs < SUBMITTING_MS ? minMs : backoff(ageMs - SUBMITTING_MS, minMs);
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

/** A tenth of the time that it is late by: some forty looks in the first hour after, and never a burst. */
function backoff(lateMs: Milliseconds, minMs: Milliseconds): Milliseconds {
  return Math.min(MAX_POLL_MS, minMs + lateMs / 10);
}

/**
 * Whether a job may be put away: at its end, or given up looking at. One that is on its way is paid and must be seen to its end, so it
 * cannot be deleted; no job becomes undeletable again.
 */
export function canDeleteJob(job: Pick<PollContext, 'status' | 'recognised' | 'ageMs'>): boolean {
  return isTerminal(job.status) || job.ageMs >= (job.recognised ? POLL_TIMEOUT_MS : UNRECOGNISED_POLL_TIMEOUT_MS);
}

/** What one looks for in a list of jobs. `needs-you`: a lost answer, on which a person decides. `gone`: done, and its result was deleted. */
export const JOB_FILTERS = ['working', 'done', 'failed', 'needs-you', 'gone', 'deleted'] as const;
export type JobFilter = (typeof JOB_FILTERS)[number];

/** How long a deleted job can be brought back; then its files are deleted for good. What it cost stays in the books. */
export const UNDELETE_FOR_MS = 30 * 24 * HOUR;
