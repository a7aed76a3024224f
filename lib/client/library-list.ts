/** Updates the cached pages of the library without reloading all of them. */

import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob, ListJobsResponse } from '@/lib/contracts/library';
import { canDeleteJob, isTerminal, type JobFilter } from '@/lib/domain/job';
import { foldName, toSearchTerms } from '@/lib/domain/job-name';

export interface LibraryFilters {
  readonly q: string;
  readonly state: JobFilter | null;
  readonly person: string | null;
}

export const EMPTY_FILTERS: LibraryFilters = { q: '', state: null, person: null };

/** The server's order: newest first, then by id. */
function isOlderThan(job: LibraryJob, other: LibraryJob): boolean {
  return job.createdAt === other.createdAt ? job.jobId < other.jobId : job.createdAt < other.createdAt;
}

/**
 * Replaces the first page and keeps the loaded pages below it. If the new page does not reach the known jobs, the list restarts with it, because
 * there would be a gap.
 */
export function mergeFirstPage(pages: readonly ListJobsResponse[], head: ListJobsResponse): ListJobsResponse[] {
  const knownJobs = pages.flatMap(({ jobs }) => jobs);
  const [newest] = knownJobs;
  const last = head.jobs.at(-1);
  if (head.nextCursor === null || newest === undefined || last === undefined || isOlderThan(newest, last)) return [head];
  const olderJobs = knownJobs.filter((job) => isOlderThan(job, last));
  if (olderJobs.length === 0) return [head];
  return [{ ...head, jobs: [...head.jobs, ...olderJobs], nextCursor: pages.at(-1)?.nextCursor ?? null }];
}

/** Applies `change` to every job; a `null` result removes the job. */
export function mapJobs(pages: readonly ListJobsResponse[], change: (job: LibraryJob) => LibraryJob | null): ListJobsResponse[] {
  return pages.map((page) => ({ ...page, jobs: page.jobs.flatMap((job) => change(job) ?? []) }));
}

/** Inserts a job at its position. Returns the list unchanged if that position is not loaded or the job does not match the filters. */
export function insertJob(pages: readonly ListJobsResponse[], job: LibraryJob, filters: LibraryFilters): ListJobsResponse[] {
  const isKnown = pages.some(({ jobs }) => jobs.some(({ jobId }) => jobId === job.jobId));
  if (isKnown || !matchesFilters(job, filters)) return [...pages];
  const firstOlderPage = pages.findIndex(({ jobs }) => jobs.some((other) => isOlderThan(other, job)));
  const last = pages.at(-1);
  const pageIndex = firstOlderPage >= 0 ? firstOlderPage : last?.nextCursor === null ? pages.length - 1 : -1;
  return pages.map((page, index) =>
    index === pageIndex ? { ...page, jobs: [...page.jobs, job].sort((a, b) => (isOlderThan(a, b) ? 1 : -1)) } : page,
  );
}

/** A chain of passes: the newest one and the earlier ones from which it was made. */
export interface ResultGroup {
  readonly newest: LibraryJob;
  /** Newest first. */
  readonly earlier: readonly LibraryJob[];
}

/** Groups jobs into chains at the position of their newest pass. If two passes use the same result, the newer chain contains it. */
export function groupBySource(jobs: readonly LibraryJob[]): ResultGroup[] {
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  return jobs.flatMap((newest) => {
    if (!byId.delete(newest.jobId)) return [];
    const earlier: LibraryJob[] = [];
    let source = byId.get(newest.sourceJobId ?? '');
    while (source !== undefined) {
      earlier.push(source);
      byId.delete(source.jobId);
      source = byId.get(source.sourceJobId ?? '');
    }
    return [{ newest, earlier }];
  });
}

function matchesFilters(job: LibraryJob, { q, state, person }: LibraryFilters): boolean {
  const name = foldName(job.name ?? job.videoName ?? '');
  if (!toSearchTerms(q).every((term) => name.includes(term))) return false;
  if (person !== null && job.person?.personId !== person) return false;
  const isDeleted = job.restorableUntil !== null;
  switch (state) {
    case null:
      return !isDeleted;
    case 'deleted':
      return isDeleted;
    case 'gone':
      return !isDeleted && job.result?.state === 'gone';
    default:
      return !isDeleted && getLibraryState(job) === state;
  }
}

/** Maps a status to the filter that contains it. */
export function getLibraryState({ status }: Pick<LibraryJob, 'status'>): 'working' | 'done' | 'failed' | 'needs-you' {
  switch (status) {
    case 'submitting':
    case 'submitted':
    case 'processing':
      return 'working';
    case 'succeeded':
      return 'done';
    case 'failed':
      return 'failed';
    case 'unknown':
      return 'needs-you';
  }
}

/** Merges a poll response into a listed job. */
export function applyJobUpdate(job: LibraryJob, update: JobResponse | undefined): LibraryJob {
  if (update === undefined || isTerminal(job.status)) return job;
  const { status, costMilliPtc, charged, savedAt, upstreamDeletesAt } = update;
  const availability =
    savedAt === null ? ({ state: 'expiring', until: upstreamDeletesAt } as const) : ({ state: 'saved', until: null } as const);
  return {
    ...{ ...job, status, costMilliPtc, charged },
    isWatched: update.nextPollMs !== null,
    mayDelete: job.mayDelete || canDeleteJob({ status, recognised: true, ageMs: 0 }),
    result: status === 'succeeded' ? availability : null,
  };
}
