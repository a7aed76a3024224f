import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { GET as listRoute } from '@/app/api/advanced-lip-sync/route';
import { GET as facesRoute } from '@/app/api/identify-face/[videoId]/route';
import { GET as spendingRoute } from '@/app/api/spending/route';
import { spendingResponseSchema } from '@/lib/contracts/access';
import { listJobsResponseSchema } from '@/lib/contracts/library';
import { identifyFaceResponseSchema } from '@/lib/contracts/video';
import { AppError } from '@/lib/server/http/app-error';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { withServicesForVideo } from '@/lib/server/practice/practice-services';
import type { CallKind } from '@/lib/simulator/faults';
import { ApiClient, createIdempotencyKey, createJobRequest, expectBody, OWN_CLIP, SAMPLE_CLIP } from '../../setup/app/api-client';
import { seedEditor, seedJob } from '../../setup/app/seed';
import { startServer } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

/** The sample on a live server: recognised by its bytes, free, and never sent to upstream. */

const CALL_KINDS: readonly CallKind[] = ['identify', 'create', 'query', 'upload', 'balance', 'file'];
const countUpstreamCalls = (testApp: TestApp) => CALL_KINDS.reduce((sum, kind) => sum + testApp.calls(kind), 0);

async function startLiveTestApp(env: Readonly<Record<string, string>> = {}) {
  const testApp = await createTestApp({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'open sesame', ...env } });
  const editor = new ApiClient();
  expect((await editor.browser.call(enterRoute, '/api/access', { json: { code: 'open sesame' } })).status).toBe(204);
  const spent = async () =>
    spendingResponseSchema.parse(await (await editor.browser.call(spendingRoute, '/api/spending')).json()).spentMilliPtc;
  return { world: testApp, editor, spent };
}

async function finishJob(testApp: TestApp, editor: ApiClient, jobId: string) {
  testApp.server.advance(20_000);
  const job = expectBody(await editor.getJob(jobId));
  await testApp.server.runDeferred();
  return job;
}

