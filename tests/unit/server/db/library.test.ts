import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { JobFilter } from '@/lib/domain/job';
import { foldName, toSearchTerms } from '@/lib/domain/job-name';
import type { Database } from '@/lib/server/db/database';
import { openDatabase } from '@/lib/server/db/database';
import type { JobCursor, JobScope, ListedJob } from '@/lib/server/db/records/library';
import type { JobRecord, Mode } from '@/lib/server/db/records/records';
import { newId } from '@/lib/server/runtime/new-id';
import { seedEditor, seedJob } from '../../../setup/app/seed';

const START_MS = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;

interface TestLibrary {
  readonly db: Database;
  readonly mode: Mode;
  readonly now: () => number;
  nowMs: number;
}

async function createTestLibrary(): Promise<TestLibrary> {
  const db = await openDatabase({ url: ':memory:', authToken: null });
  onTestFinished(() => db.close());
  const testLibrary = { db, mode: 'live' as const, nowMs: START_MS, now: () => testLibrary.nowMs };
  return testLibrary;
}

interface PageRequest {
  readonly scope: JobScope;
  readonly q?: string;
  readonly filter?: JobFilter | null;
  readonly limit?: number;
  readonly maxRowsScanned?: number;
}

function page({ db, nowMs }: TestLibrary, after: JobCursor | null, wanted: PageRequest) {
  const { scope, q = '', filter = null, limit = 50, maxRowsScanned = 10_000 } = wanted;
  return db.listJobs({
    ...{ scope, terms: toSearchTerms(q), filter, after, limit, maxRowsScanned: maxRowsScanned },
    ...{ deletedAfterMs: nowMs - 30 * DAY_MS, upstreamKeepsAfterMs: nowMs - 30 * DAY_MS },
  });
}

/** Reads all pages, with changes between them. */
async function all(
  testLibrary: TestLibrary,
  wanted: PageRequest,
  between: () => Promise<void> = async () => undefined,
): Promise<ListedJob[]> {
  const found: ListedJob[] = [];
  let after: JobCursor | null = null;
  do {
    const { jobs, next } = await page(testLibrary, after, wanted);
    found.push(...jobs);
    after = next;
    await between();
  } while (after !== null);
  return found;
}

const names = (jobs: readonly ListedJob[]) => jobs.map(({ videoName }) => videoName);

