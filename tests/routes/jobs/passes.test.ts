import { describe, expect, test } from 'vitest';
import { GET as originalRoute } from '@/app/api/advanced-lip-sync/[jobId]/original/route';
import { getResultKey } from '@/lib/server/jobs/job-files';
import { dropBeforeResponse, respondWithError } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Polls until the job is done and its result is copied. */
async function finishJob({ server }: TestApp, editor: ApiClient, jobId: string): Promise<void> {
  server.advance(MINUTE);
  await editor.getJob(jobId);
  await server.runDeferred();
  expect(expectBody(await editor.getJob(jobId)).savedAt).not.toBeNull();
}

async function createJobWithResult(options: Parameters<typeof createTestApp>[0] = {}) {
  const testApp = await createTestApp(options);
  const editor = new ApiClient();
  const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
  await finishJob(testApp, editor, jobId);
  return { world: testApp, editor, jobId };
}

const getSpent = ({ server }: TestApp) => server.services.db.spentOn('2026-11-22', 'live');

describe('the result of a job as the next video', () => {
  test('a result’s faces are found without an upload, for the price of identify-face only', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    expect(await getSpent(testApp)).toBe(77);
    const found = expectBody(await editor.identify({ jobId }));
    expect(found).toMatchObject({ durationMs: 9_000, faces: [{ faceId: '0', startMs: 500, endMs: 8_504 }] });
    expect(await getSpent(testApp)).toBe(84);
    expect(await testApp.simulator.billing()).toBe(84);
  });

  test('a result’s faces are identified once in each upstream session', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    const before = testApp.calls('identify');
    const responses = await Promise.all(Array.from({ length: 5 }, () => editor.identify({ jobId })));
    expect(new Set(responses.map((response) => expectBody(response).videoId)).size).toBe(1);
    expect(testApp.calls('identify')).toBe(before + 1);
    testApp.server.advance(24 * HOUR);
    await editor.identify({ jobId });
    expect(testApp.calls('identify')).toBe(before + 2);
  });

  test.each<[string, Parameters<TestApp['next']>[1], string, number]>([
    ['a refusal', respondWithError(400, 1201), 'no', 77],
    ['a lost answer', dropBeforeResponse, 'unknown', 84],
  ])('reserves its money as an upload does, and settles it after %s', async (_, fault, charged, total) => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    testApp.next('identify', fault);
    expect((await editor.identify({ jobId })).error?.charged).toBe(charged);
    expect(await getSpent(testApp)).toBe(total);
  });

  test('identify-face of a result respects the daily budget', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult({ env: { DAILY_BUDGET_PTC: '0.08' } });
    expect((await editor.identify({ jobId })).error).toMatchObject({ code: 'budget-exceeded', charged: 'no' });
    expect(await getSpent(testApp)).toBe(77);
  });

  test('a result belongs to its editor, and the request names exactly one source', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    const before = testApp.calls('identify');
    expect((await new ApiClient().identify({ jobId })).error?.code).toBe('not-found');
    expect((await editor.identify({ jobId: 'nobody' })).error?.code).toBe('not-found');
    expect((await editor.identify({ jobId, durationMs: 9_000 })).error?.code).toBe('invalid-request');
    expect((await editor.identify({ jobId, uploadId: 'upload' })).error?.code).toBe('invalid-request');
    expect(testApp.calls('identify')).toBe(before);
  });

  test('a result must be copied before its faces are identified', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
    const refused = { code: 'validation-failed', charged: 'no', issues: [{ code: 'result-not-saved' }] };
    expect((await editor.identify({ jobId })).error).toMatchObject(refused);
    await finishJob(testApp, editor, jobId);
    await testApp.server.services.storage.delete(getResultKey(jobId));
    expect((await editor.identify({ jobId })).error).toMatchObject(refused);
    expect(await getSpent(testApp)).toBe(77);
  });

  test('a further pass keeps the clip’s name and is compared with the previous pass', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    const found = expectBody(await editor.identify({ jobId }));
    const placement = { trimStartMs: 0, trimEndMs: 4_000, insertAtMs: 3_000, voiceVolume: 1, originalVolume: 1 };
    const second = expectBody(await editor.createJob(createJobRequest(found, { placement })));
    expect(second).toMatchObject({ sourceJobId: jobId, uploadId: null, videoName: 'clip.mp4' });
    await finishJob(testApp, editor, second.jobId);
    const { originalUrl } = expectBody(await editor.getJob(second.jobId));
    const params = { jobId: second.jobId };
    const original = await editor.browser.call(originalRoute, originalUrl ?? '', { params });
    const first = await (await editor.getVideo(jobId)).bytes();
    expect(Buffer.from(await original.bytes()).equals(Buffer.from(first))).toBe(true);
  });
});

