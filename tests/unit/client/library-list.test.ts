import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyJobUpdate,
  EMPTY_FILTERS,
  groupBySource,
  insertJob,
  type LibraryFilters,
  mapJobs,
  mergeFirstPage,
} from '@/lib/client/library-list';
import type { LibraryJob, ListJobsResponse } from '@/lib/contracts/library';
import { createJobResponse } from '../../components/wizard/session/test-session';

const START_MS = Date.parse('2026-11-22T12:00:00Z');

function createLibraryJob(at: number, changes: Partial<LibraryJob> = {}): LibraryJob {
  return {
    jobId: `job-${String(at).padStart(4, '0')}`,
    ...{ status: 'succeeded', name: null, videoName: 'clip.mp4', createdAt: new Date(START_MS + at).toISOString(), thumbnailUrl: null },
    ...{ sourceJobId: null, videoDurationMs: 9_000, voiceMs: 5_000, costMilliPtc: 70, charged: 'yes', practice: false, isWatched: false },
    ...{ result: { state: 'saved', until: null }, person: null, mayDelete: true, restorableUntil: null },
    ...changes,
  };
}

/** Pages as the server returns them: newest first, `size` jobs each. */
function toPages(jobs: readonly LibraryJob[], size: number): ListJobsResponse[] {
  const sorted = jobs.toSorted((a, b) => (a.createdAt + a.jobId < b.createdAt + b.jobId ? 1 : -1));
  const count = Math.max(1, Math.ceil(sorted.length / size));
  return Array.from({ length: count }, (_, index) => ({
    jobs: sorted.slice(index * size, (index + 1) * size),
    nextCursor: index === count - 1 ? null : `cursor ${index}`,
    people: null,
  }));
}

const getJobIds = (pages: readonly ListJobsResponse[]) => pages.flatMap(({ jobs }) => jobs.map(({ jobId }) => jobId));

describe('mergeFirstPage', () => {
  test("mergeFirstPage matches the server's list as far as it was loaded, for any changes in between", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(60), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(6),
        fc.nat(9),
        (times, size, loaded, made) => {
          const before = times.map((at) => createLibraryJob(at));
          const known = toPages(before, size).slice(0, loaded + 1);
          const now = [...before, ...Array.from({ length: made }, (_, index) => createLibraryJob(100 + index))];
          const [head, ...below] = toPages(now, size);
          if (head === undefined) return;
          const shown = mergeFirstPage(known, head);
          const ids = getJobIds(shown);
          const all = getJobIds([head, ...below]);
          // Without gaps or duplicates.
          expect(ids).toEqual(all.slice(0, ids.length));
          const end = shown.at(-1)?.nextCursor ?? null;
          expect(end === null).toBe(ids.length === all.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('mergeFirstPage removes deleted jobs and keeps those loaded further down', () => {
    const jobs = [1, 2, 3, 4, 5, 6].map((at) => createLibraryJob(at));
    const known = toPages(jobs, 2);
    const [head] = toPages(
      jobs.filter(({ jobId }) => jobId !== 'job-0005'),
      2,
    );
    if (head === undefined) throw new Error('no page');
    expect(getJobIds(mergeFirstPage(known, head))).toEqual(['job-0006', 'job-0004', 'job-0003', 'job-0002', 'job-0001']);
  });
});

describe('insertJob', () => {
  test('insertJob restores a job to its position', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(19),
        (times, size, which) => {
          const jobs = times.map((at) => createLibraryJob(at));
          const pages = toPages(jobs, size);
          const gone = jobs[which % jobs.length];
          if (gone === undefined) return;
          const without = mapJobs(pages, (one) => (one.jobId === gone.jobId ? null : one));
          expect(getJobIds(without)).not.toContain(gone.jobId);
          expect(getJobIds(insertJob(without, gone, EMPTY_FILTERS))).toEqual(getJobIds(pages));
          // Inserting twice has no further effect.
          expect(getJobIds(insertJob(insertJob(without, gone, EMPTY_FILTERS), gone, EMPTY_FILTERS))).toEqual(getJobIds(pages));
        },
      ),
    );
  });

  test('insertJob does not append a job below the loaded pages', () => {
    const [first] = toPages(
      [3, 4, 5].map((at) => createLibraryJob(at)),
      2,
    );
    expect(getJobIds(insertJob(first === undefined ? [] : [first], createLibraryJob(1), EMPTY_FILTERS))).toEqual(['job-0005', 'job-0004']);
  });

  test.each<[Partial<LibraryFilters>, Partial<LibraryJob>, boolean]>([
    [{ q: 'grüsse mei' }, { name: 'Mei: GRÜSSE' }, true],
    [{ q: 'anna' }, { name: 'Mei' }, false],
    [{ state: 'failed' }, { status: 'failed', result: null }, true],
    [{ state: 'failed' }, {}, false],
    [{ state: 'gone' }, { result: { state: 'gone', until: null } }, true],
    [{ state: 'working' }, { status: 'processing', result: null }, true],
    [{ state: 'needs-you' }, { status: 'unknown', result: null }, true],
    [{ state: 'deleted' }, {}, false],
    [{ person: 'mei' }, { person: { personId: 'mei', role: 'editor', label: 'Mei' } }, true],
    [{ person: 'mei' }, { person: { personId: 'anna', role: 'editor', label: 'Anna' } }, false],
  ])('insertJob with filters %j and job %j shows it: %s', (filters, changes, isShown) => {
    const pages = insertJob(toPages([], 5), createLibraryJob(1, changes), { ...EMPTY_FILTERS, ...filters });
    expect(getJobIds(pages)).toEqual(isShown ? ['job-0001'] : []);
  });
});

