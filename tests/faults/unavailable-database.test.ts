import { expect, onTestFinished, test } from 'vitest';
import { createJob } from '@/lib/server/jobs/create-job';
import { ApiClient, createIdempotencyKey, expectBody } from '../setup/app/api-client';
import { startSocketTestApp } from './socket-test-app';

/** Without a readable database nothing is spent, because the budget cannot be checked. */

async function prepareJob() {
  const testApp = await startSocketTestApp(true);
  onTestFinished(testApp.stop);
  const editor = new ApiClient();
  const { videoId } = expectBody(await editor.identify({ videoUrl: 'https://clips.example/0.mp4' }));
  return { world: testApp, editor, request: testApp.request(videoId), billed: await testApp.bill() };
}

test('without a database no upstream call is made and nothing is charged', async () => {
  const { world: testApp, editor, request, billed: billBefore } = await prepareJob();
  testApp.kill();
  for (const response of [await editor.createJob(request), await editor.identify({ videoUrl: 'https://clips.example/1.mp4' })]) {
    expect(response.status).toBe(500);
    expect(response.error?.charged).toBe('no');
  }
  expect(testApp.sentCreateIds()).toEqual([]);
  expect(await testApp.bill()).toBe(billBefore);
});

test.each(['findJobByKey', 'findVideo', 'insertJob'] as const)('with a database that fails at `%s`, no call goes out', async (step) => {
  const { world: testApp, request, billed: billBefore } = await prepareJob();
  const { services } = testApp.server;
  const video = await services.db.findVideo(request.videoId);
  const db = {
    ...services.db,
    [step]: async () => {
      throw new Error('the database is unreachable');
    },
  };
  const editor = { editorId: video?.editorId ?? '', role: 'owner' as const };
  await expect(createJob({ ...services, db }, editor, createIdempotencyKey(), request)).rejects.toThrow('unreachable');
  expect(testApp.sentCreateIds()).toEqual([]);
  expect(await testApp.bill()).toBe(billBefore);
});

test('without readable rate limits no upstream call is made', async () => {
  const { world: testApp, request, billed: billBefore } = await prepareJob();
  const { services } = testApp.server;
  const video = await services.db.findVideo(request.videoId);
  const limits = { consume: () => Promise.reject(new Error('the database is unreachable')) };
  const editor = { editorId: video?.editorId ?? '', role: 'owner' as const };
  await expect(createJob({ ...services, rateLimit: limits }, editor, createIdempotencyKey(), request)).rejects.toThrow('unreachable');
  expect(testApp.sentCreateIds()).toEqual([]);
  expect(await testApp.bill()).toBe(billBefore);
});