describe('GET /api/advanced-lip-sync/{jobId}/passes', () => {
  test('GET passes returns a single job with the charge of its faces', async () => {
    const { editor, jobId } = await createJobWithResult();
    const { passes, isOwn } = expectBody(await editor.getPasses(jobId));
    expect(isOwn).toBe(true);
    expect(passes).toMatchObject([
      { jobId, sourceJobId: null, status: 'succeeded', facesMilliPtc: 7, lipSyncMilliPtc: 70, voice: { startMs: 1_000, endMs: 6_000 } },
    ]);
    expect(passes[0]?.thumbnailUrl).toMatch(/^\/api\/identify-face\/[\w-]+\/faces\/0\/thumbnail$/);
  });

  test('GET passes returns all passes in order with their charges, from any pass', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    const again = async (of: string) => {
      const { jobId: made } = expectBody(await editor.createJob(createJobRequest(expectBody(await editor.identify({ jobId: of })))));
      await finishJob(testApp, editor, made);
      return made;
    };
    const second = await again(jobId);
    const other = await again(jobId);
    const third = await again(second);
    for (const each of [jobId, second, other, third]) {
      const { passes } = expectBody(await editor.getPasses(each));
      expect(passes.map((pass) => [pass.jobId, pass.sourceJobId])).toEqual([
        [jobId, null],
        [second, jobId],
        [other, jobId],
        [third, second],
      ]);
      // Two tries over one result share its faces.
      expect(passes.map((pass) => pass.facesMilliPtc + pass.lipSyncMilliPtc)).toEqual([77, 77, 77, 77]);
    }
    expect(await getSpent(testApp)).toBe(77 + 77 + 70 + 77);
  });

  test('GET passes omits failed jobs and other editors’ jobs', async () => {
    const { world: testApp, editor, jobId } = await createJobWithResult();
    const found = expectBody(await editor.identify({ jobId }));
    testApp.next('create', respondWithError(400, 1301));
    expect((await editor.createJob(createJobRequest(found))).error?.code).toBe('content-refused');
    expect(expectBody(await editor.getPasses(jobId)).passes).toHaveLength(1);
    expect((await new ApiClient().getPasses(jobId)).status).toBe(404);
    expect((await editor.getPasses('nobody')).status).toBe(404);
  });
});

describe('GET /api/identify-face/{videoId}', () => {
  test('GET identify-face returns stored faces without a charge, also after upstream’s session expired', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    testApp.server.advance(25 * HOUR);
    expect(expectBody(await editor.getFaces(found.videoId))).toEqual(found);
    expect(testApp.calls('identify')).toBe(1);
  });

  test('GET identify-face returns stored faces only to their editor', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const { videoId } = await editor.uploadAndIdentify();
    expect((await new ApiClient().getFaces(videoId)).status).toBe(404);
    expect((await editor.getFaces('nobody')).status).toBe(404);
    expect(testApp.calls('identify')).toBe(1);
  });
});

describe('what jobs usually take', () => {
  test('the estimated duration comes from the database’s history once it is long enough', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    const usual: number[] = [];
    for (const seconds of [20, 80, 40, 30]) {
      const { jobId, usualMs } = expectBody(await editor.createJob(createJobRequest(found)));
      usual.push(usualMs);
      testApp.server.advance(seconds * 1_000);
      await editor.getJob(jobId);
      const { status } = expectBody(await editor.getJob(jobId));
      expect(status).toBe('succeeded');
    }
    // Fewer than three jobs leave the default.
    expect(usual.slice(0, 3)).toEqual([210_000, 210_000, 210_000]);
    const { usualMs, nextPollMs } = expectBody(await editor.createJob(createJobRequest(found)));
    expect(usual[3]).toBeLessThan(80_000);
    expect(usualMs).toBeLessThan(80_000);
    expect(nextPollMs).toBeLessThan(35_000);
  });
});