describe('listJobs', () => {
  test('listJobs neither skips nor repeats jobs when jobs change between pages, and scans a limited number per call', async () => {
    const NAMES = ['Interview.mov', 'Café.mov', '采访.mp4', 'take 2.mov'];
    const STATUSES = ['succeeded', 'failed', 'unknown', 'processing'] as const;
    const seeding = fc.record({
      name: fc.constantFrom(...NAMES),
      status: fc.constantFrom(...STATUSES),
      after: fc.constantFrom(0, 0, 1, 1000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(seeding, { maxLength: 24 }),
        fc.array(fc.record({ born: seeding, dies: fc.nat(30) }), { maxLength: 6 }),
        fc.record({
          limit: fc.integer({ min: 1, max: 7 }),
          maxRowsScanned: fc.integer({ min: 1, max: 12 }),
          q: fc.constantFrom('', '', 'cafe', '访', 'e', 'nothing'),
          filter: fc.constantFrom(null, null, 'done', 'failed', 'needs-you', 'working', 'deleted'),
          everybody: fc.boolean(),
        }),
        async (seeds, meanwhile, { everybody: allEditors, ...wanted }) => {
          const testLibrary = await createTestLibrary();
          const editors = [await seedEditor(testLibrary), await seedEditor(testLibrary)];
          const made: JobRecord[] = [];
          const make = async ({ name, status, after }: (typeof seeds)[number], index: number) => {
            testLibrary.nowMs += after;
            const editorId = editors[index % 2] ?? '';
            const job = await seedJob(testLibrary, { editorId, status, videoName: name });
            if (index % 5 === 4) await testLibrary.db.deleteJob(job.jobId, testLibrary.nowMs);
            made.push((await testLibrary.db.findJob(job.jobId)) ?? job);
          };
          for (const [index, seed] of seeds.entries()) await make(seed, index);
          const scope: JobScope = allEditors ? { allEditorsIn: 'live', alsoEditorId: 'nobody' } : { editorId: editors[0] ?? '' };
          const matches = (job: JobRecord) =>
            (allEditors || job.editorId === editors[0]) &&
            toSearchTerms(wanted.q).every((term) => foldName(job.videoName ?? '').includes(term)) &&
            (wanted.filter === 'deleted') === (job.deletedAtMs !== null) &&
            isOf(job, wanted.filter);
          const before = made.filter(matches);
          testLibrary.nowMs += 1;
          const changed = new Set<string>();
          const coming = [...meanwhile];
          const found = await all(testLibrary, { ...wanted, scope }, async () => {
            const next = coming.shift();
            if (next === undefined) return;
            await make(next.born, 0);
            const dying = made[next.dies];
            if (dying !== undefined && (await testLibrary.db.deleteJob(dying.jobId, testLibrary.nowMs))) changed.add(dying.jobId);
          });
          const ids = found.map(({ jobId }) => jobId);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toEqual(found.toSorted(newestFirst).map(({ jobId }) => jobId));
          // Unchanged jobs appear exactly once; only changed ones may be missing.
          const stayed = before.filter(({ jobId }) => !changed.has(jobId)).map(({ jobId }) => jobId);
          expect(ids.filter((id) => !changed.has(id)).toSorted()).toEqual(stayed.toSorted());
        },
      ),
      { numRuns: process.env.TEST_DEEP ? 600 : 40 },
    );
  });

  test('listJobs scans at most maxRowsScanned jobs and returns where to continue', async () => {
    const testLibrary = await createTestLibrary();
    const editorId = await seedEditor(testLibrary);
    for (let index = 0; index < 12; index += 1) {
      testLibrary.nowMs += 1;
      await seedJob(testLibrary, { editorId, status: 'succeeded', videoName: index === 0 ? 'the oldest.mov' : 'another.mov' });
    }
    const wanted = { scope: { editorId }, q: 'oldest', maxRowsScanned: 5 };
    const first = await page(testLibrary, null, wanted);
    expect(first.jobs).toEqual([]);
    const second = await page(testLibrary, first.next, wanted);
    expect(second.jobs).toEqual([]);
    const third = await page(testLibrary, second.next, wanted);
    expect(names(third.jobs)).toEqual(['the oldest.mov']);
    expect(third.next).toBeNull();
  });

  test('listJobs of all editors includes the owner’s own practice jobs, but no others', async () => {
    const testLibrary = await createTestLibrary();
    const [owner, mei] = [await seedEditor(testLibrary), await seedEditor(testLibrary)];
    for (const [editorId, mode, videoName] of [
      [mei, 'live', 'Mei live'],
      [mei, 'practice', 'Mei practice'],
      [owner, 'practice', 'owner practice'],
      [owner, 'live', 'owner live'],
    ] as const) {
      testLibrary.nowMs += 1;
      await seedJob({ ...testLibrary, mode }, { editorId, status: 'succeeded', videoName });
    }
    const allEditors = { scope: { allEditorsIn: 'live', alsoEditorId: owner } } as const;
    expect(names(await all(testLibrary, allEditors))).toEqual(['owner live', 'owner practice', 'Mei live']);
    expect(names(await all(testLibrary, { scope: { editorId: mei } }))).toEqual(['Mei practice', 'Mei live']);
  });

  test('listJobs shows expired results: deleted here, or never copied while upstream had them', async () => {
    const testLibrary = await createTestLibrary();
    const editorId = await seedEditor(testLibrary);
    const old = await seedJob(testLibrary, { editorId, status: 'succeeded', videoName: 'never copied', resultUrl: 'https://up.example/1' });
    const saved = await seedJob(testLibrary, { editorId, status: 'succeeded', videoName: 'saved', resultUrl: 'https://up.example/2' });
    const copy = { kind: 'result', jobId: saved.jobId, key: `results/${saved.jobId}`, nowMs: testLibrary.now() } as const;
    await testLibrary.db.claimCopy({ ...copy, untilMs: testLibrary.now() + 1 });
    await testLibrary.db.recordCopy({ ...copy, heldUntilMs: testLibrary.now() + 1, byteSize: 1 });
    const gone = { scope: { editorId }, filter: 'gone' } as const;
    testLibrary.nowMs += 30 * DAY_MS - 1;
    expect(names(await all(testLibrary, gone))).toEqual([]);
    testLibrary.nowMs += 1;
    expect(names(await all(testLibrary, gone))).toEqual([old.videoName]);
    expect(await all(testLibrary, { ...gone, filter: 'done' })).toHaveLength(2);
  });
});

function isOf({ status }: JobRecord, filter: JobFilter | null): boolean {
  switch (filter) {
    case 'done':
      return status === 'succeeded';
    case 'failed':
      return status === 'failed';
    case 'needs-you':
      return status === 'unknown';
    case 'working':
      return status === 'submitted' || status === 'processing' || status === 'submitting';
    default:
      return true;
  }
}

function newestFirst(a: ListedJob, b: ListedJob): number {
  return b.createdAtMs - a.createdAtMs || (a.jobId < b.jobId ? 1 : -1);
}

describe('a job', () => {
  test('a renamed job is found by its new name, and by its clip’s name after the name is removed', async () => {
    const testLibrary = await createTestLibrary();
    const editorId = await seedEditor(testLibrary);
    const job = await seedJob(testLibrary, { editorId, status: 'succeeded', videoName: 'IMG_0042.mov' });
    const found = async (q: string) => (await all(testLibrary, { scope: { editorId }, q })).length;
    expect([await found('img'), await found('grüße')]).toEqual([1, 0]);
    expect(await testLibrary.db.renameJob(job, 'Grüße an Mei')).toBe(true);
    expect([await found('img'), await found('GRUSSE'), await found('grusse')]).toEqual([0, 0, 0]);
    expect(await found('gruße')).toBe(1);
    expect((await testLibrary.db.findJob(job.jobId))?.name).toBe('Grüße an Mei');
    expect(await testLibrary.db.renameJob(job, null)).toBe(true);
    expect([await found('img'), await found('gruße')]).toEqual([1, 0]);
  });

  test('deleteJob takes effect once, prevents renaming, and can be undone within the retention time', async () => {
    const testLibrary = await createTestLibrary();
    const editorId = await seedEditor(testLibrary);
    const job = await seedJob(testLibrary, { editorId, status: 'failed' });
    expect(await testLibrary.db.deleteJob(job.jobId, START_MS)).toBe(true);
    expect(await testLibrary.db.deleteJob(job.jobId, START_MS + 5)).toBe(false);
    expect((await testLibrary.db.findJob(job.jobId))?.deletedAtMs).toBe(START_MS);
    expect(await testLibrary.db.renameJob(job, 'Another')).toBe(false);
    expect(await testLibrary.db.restoreJob(job.jobId, START_MS)).toBe(false);
    expect(await testLibrary.db.restoreJob(job.jobId, START_MS - 1)).toBe(true);
    expect((await testLibrary.db.findJob(job.jobId))?.deletedAtMs).toBeNull();
    expect(await testLibrary.db.restoreJob(newId(), 0)).toBe(false);
  });

  test('a deleted job stays in the charge report with its name', async () => {
    const testLibrary = await createTestLibrary();
    const editorId = await seedEditor(testLibrary);
    const job = await seedJob(testLibrary, { editorId, status: 'succeeded', videoName: 'clip.mov' });
    await testLibrary.db.renameJob(job, 'Greeting');
    await testLibrary.db.deleteJob(job.jobId, testLibrary.nowMs);
    const chargeEntries = await testLibrary.db.listCharges({ mode: 'live', fromMs: 0, untilMs: START_MS + 1, after: null, limit: 10 });
    expect(chargeEntries.map(({ kind, name, milliPtc, state, jobStatus }) => [kind, name, milliPtc, state, jobStatus]).toSorted()).toEqual([
      ['identify', 'clip.mov', 7, 'spent', null],
      ['lip-sync', 'Greeting', 70, 'spent', 'succeeded'],
    ]);
  });
});

test('listCharges returns each charge of the requested days once, page by page', async () => {
  const testLibrary = await createTestLibrary();
  const editorId = await seedEditor(testLibrary);
  for (let index = 0; index < 6; index += 1) {
    await seedJob(testLibrary, { editorId, status: 'succeeded', videoName: `clip ${index}` });
    // Several charges in one moment.
    if (index % 2 === 1) testLibrary.nowMs += DAY_MS;
  }
  const read = async (fromMs: number, untilMs: number) => {
    const ids: string[] = [];
    let after: { createdAtMs: number; chargeId: string } | null = null;
    for (;;) {
      const entries = await testLibrary.db.listCharges({ mode: 'live', fromMs, untilMs, after, limit: 3 });
      ids.push(...entries.map(({ chargeId }) => chargeId));
      after = entries.at(-1) ?? null;
      if (entries.length < 3) return ids;
    }
  };
  const every = await read(0, Number.MAX_SAFE_INTEGER);
  expect([every.length, new Set(every).size]).toEqual([12, 12]);
  expect(await read(START_MS + DAY_MS, START_MS + 2 * DAY_MS)).toHaveLength(4);
  expect(await read(START_MS + 1, START_MS + DAY_MS)).toEqual([]);
});
