import { describe, expect, test } from 'vitest';
import { GET as cronRoute } from '@/app/api/cron/[turn]/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { runMaintenanceUntilDone } from '@/lib/server/maintenance/cron';
import { setServicesForTests } from '@/lib/server/services';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { readJob, seedEditor, seedJob } from '../../setup/app/seed';
import { startServer, TestBrowser } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

/** The scheduler's call, and its authorization. */

const SECRET = 'canary-cron-5b1d0f';

function callCron(headers: Record<string, string> = {}, path = '/api/cron/night'): Promise<Response> {
  return new TestBrowser().call(cronRoute, path, { headers, params: { turn: 'night' } });
}

/** A job that is done upstream and was not polled here, because every tab is closed. */
async function createUnattendedJob(
  options: Parameters<typeof createTestApp>[0] = {},
): Promise<{ testApp: TestApp; jobId: string; editor: ApiClient }> {
  const testApp = await createTestApp({ env: { CRON_SECRET: SECRET }, ...options });
  const editor = new ApiClient();
  const { jobId } = expectBody(await editor.createJob(createJobRequest(await editor.uploadAndIdentify())));
  await testApp.server.runDeferred();
  testApp.server.advance(3_600_000);
  return { testApp, editor, jobId };
}

describe('a stranger', () => {
  test.each<[string, Record<string, string>, string?]>([
    ['without a word', {}],
    ['with the wrong secret', { authorization: 'Bearer canary-cron-5b1d0e' }],
    ['with half of it', { authorization: 'Bearer canary-cron' }],
    ['with more than it', { authorization: `Bearer ${SECRET}${SECRET}` }],
    ['with nothing as a secret', { authorization: 'Bearer ' }],
    ['who says it differently', { authorization: `Basic ${SECRET}` }],
    ['who leaves out how it is said', { authorization: SECRET }],
    ['who puts it into the address', {}, `/api/cron/night?secret=${SECRET}`],
    ['who says to be Vercel', { 'user-agent': 'vercel-cron/1.0', 'x-vercel-cron': '1' }],
  ])('%s learns nothing and sets nothing going', async (_, headers, path) => {
    const { testApp, jobId } = await createUnattendedJob();
    const response = await callCron(headers, path);
    expect(response.status).toBe(401);
    expect(errorBodySchema.parse(await response.json()).error).toMatchObject({ code: 'unauthorized', charged: 'no' });
    expect(testApp.calls('query')).toBe(0);
    expect((await readJob(testApp.server.services, jobId)).status).toBe('submitted');
    expect(JSON.stringify(testApp.server.log)).not.toContain(SECRET);
  });

  test('the cron route returns 404 where no secret is set', async () => {
    const { testApp } = await createUnattendedJob({ env: {} });
    for (const authorization of ['', 'Bearer ', 'Bearer null', 'Bearer undefined'])
      expect((await callCron({ authorization })).status).toBe(404);
    expect(testApp.calls('query')).toBe(0);
  });
});

describe('the scheduler', () => {
  const callScheduled = () => callCron({ authorization: `Bearer ${SECRET}` });

  test('the cron route polls unwatched jobs to their end and copies their results', async () => {
    const { testApp, jobId, editor } = await createUnattendedJob();
    const response = await callScheduled();
    expect([response.status, await response.json()]).toEqual([200, { done: true }]);
    expect(await readJob(testApp.server.services, jobId)).toMatchObject({
      status: 'succeeded',
      archive: { archivedAtMs: expect.any(Number) },
    });
    expect(expectBody(await editor.getJob(jobId)).savedAt).not.toBeNull();
  });

  test('the cron route accepts repeated and parallel calls', async () => {
    const { testApp } = await createUnattendedJob();
    const responses = await Promise.all([callScheduled(), callScheduled(), callScheduled()]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    await callScheduled();
    expect([testApp.calls('query'), testApp.calls('file')]).toEqual([1, 2]);
  });

  test('the cron route runs several rounds and copies each result once', async () => {
    let fetched = 0;
    const fetchResult = async () => {
      fetched += 1;
      return new Response('', { status: 404 });
    };
    const server = await startServer({ env: { AI302_API_KEY: 'sk-test' }, inProcess: { isTrusted: () => true, fetch: fetchResult } });
    const editorId = await seedEditor(server.services);
    for (let n = 0; n < 45; n += 1)
      await seedJob(server.services, { editorId, status: 'succeeded', resultUrl: `https://results.example/${n}` });
    expect(await runMaintenanceUntilDone(server.services)).toEqual({ done: true });
    expect(fetched).toBe(45);
  });

  test('the cron route stops at its time limit, reports it, and continues at the next call', async () => {
    let fetched = 0;
    const server = await startServer({
      env: { AI302_API_KEY: 'sk-test' },
      inProcess: {
        isTrusted: () => true,
        fetch: async () => {
          fetched += 1;
          // Each takes a minute of the four that there are.
          server.advance(60_000);
          return new Response('', { status: 410 });
        },
      },
    });
    const editorId = await seedEditor(server.services);
    for (let n = 0; n < 7; n += 1)
      await seedJob(server.services, { editorId, status: 'succeeded', resultUrl: `https://results.example/${n}` });
    expect(await runMaintenanceUntilDone(server.services)).toEqual({ done: false });
    expect(fetched).toBe(4);
    expect(await runMaintenanceUntilDone(server.services)).toEqual({ done: false });
    expect(fetched).toBeGreaterThan(7);
  });
});

describe('where no timer runs', () => {
  test('without a timer, a job request runs maintenance for all jobs once a minute', async () => {
    const { testApp, jobId } = await createUnattendedJob();
    const { services } = testApp.server;
    setServicesForTests({ ...services, env: { ...services.env, onVercel: true } });
    const other = new ApiClient();
    const running = expectBody(await other.createJob(createJobRequest(await other.uploadAndIdentify())));
    await other.getJob(running.jobId);
    await testApp.server.runDeferred();
    expect((await readJob(services, jobId)).archive.archivedAtMs).not.toBeNull();
    const asked = testApp.calls('query');
    for (let n = 0; n < 5; n += 1) await other.getJob(running.jobId);
    await testApp.server.runDeferred();
    expect(testApp.calls('query')).toBe(asked);
  });

  test('with a timer, requests do not run maintenance', async () => {
    const { testApp, jobId } = await createUnattendedJob();
    const other = new ApiClient();
    const running = expectBody(await other.createJob(createJobRequest(await other.uploadAndIdentify())));
    await other.getJob(running.jobId);
    await testApp.server.runDeferred();
    expect((await readJob(testApp.server.services, jobId)).status).toBe('submitted');
  });
});
