/** A job's life: what states it has, which may follow which, and how often to look. */

import { clamp, type Milliseconds } from './time';

/**
 * `submitting`: recorded here, perhaps not yet sent. `unknown`: sent, and no answer believed; it may have been charged.
 * The rest are upstream's `submitted`, `processing`, `succeed` and `failureError`.
 */
export const JOB_STATUSES = ['submitting', 'unknown', 'submitted', 'processing', 'succeeded', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const NEXT: Record<JobStatus, readonly JobStatus[]> = {
  submitting: ['unknown', 'submitted', 'processing', 'succeeded', 'failed'],
  unknown: ['submitted', 'processing', 'succeeded', 'failed'],
  submitted: ['processing', 'succeeded', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export function canBecome(from: JobStatus, to: JobStatus): boolean {
  return NEXT[from].includes(to);
}

/** A terminal job is never asked about again. */
export function isTerminal(status: JobStatus): boolean {
  return NEXT[status].length === 0;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a task usually takes: live 2 to 5 minutes ("as little as 2", and "several" as clients see it); practice by its own clock. */
const USUAL_JOB_MS = { live: 210 * SECOND, practice: 12 * SECOND } as const;
/** So many of the last jobs say what is usual; fewer than the least say nothing. */
export const USUAL_FROM_JOBS = { least: 3, most: 15 } as const;

/** What jobs usually take: the middle one of those that succeeded of late, so that a slow one or two change nothing. */
export function usualJobMs(recentMs: readonly Milliseconds[], practice: boolean): Milliseconds {
  const sane = recentMs.filter((ms) => ms > 0 && ms < LOOK_FOR_MS).sort((one, other) => one - other);
  const middle = sane.length < USUAL_FROM_JOBS.least ? undefined : sane[Math.floor(sane.length / 2)];
  return middle ?? USUAL_JOB_MS[practice ? 'practice' : 'live'];
}

/** Live: upstream is asked about one job at most once in 5 s, and clients poll every 5 to 15 s. Practice costs nobody anything. */
export const LEAST_POLL_MS = { live: 5 * SECOND, practice: 1 * SECOND } as const;

/** Automatic looking ends here; opening the job's page still looks. A day is far beyond any task seen, and an hour is the least that a job is given. */
export const LOOK_FOR_MS = 24 * HOUR;
/** A status in no known word may never change into a known one: such a job must not be polled forever. */
export const LOOK_FOR_UNRECOGNISED_MS = 1 * HOUR;
/** How long a lost answer is searched for in earnest, before a person decides. */
export const SEARCH_UNKNOWN_MS = 10 * MINUTE;
/** The create call gives up after 60 s; a job still `submitting` after 75 s becomes `unknown`. */
const SUBMITTING_MS = 75 * SECOND;
const RAREST_POLL_MS = 30 * MINUTE;

export interface PollQuestion {
  readonly status: JobStatus;
  /** Since the job was created. A clock that runs behind is taken as 0. */
  readonly ageMs: Milliseconds;
  /** Whether the last status upstream gave was one of its four known words; `true` where it gave none. */
  readonly recognised: boolean;
  readonly practice: boolean;
  /** What jobs have taken of late, where that is known. */
  readonly usualMs?: Milliseconds;
}

/**
 * How long to wait before looking at a job again, in whole milliseconds; `null` when it is not to be looked at by itself any more.
 * Running jobs: rarely until half the usual time has gone, then often until one and a half times it, then ever rarer.
 * `unknown` ones: each wait as long as the job is old, up to a minute, for 10 minutes; then four times an hour.
 */
export function nextPollDelayMs(question: PollQuestion): Milliseconds | null {
  const { status, recognised, practice } = question;
  if (isTerminal(status)) return null;
  const ageMs = Number.isFinite(question.ageMs) ? Math.max(0, question.ageMs) : 0;
  if (ageMs >= (recognised ? LOOK_FOR_MS : LOOK_FOR_UNRECOGNISED_MS)) return null;
  const leastMs = LEAST_POLL_MS[practice ? 'practice' : 'live'];
  const measuredMs = question.usualMs ?? 0;
  const usualMs = measuredMs > 0 && measuredMs < LOOK_FOR_MS ? measuredMs : USUAL_JOB_MS[practice ? 'practice' : 'live'];
  return Math.round(Math.max(leastMs, wantedDelayMs(status, ageMs, usualMs, leastMs)));
}

function wantedDelayMs(status: JobStatus, ageMs: Milliseconds, usualMs: Milliseconds, leastMs: Milliseconds): Milliseconds {
  switch (status) {
    case 'submitting':
      return ageMs < SUBMITTING_MS ? leastMs : everRarer(ageMs - SUBMITTING_MS, leastMs);
    case 'unknown':
      return ageMs < SEARCH_UNKNOWN_MS ? clamp(ageMs, leastMs, 1 * MINUTE) : 15 * MINUTE;
    default: {
      const oftenFromMs = usualMs / 2;
      const oftenUntilMs = usualMs * 1.5;
      if (ageMs < oftenFromMs) return Math.min(usualMs / 6, oftenFromMs - ageMs);
      return ageMs < oftenUntilMs ? leastMs : everRarer(ageMs - oftenUntilMs, leastMs);
    }
  }
}

/** A tenth of the time that it is late by: some forty looks in the first hour after, and never a burst. */
function everRarer(lateMs: Milliseconds, leastMs: Milliseconds): Milliseconds {
  return Math.min(RAREST_POLL_MS, leastMs + lateMs / 10);
}

/**
 * Whether a job may be put away: at its end, or given up looking at. One that is on its way is paid and must be seen to its end, so it
 * cannot be deleted; no job becomes undeletable again.
 */
export function mayDeleteJob(job: Pick<PollQuestion, 'status' | 'recognised' | 'ageMs'>): boolean {
  return isTerminal(job.status) || job.ageMs >= (job.recognised ? LOOK_FOR_MS : LOOK_FOR_UNRECOGNISED_MS);
}

/** What one looks for in a list of jobs. `needs-you`: a lost answer, on which a person decides. `gone`: done, and its result was deleted. */
export const JOB_FILTERS = ['working', 'done', 'failed', 'needs-you', 'gone', 'deleted'] as const;
export type JobFilter = (typeof JOB_FILTERS)[number];

/** How long a deleted job can be brought back; then its files are deleted for good. What it cost stays in the books. */
export const UNDELETE_FOR_MS = 30 * 24 * HOUR;
