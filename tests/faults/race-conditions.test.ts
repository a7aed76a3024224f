import { describe, expect, onTestFinished, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { POST as createRoute } from '@/app/api/advanced-lip-sync/route';
import { POST as inviteRoute } from '@/app/api/team/invites/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { createdInviteSchema } from '@/lib/contracts/team';
import { createJob } from '@/lib/server/jobs/create-job';
import { runMaintenance } from '@/lib/server/maintenance/run-maintenance';
import { identifyFace } from '@/lib/server/videos/identify-face';
import { ApiClient, createIdempotencyKey, createJobRequest, expectBody } from '../setup/app/api-client';
import { type Clock, START_MS, startServer } from '../setup/app/server';
import { createTestApp, type TestApp } from '../setup/app/test-app';
import { startFakeUpstream } from './fake-upstream';
import { SHORT_VOICE } from './short-voice';

/** Race conditions, and wrong or jumping clocks. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LINK = 'https://clips.example/1.mp4';

async function getSpent({ server, clock }: TestApp): Promise<number> {
  return server.services.db.spentOn(new Date(clock.nowMs).toISOString().slice(0, 10), 'live');
}

describe('an editor whose access is revoked during a request', () => {
  async function inviteEditor() {
    const testApp = await createTestApp({ env: { OWNER_PASSCODE: 'sesame' } });
    const [owner, mei] = [new ApiClient(), new ApiClient()];
    await owner.browser.call(enterRoute, '/api/access', { json: { code: 'sesame' } });
    const made = await owner.browser.call(inviteRoute, '/api/team/invites', { json: { label: 'Mei' } });
    const { path, invite } = createdInviteSchema.parse(await made.json());
    await mei.browser.call(enterRoute, '/api/access', { json: { code: path.replace('/join#', '') } });
    const found = expectBody(await mei.identify({ videoUrl: LINK, durationMs: 9_000 }));
    return { world: testApp, mei, found, inviteId: invite.inviteId };
  }

  test('a request in progress spends nothing after its editor’s access is revoked', async () => {
    const { world: testApp, mei, found, inviteId } = await inviteEditor();
    const bytes = new TextEncoder().encode(JSON.stringify(createJobRequest(found)));
    const wasAuthenticated = Promise.withResolvers<void>();
    // A slow body: its second half is read after the session was checked.
    const halves = [bytes.subarray(0, 1_000), bytes.subarray(1_000)];
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const half = halves.shift();
          if (half === undefined) return controller.close();
          if (halves.length === 0) {
            wasAuthenticated.resolve();
            await testApp.server.services.invites.revoke(inviteId);
          }
          controller.enqueue(half);
        },
      },
      { highWaterMark: 0 },
    );
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json', 'idempotency-key': createIdempotencyKey() },
    };
    const answer = await mei.browser.call(createRoute, '/api/advanced-lip-sync', init);
    await wasAuthenticated.promise;
    expect(answer.status).toBe(401);
    expect(errorBodySchema.parse(await answer.json()).error).toMatchObject({ code: 'unauthorized', charged: 'no' });
    expect(testApp.creates).toEqual([]);
    expect([await getSpent(testApp), await testApp.simulator.billing()]).toEqual([7, 7]);
  });

  test('identify-face makes no call after access is revoked, and an existing job remains', async () => {
    const { world: testApp, mei, found, inviteId } = await inviteEditor();
    const { services } = testApp.server;
    const { editorId } = (await services.db.findVideo(found.videoId)) ?? { editorId: '' };
    const editor = { editorId, role: 'editor' } as const;
    const { jobId } = expectBody(await mei.createJob(createJobRequest(found)));
    await services.invites.revoke(inviteId);
    const search = identifyFace(services, editor, { videoUrl: `${LINK}?2`, durationMs: 9_000 });
    await expect(search).rejects.toMatchObject({ code: 'unauthorized', charged: 'no' });
    await expect(createJob(services, editor, createIdempotencyKey(), createJobRequest(found))).rejects.toMatchObject({
      code: 'unauthorized',
      charged: 'no',
    });
    expect(testApp.calls('identify')).toBe(1);
    testApp.server.advance(HOUR);
    await runMaintenance(services);
    expect(await services.db.findJob(jobId)).toMatchObject({ status: 'succeeded' });
    expect([await getSpent(testApp), await testApp.simulator.billing()]).toEqual([77, 77]);
  });
});

describe('at midnight UTC', () => {
  const MIDNIGHT = START_MS + 12 * HOUR;

  test('a charge belongs to the day of its request, and the next day has a separate budget', async () => {
    const testApp = await createTestApp({ env: { DAILY_BUDGET_PTC: '0.077' } });
    const editor = new ApiClient();
    const found = expectBody(await editor.identify({ videoUrl: LINK, durationMs: 9_000 }));
    testApp.clock.nowMs = MIDNIGHT - 1;
    // The response arrives after midnight.
    testApp.next('create', async (answer) => {
      testApp.clock.nowMs = MIDNIGHT + 1;
      return answer();
    });
    expect((await editor.createJob(createJobRequest(found))).status).toBe(201);
    const { db } = testApp.server.services;
    expect([await db.spentOn('2026-11-22', 'live'), await db.spentOn('2026-11-23', 'live')]).toEqual([77, 0]);
    expect((await editor.createJob(createJobRequest(found))).status).toBe(201);
    expect((await editor.createJob(createJobRequest(found))).status).toBe(402);
  });

  test('a request rejected just before midnight gets a short Retry-After', async () => {
    const testApp = await createTestApp({ env: { DAILY_BUDGET_PTC: '0.007' } });
    const editor = new ApiClient();
    const found = expectBody(await editor.identify({ videoUrl: LINK, durationMs: 9_000 }));
    const { services } = testApp.server;
    const { editorId } = (await services.db.findVideo(found.videoId)) ?? { editorId: '' };
    let nowMs = MIDNIGHT - 5;
    // Each clock reading advances it by a millisecond.
    const now = () => ++nowMs;
    const db = {
      ...services.db,
      insertJob: (...job: Parameters<typeof services.db.insertJob>) => {
        nowMs = MIDNIGHT + 1;
        return services.db.insertJob(...job);
      },
    };
    const press = createJob({ ...services, db, now }, { editorId, role: 'visitor' }, createIdempotencyKey(), createJobRequest(found));
    await expect(press).rejects.toMatchObject({ code: 'budget-exceeded', retryAfterMs: expect.toSatisfy((ms: number) => ms <= 5) });
  });

  test('fifty requests around midnight spend at most two daily budgets', async () => {
    const testApp = await createTestApp({ env: { DAILY_BUDGET_PTC: '0.217' } });
    const editor = new ApiClient();
    const found = expectBody(await editor.identify({ videoUrl: LINK, durationMs: 9_000 }));
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        testApp.clock.nowMs = n % 2 === 0 ? MIDNIGHT - 1 : MIDNIGHT;
        return editor.createJob(createJobRequest(found));
      }),
    );
    const { db } = testApp.server.services;
    const days = [await db.spentOn('2026-11-22', 'live'), await db.spentOn('2026-11-23', 'live')];
    for (const milliPtc of days) expect(milliPtc).toBeLessThanOrEqual(217);
    expect(7 + 70 * responses.filter(({ status }) => status === 201).length).toBe(await testApp.simulator.billing());
    expect((days[0] ?? 0) + (days[1] ?? 0)).toBe(await testApp.simulator.billing());
  });
});

test('identify-face makes no further paid call after another request took over its claim', async () => {
  const testApp = await createTestApp({ env: { STORAGE: '302ai' } });
  const editor = new ApiClient();
  const uploadId = await editor.upload();
  // The machine sleeps during the upload and wakes for a second request.
  const second = Promise.withResolvers<void>();
  testApp.next('upload', async (answer) => {
    const response = await answer();
    testApp.clock.nowMs += HOUR;
    expectBody(await editor.identify({ uploadId }));
    second.resolve();
    return response;
  });
  const first = await editor.identify({ uploadId });
  await second.promise;
  expect(first.error).toMatchObject({ code: 'upstream-timeout', charged: 'yes' });
  expect(testApp.calls('identify')).toBe(1);
  // Two uploads and one search.
  expect([await getSpent(testApp), await testApp.simulator.billing()]).toEqual([9, 9]);
});

describe('two servers on one database', () => {
  async function startTwoServers(budgetPtc: string) {
    const clock: Clock = { nowMs: START_MS };
    const upstream = await startFakeUpstream({ now: () => clock.nowMs });
    onTestFinished(upstream.stop);
    const env = { AI302_API_KEY: 'sk-test', AI302_BASE_URL: upstream.origin, DAILY_BUDGET_PTC: budgetPtc };
    const first = await startServer({ clock, env });
    const folder = first.services.env.filesFolder.replace(/\/files$/, '');
    const second = await startServer({ clock, env, folder });
    const server = (n: number) => (n % 2 === 0 ? first.services : second.services);
    const editor = await first.services.db.openSession({
      ...{ tokenHash: 'hash', role: 'visitor' },
      ...{ nowMs: START_MS, expiresAtMs: START_MS + DAY },
    });
    const { videoId } = await identifyFace(first.services, editor, { videoUrl: LINK, durationMs: 9_000 });
    const request = {
      ...{ videoId, faceId: '0', voice: { base64: SHORT_VOICE.toString('base64'), durationMs: 2_000 } },
      placement: { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    };
    const press = (n: number, key: string) => createJob(server(n), editor, key, request);
    return { upstream, press, server, editor };
  }

  test('two servers create one job for one key', async () => {
    const { upstream, press } = await startTwoServers('5');
    for (let round = 0; round < 10; round += 1) {
      const key = createIdempotencyKey();
      const responses = await Promise.all(Array.from({ length: 8 }, (_, n) => press(n, key)));
      expect(new Set(responses.map(({ job }) => job.jobId)).size).toBe(1);
      expect(responses.filter(({ isNew }) => isNew)).toHaveLength(1);
    }
    expect(upstream.receivedCreateIds).toHaveLength(10);
    expect(upstream.bill()).toBe(7 + 700);
  });

  test('two servers share one budget under fifty requests', async () => {
    const { upstream, press } = await startTwoServers('0.5');
    const responses = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => press(n, createIdempotencyKey())));
    expect(responses.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
    expect(upstream.bill()).toBe(497);
  });

  test('two servers identify the faces of one link once', async () => {
    const { upstream, server, editor } = await startTwoServers('5');
    const queryCount = upstream.calls('identify');
    const found = await Promise.all(
      Array.from({ length: 8 }, (_, n) => identifyFace(server(n), editor, { videoUrl: `${LINK}?2`, durationMs: 9_000 })),
    );
    expect(new Set(found.map(({ videoId }) => videoId)).size).toBe(1);
    expect(upstream.calls('identify') - queryCount).toBe(1);
  });
});