describe('groupBySource', () => {
  const shape = (jobs: LibraryJob[]) =>
    groupBySource(jobs).map(({ newest, earlier }) => [newest, ...earlier].map(({ jobId }) => Number(jobId.slice(4))));
  const pass = (at: number, of: number | null) => createLibraryJob(at, { sourceJobId: of === null ? null : createLibraryJob(of).jobId });

  test('groupBySource puts a chain of passes at the position of the newest one', () => {
    expect(shape([pass(9, null), pass(8, 6), pass(7, null), pass(6, 5), pass(5, null)])).toEqual([[9], [8, 6, 5], [7]]);
  });

  test('groupBySource keeps two passes over one result apart and adds the source to the newer one', () => {
    expect(shape([pass(9, 5), pass(8, 5), pass(5, null)])).toEqual([[9, 5], [8]]);
  });

  test('groupBySource keeps passes apart whose source is not loaded or deleted', () => {
    expect(shape([pass(9, 2), pass(8, 7)])).toEqual([[9], [8]]);
  });

  test('groupBySource never loses or repeats a job', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(20)), { maxLength: 20 }), (sources) => {
        const jobs = sources.map((of, index) => pass(40 - index, of === null ? null : of + 21));
        const ids = groupBySource(jobs).flatMap(({ newest, earlier }) => [newest, ...earlier].map(({ jobId }) => jobId));
        expect(ids.toSorted()).toEqual(jobs.map(({ jobId }) => jobId).toSorted());
      }),
    );
  });
});

describe('applyJobUpdate', () => {
  const running = createLibraryJob(1, { status: 'processing', isWatched: true, mayDelete: false, result: null, charged: 'yes' });

  test('applyJobUpdate sets the final status and the place of the result', () => {
    const done = {
      ...createJobResponse('job-0001'),
      status: 'succeeded' as const,
      nextPollMs: null,
      upstreamDeletesAt: '2026-12-22T12:00:00.000Z',
    };
    expect(applyJobUpdate(running, done)).toMatchObject({
      ...{ status: 'succeeded', isWatched: false, mayDelete: true },
      result: { state: 'expiring', until: '2026-12-22T12:00:00.000Z' },
    });
    expect(applyJobUpdate(running, { ...done, savedAt: '2026-11-22T12:05:00.000Z' }).result).toEqual({ state: 'saved', until: null });
    expect(applyJobUpdate(running, { ...done, status: 'failed' })).toMatchObject({ status: 'failed', result: null, mayDelete: true });
  });

  test('applyJobUpdate changes nothing without an update or for a terminal job', () => {
    expect(applyJobUpdate(running, undefined)).toBe(running);
    const ended = createLibraryJob(1);
    expect(applyJobUpdate(ended, createJobResponse('job-0001'))).toBe(ended);
  });
});
