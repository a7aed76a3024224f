import { describe, expect, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { GET as originalRoute } from '@/app/api/advanced-lip-sync/[jobId]/original/route';
import { POST as restoreRoute } from '@/app/api/advanced-lip-sync/[jobId]/restore/route';
import { DELETE as deleteRoute, GET as jobRoute, PATCH as renameRoute } from '@/app/api/advanced-lip-sync/[jobId]/route';
import { POST as shareRoute } from '@/app/api/advanced-lip-sync/[jobId]/share/route';
import { GET as videoRoute } from '@/app/api/advanced-lip-sync/[jobId]/video/route';
import { GET as voiceRoute } from '@/app/api/advanced-lip-sync/[jobId]/voice/route';
import { GET as listRoute } from '@/app/api/advanced-lip-sync/route';
import { GET as sharedRoute } from '@/app/api/share/[token]/route';
import { POST as inviteRoute } from '@/app/api/team/invites/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { type ListJobsResponse, listJobsResponseSchema, renamedJobSchema } from '@/lib/contracts/library';
import { createdShareSchema } from '@/lib/contracts/share';
import { createdInviteSchema } from '@/lib/contracts/team';
import { applyThenDrop } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { seedEditor, seedJob } from '../../setup/app/seed';
import { startServer } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

const PASSCODE = 'open sesame';
const DAY_MS = 86_400_000;

async function listJobs(who: ApiClient, query: Record<string, string> = {}): Promise<ListJobsResponse> {
  const response = await who.browser.call(listRoute, `/api/advanced-lip-sync?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return listJobsResponseSchema.parse(await response.json());
}

async function readErrorCode(response: Response): Promise<string> {
  return `${response.status} ${errorBodySchema.parse(await response.json()).error.code}`;
}

const getTitles = ({ jobs }: ListJobsResponse) => jobs.map(({ name, videoName }) => name ?? videoName);

interface TestTeam {
  readonly testApp: TestApp;
  readonly owner: ApiClient;
  readonly mei: ApiClient;
  readonly anna: ApiClient;
}

async function signIn(who: ApiClient, code: string): Promise<void> {
  expect((await who.browser.call(enterRoute, '/api/access', { json: { code } })).status).toBe(204);
}

async function createTestTeam(): Promise<TestTeam> {
  const testApp = await createTestApp({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: PASSCODE } });
  const [owner, mei, anna] = [new ApiClient(), new ApiClient(), new ApiClient()];
  await signIn(owner, PASSCODE);
  for (const [who, label] of [
    [mei, 'Mei'],
    [anna, 'Anna'],
  ] as const) {
    const made = await owner.browser.call(inviteRoute, '/api/team/invites', { json: { label } });
    await signIn(who, createdInviteSchema.parse(await made.json()).path.replace('/join#', ''));
  }
  return { testApp, owner, mei, anna };
}

/** A finished job, created through the routes. */
async function createFinishedJob({ testApp }: TestTeam, who: ApiClient, fileName = 'clip.mp4'): Promise<string> {
  const uploadId = await who.upload(undefined, fileName);
  const found = expectBody(await who.identify({ uploadId }));
  const { jobId } = expectBody(await who.createJob(createJobRequest(found)));
  testApp.server.advance(60_000);
  await who.getJob(jobId);
  await testApp.server.runDeferred();
  return jobId;
}

function createJobCaller(route: Parameters<ApiClient['browser']['call']>[0], method: string, path = '') {
  return (who: ApiClient, jobId: string, json?: unknown) =>
    who.browser.call(route, `/api/advanced-lip-sync/${jobId}${path}`, {
      ...{ method, params: { jobId } },
      ...(json === undefined ? {} : { json }),
    });
}

const renameJob = createJobCaller(renameRoute, 'PATCH');
const deleteJob = createJobCaller(deleteRoute, 'DELETE');
const callRestore = createJobCaller(restoreRoute, 'POST', '/restore');
const restoreJob = (who: ApiClient, jobId: string) => callRestore(who, jobId, {});

describe('the list', () => {
  test('the list shows an editor their own jobs, and the owner all jobs with their editors, or those of one editor', async () => {
    const testTeam = await createTestTeam();
    await createFinishedJob(testTeam, testTeam.mei, 'Mei.mp4');
    await createFinishedJob(testTeam, testTeam.anna, 'Anna.mp4');
    await createFinishedJob(testTeam, testTeam.owner, 'Owner.mp4');

    const own = await listJobs(testTeam.mei);
    expect(getTitles(own)).toEqual(['Mei.mp4']);
    expect(own.people).toBeNull();
    expect(own.jobs[0]).toMatchObject({
      ...{ status: 'succeeded', practice: false, costMilliPtc: 70, charged: 'yes', voiceMs: 5_000, videoDurationMs: 9_000 },
      ...{ result: { state: 'saved', until: null }, person: null, mayDelete: true, restorableUntil: null, isWatched: false },
    });
    expect(own.jobs[0]?.thumbnailUrl).toMatch(/^\/api\/identify-face\/[\w-]+\/faces\/0\/thumbnail$/);

    const everybody = await listJobs(testTeam.owner);
    expect(getTitles(everybody)).toEqual(['Owner.mp4', 'Anna.mp4', 'Mei.mp4']);
    expect(everybody.jobs.map(({ person }) => person?.label)).toEqual([null, 'Anna', 'Mei']);
    expect(everybody.people?.map(({ label, role }) => [label, role])).toEqual([
      [null, 'owner'],
      ['Anna', 'editor'],
      ['Mei', 'editor'],
    ]);
    const anna = everybody.people?.find(({ label }) => label === 'Anna')?.personId ?? '';
    expect(getTitles(await listJobs(testTeam.owner, { person: anna }))).toEqual(['Anna.mp4']);
    const peeking = await testTeam.mei.browser.call(listRoute, `/api/advanced-lip-sync?person=${anna}`);
    expect(await readErrorCode(peeking)).toBe('404 not-found');
  });

  test('the list shows each practice visitor their own jobs', async () => {
    const { services } = await startServer({ env: {} });
    const [first, second] = [new ApiClient(), new ApiClient()];
    expect((await listJobs(first)).jobs).toEqual([]);
    const found = await first.uploadAndIdentify();
    await first.createJob(createJobRequest(found));
    expect((await listJobs(first)).jobs.map(({ practice, costMilliPtc }) => [practice, costMilliPtc])).toEqual([[true, 0]]);
    expect((await listJobs(second)).jobs).toEqual([]);
    await seedJob(services, { editorId: await seedEditor(services), status: 'succeeded' });
    expect((await listJobs(second)).jobs).toEqual([]);
  });

  test('the list returns each result’s expiry where retention is limited', async () => {
    const { services } = await startServer({ env: { OWNER_PASSCODE: PASSCODE, KEEP_DAYS: '7' } });
    const owner = new ApiClient();
    await signIn(owner, PASSCODE);
    const job = await seedJob(services, { editorId: 'owner', status: 'succeeded', resultUrl: 'https://up.example/1' });
    const place = async () => (await listJobs(owner)).jobs[0]?.result;
    expect(await place()).toEqual({ state: 'expiring', until: '2026-12-22T12:00:00.000Z' });
    const copy = { kind: 'result', jobId: job.jobId, key: `results/${job.jobId}`, nowMs: services.now() } as const;
    await services.db.claimCopy({ ...copy, untilMs: services.now() + 1000 });
    await services.db.recordCopy({ ...copy, heldUntilMs: services.now() + 1000, byteSize: 1 });
    expect(await place()).toEqual({ state: 'saved', until: '2026-11-29T12:00:00.000Z' });
  });

  test('the list supports pages, search by name and a filter by state', async () => {
    const { services, advance: advanceClock } = await startServer({ env: { OWNER_PASSCODE: PASSCODE } });
    const owner = new ApiClient();
    await owner.browser.call(enterRoute, '/api/access', { json: { code: PASSCODE } });
    for (let index = 0; index < 53; index += 1) {
      await seedJob(services, { editorId: 'owner', status: index % 10 === 0 ? 'failed' : 'succeeded', videoName: `Take ${index}.mov` });
      advanceClock(1000);
    }
    const first = await listJobs(owner);
    const second = await listJobs(owner, { cursor: first.nextCursor ?? '' });
    expect([first.jobs.length, second.jobs.length, second.nextCursor, second.people]).toEqual([50, 3, null, null]);
    expect(getTitles(second)).toEqual(['Take 2.mov', 'Take 1.mov', 'Take 0.mov']);
    expect(getTitles(await listJobs(owner, { q: 'TAKE 50' }))).toEqual(['Take 50.mov']);
    expect(getTitles(await listJobs(owner, { state: 'failed', q: '' }))).toEqual(
      [50, 40, 30, 20, 10, 0].map((index) => `Take ${index}.mov`),
    );
  });

  test.each(['cursor=nothing', 'cursor=1-a%2Fb', 'state=everything', 'person=..%2F', `q=${'a'.repeat(201)}`])(
    'does not know %s',
    async (query) => {
      await startServer({ env: {} });
      const response = await new ApiClient().browser.call(listRoute, `/api/advanced-lip-sync?${query}`);
      expect(await readErrorCode(response)).toBe('400 invalid-request');
    },
  );
});

describe('a job', () => {
  test('only its editor and the owner can rename a job', async () => {
    const testTeam = await createTestTeam();
    const jobId = await createFinishedJob(testTeam, testTeam.mei);
    expect(renamedJobSchema.parse(await (await renameJob(testTeam.mei, jobId, { name: '  Greeting, final  ' })).json()).name).toBe(
      'Greeting, final',
    );
    expect(getTitles(await listJobs(testTeam.mei, { q: 'final greeting' }))).toEqual(['Greeting, final']);
    expect(await readErrorCode(await renameJob(testTeam.anna, jobId, { name: 'Mine' }))).toBe('404 not-found');
    expect((await renameJob(testTeam.owner, jobId, { name: null })).status).toBe(200);
    expect(getTitles(await listJobs(testTeam.mei))).toEqual(['clip.mp4']);
    for (const name of ['', ' ', 'two\nlines', 'a'.repeat(121), '\u202egnp.exe', 5]) {
      expect(await readErrorCode(await renameJob(testTeam.mei, jobId, { name })), JSON.stringify(name)).toBe('400 invalid-request');
    }
  });

  test('a deleted job and its share links return 404 until it is restored', async () => {
    const testTeam = await createTestTeam();
    const jobId = await createFinishedJob(testTeam, testTeam.mei);
    const path = `/api/advanced-lip-sync/${jobId}`;
    const shared = await testTeam.mei.browser.call(shareRoute, `${path}/share`, { json: {}, params: { jobId } });
    const token = createdShareSchema.parse(await shared.json()).path.replace('/share/', '');
    const seen = async () => {
      const looks = [
        ...[jobRoute, videoRoute, originalRoute, voiceRoute].flatMap((route) =>
          [testTeam.mei, testTeam.owner].map((who) => who.browser.call(route, path, { params: { jobId } })),
        ),
        new ApiClient().browser.call(sharedRoute, `/api/share/${token}`, { params: { token } }),
        renameJob(testTeam.mei, jobId, { name: 'x' }),
      ];
      return new Set((await Promise.all(looks)).map(({ status }) => status));
    };
    expect(await seen()).toEqual(new Set([200]));
    expect(await readErrorCode(await deleteJob(testTeam.anna, jobId))).toBe('404 not-found');
    expect((await deleteJob(testTeam.mei, jobId)).status).toBe(204);
    expect((await deleteJob(testTeam.mei, jobId)).status).toBe(204);
    expect(await seen()).toEqual(new Set([404]));
    expect(getTitles(await listJobs(testTeam.mei))).toEqual([]);
    const [deleted] = (await listJobs(testTeam.mei, { state: 'deleted' })).jobs;
    expect(Date.parse(deleted?.restorableUntil ?? '')).toBe(testTeam.testApp.clock.nowMs + 30 * DAY_MS);
    expect((await listJobs(testTeam.anna, { state: 'deleted' })).jobs).toEqual([]);

    expect(await readErrorCode(await restoreJob(testTeam.anna, jobId))).toBe('404 not-found');
    expect((await restoreJob(testTeam.mei, jobId)).status).toBe(204);
    expect((await restoreJob(testTeam.mei, jobId)).status).toBe(204);
    expect(await seen()).toEqual(new Set([200]));
  });

  test('a deleted job cannot be restored after its deadline', async () => {
    const testTeam = await createTestTeam();
    const jobId = await createFinishedJob(testTeam, testTeam.mei);
    await deleteJob(testTeam.mei, jobId);
    testTeam.testApp.server.advance(30 * DAY_MS);
    // Sessions expire earlier.
    await signIn(testTeam.owner, PASSCODE);
    expect((await listJobs(testTeam.owner, { state: 'deleted' })).jobs).toEqual([]);
    expect(await readErrorCode(await restoreJob(testTeam.owner, jobId))).toBe('404 not-found');
  });

  test('a running job cannot be deleted, and continues to its end', async () => {
    const testTeam = await createTestTeam();
    const found = await testTeam.mei.uploadAndIdentify();
    const { jobId } = expectBody(await testTeam.mei.createJob(createJobRequest(found)));
    expect((await listJobs(testTeam.mei)).jobs[0]).toMatchObject({ mayDelete: false, isWatched: true });
    const refused = await deleteJob(testTeam.mei, jobId);
    const { error } = errorBodySchema.parse(await refused.json());
    expect([refused.status, error.code, error.charged, error.issues?.[0]?.code]).toEqual([422, 'validation-failed', 'no', 'job-under-way']);
    testTeam.testApp.server.advance(60_000);
    expect(expectBody(await testTeam.mei.getJob(jobId)).status).toBe('succeeded');
    expect((await deleteJob(testTeam.mei, jobId)).status).toBe(204);
  });

  test('an unknown job can be deleted after its look-ups end, and still counts as paid', async () => {
    const testTeam = await createTestTeam();
    const found = await testTeam.mei.uploadAndIdentify();
    testTeam.testApp.next('create', applyThenDrop);
    const { jobId, status } = expectBody(await testTeam.mei.createJob(createJobRequest(found)));
    expect(status).toBe('unknown');
    const spent = () => testTeam.testApp.server.services.db.spentOn('2026-11-22', 'live');
    const before = await spent();
    expect((await deleteJob(testTeam.mei, jobId)).status).toBe(422);
    testTeam.testApp.server.advance(DAY_MS);
    expect((await deleteJob(testTeam.mei, jobId)).status).toBe(204);
    expect(await spent()).toBe(before);
  });
});