describe('the sample on a live server', () => {
  test('sample and live jobs do not share idempotency keys', async () => {
    const { world: testApp, editor } = await startLiveTestApp();
    const [own, sample] = [
      expectBody(await editor.identify({ uploadId: await editor.upload(OWN_CLIP) })),
      expectBody(await editor.identify({ uploadId: await editor.upload(SAMPLE_CLIP) })),
    ];
    for (const [first, second] of [
      [own, sample],
      [sample, own],
    ] as const) {
      const key = createIdempotencyKey();
      expect((await editor.createJob(createJobRequest(first), key)).status).toBe(201);
      expect(await editor.createJob(createJobRequest(second), key)).toMatchObject({
        status: 409,
        error: { code: 'idempotency-conflict', charged: 'no' },
      });
    }
    expect(testApp.calls('create')).toBe(1);
  });

  test.each([{}, { STORAGE: '302ai' }])('goes all its way without one call of upstream and without any charge (%j)', async (env) => {
    const { world: testApp, editor, spent } = await startLiveTestApp(env);
    const uploadId = await editor.upload(SAMPLE_CLIP, 'Sample clip.mp4');
    const found = expectBody(await editor.identify({ uploadId }));
    expect(found.practice).toBe(true);
    expect(found.faces[0]?.thumbnailUrl).not.toBeNull();
    const again = expectBody(await editor.identify({ uploadId }));
    expect(again.videoId).toBe(found.videoId);
    const kept = await editor.browser.call(facesRoute, '/api/x', { params: { videoId: found.videoId } });
    expect(identifyFaceResponseSchema.parse(await kept.json())).toMatchObject({ videoId: found.videoId, practice: true });

    const key = createIdempotencyKey();
    const made = expectBody(await editor.createJob(createJobRequest(found), key));
    expect(made).toMatchObject({ status: 'submitted', practice: true, costMilliPtc: 0, charged: 'no' });
    expect(expectBody(await editor.createJob(createJobRequest(found), key)).jobId).toBe(made.jobId);
    const done = await finishJob(testApp, editor, made.jobId);
    expect(done).toMatchObject({ status: 'succeeded', practice: true, costMilliPtc: 0, charged: 'no' });
    const video = await editor.getVideo(made.jobId);
    expect([video.status, video.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect((await video.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    // A further pass over the result is practice as well.
    const next = expectBody(await editor.identify({ jobId: made.jobId }));
    expect(next.practice).toBe(true);
    expect(expectBody(await editor.createJob(createJobRequest(next))).practice).toBe(true);

    expect([countUpstreamCalls(testApp), await testApp.simulator.billing(), await spent()]).toEqual([0, 0, 0]);
    const { db } = testApp.server.services;
    const books = await db.listCharges({ mode: 'live', fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, after: null, limit: 10 });
    expect(books).toEqual([]);
    const library = await editor.browser.call(listRoute, '/api/advanced-lip-sync');
    const { jobs } = listJobsResponseSchema.parse(await library.json());
    expect(jobs.map(({ practice, costMilliPtc }) => [practice, costMilliPtc])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  });

  test('the sample works with the budget used up, and live jobs do not', async () => {
    const { world: testApp, editor } = await startLiveTestApp({ DAILY_BUDGET_PTC: '0.001' });
    const sample = expectBody(await editor.identify({ uploadId: await editor.upload(SAMPLE_CLIP) }));
    expect((await editor.createJob(createJobRequest(sample))).status).toBe(201);
    const own = await editor.identify({ uploadId: await editor.upload(OWN_CLIP) });
    expect([own.status, own.error?.code]).toEqual([402, 'budget-exceeded']);
    expect(countUpstreamCalls(testApp)).toBe(0);
  });

  test('sample and live jobs run side by side, each at its own price', async () => {
    const { world: testApp, editor, spent } = await startLiveTestApp();
    const sample = expectBody(await editor.identify({ uploadId: await editor.upload(SAMPLE_CLIP) }));
    const own = expectBody(await editor.identify({ uploadId: await editor.upload(OWN_CLIP) }));
    expect([sample.practice, own.practice]).toEqual([true, false]);
    const [free, paid] = [
      expectBody(await editor.createJob(createJobRequest(sample))),
      expectBody(await editor.createJob(createJobRequest(own))),
    ];
    expect([free.practice, paid.practice, await spent()]).toEqual([true, false, 77]);
    expect([testApp.calls('identify'), testApp.calls('create'), await testApp.simulator.billing()]).toEqual([1, 1, 77]);
    expect((await finishJob(testApp, editor, free.jobId)).status).toBe('succeeded');
    expect(testApp.calls('query')).toBe(0);
    testApp.server.advance(60_000);
    expect((await finishJob(testApp, editor, paid.jobId)).status).toBe('succeeded');
    expect(testApp.calls('query')).toBe(1);
    expect(await spent()).toBe(77);
  });

  test('a sample job finishes and is archived without an open page', async () => {
    const { world: testApp, editor } = await startLiveTestApp();
    const found = expectBody(await editor.identify({ uploadId: await editor.upload(SAMPLE_CLIP) }));
    const { jobId } = expectBody(await editor.createJob(createJobRequest(found)));
    testApp.server.advance(90_000);
    await runMaintenance(testApp.server.services);
    const job = await testApp.server.services.db.findJob(jobId);
    expect([job?.status, job?.archive.archivedAtMs !== null, countUpstreamCalls(testApp)]).toEqual(['succeeded', true, 0]);
  });

  test('the sample works while upstream is unavailable', async () => {
    const { world: testApp, editor } = await startLiveTestApp();
    testApp.always('identify', async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    });
    for (let attempts = 0; attempts < 6; attempts += 1)
      await editor.identify({ videoUrl: `https://clips.example/${attempts}.mp4`, durationMs: 9_000 });
    const found = await editor.identify({ uploadId: await editor.upload(SAMPLE_CLIP) });
    expect(found.status).toBe(200);
  });

  test('only the exact file counts as the sample, whatever its name and length', async () => {
    const { editor } = await startLiveTestApp();
    const almost = new Uint8Array(SAMPLE_CLIP);
    almost[almost.length - 1] = (almost.at(-1) ?? 0) ^ 1;
    const found = expectBody(await editor.identify({ uploadId: await editor.upload(almost, 'Sample clip.mp4') }));
    expect(found.practice).toBe(false);
  });

  test('errors of sample calls are uncharged, and errors of live calls keep their charge', async () => {
    const { services } = await startServer();
    const editorId = await seedEditor(services);
    const videoOf = async (mode: 'practice' | 'live') => (await seedJob({ ...services, mode }, { editorId, status: 'succeeded' })).videoId;
    const lost = async () => Promise.reject(new AppError('upstream-timeout', 'no answer', { charged: 'unknown', retryAfterMs: 5_000 }));
    await expect(withServicesForVideo(services, await videoOf('practice'), lost)).rejects.toMatchObject({
      ...{ code: 'upstream-timeout', charged: 'no', retryAfterMs: 5_000 },
    });
    await expect(withServicesForVideo(services, await videoOf('live'), lost)).rejects.toMatchObject({
      code: 'upstream-timeout',
      charged: 'unknown',
    });
  });
});

describe('practice on a live server', () => {
  test('a caller cannot request practice mode on a live server', async () => {
    const { world: testApp, editor } = await startLiveTestApp();
    const uploadId = await editor.upload(OWN_CLIP, 'Sample clip.mp4');
    for (const body of [
      { uploadId, practice: true },
      { uploadId, mode: 'practice' },
    ]) {
      expect((await editor.identify(body)).status).toBe(400);
    }
    expect(expectBody(await editor.identify({ uploadId })).practice).toBe(false);
    expect(testApp.calls('identify')).toBe(1);
  });

  test('a practice server has no separate practice services', async () => {
    const { services } = await startServer({ env: {} });
    expect(services.practice).toBeNull();
    const visitor = new ApiClient();
    expect((await visitor.uploadAndIdentify()).practice).toBe(true);
  });
});

test('the file that comes with the project is the one that the server knows', async () => {
  expect([SAMPLE_CLIP.byteLength, createHash('sha256').update(SAMPLE_CLIP).digest('hex')]).toEqual([
    513_840,
    'c9acc6469ae755176f6b6a037459efca10602fc8df67b57a28fe1ce883588d42',
  ]);
});
