import { describe, expect, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { GET as statusRoute } from '@/app/api/status/route';
import { type StatusResponse, statusResponseSchema } from '@/lib/contracts/status';
import { ownerMessages } from '@/lib/i18n/owner';
import { getSettingStatuses } from '@/lib/server/admin/site-status';
import { readEnv } from '@/lib/server/config/env';
import type { StorageKey } from '@/lib/server/storage/storage';
import { applyThenDrop, respondWithError } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { seedJob } from '../../setup/app/seed';
import { startServer } from '../../setup/app/server';
import { createTestApp } from '../../setup/app/test-app';

const KEY = 'sk-canary-77aa11';

async function owner(): Promise<ApiClient> {
  const who = new ApiClient();
  expect((await who.browser.call(enterRoute, '/api/access', { json: { code: 'open sesame' } })).status).toBe(204);
  return who;
}

async function getStatus(who: ApiClient): Promise<StatusResponse> {
  const answer = await who.browser.call(statusRoute, '/api/status');
  expect(answer.status).toBe(200);
  return statusResponseSchema.parse(await answer.json());
}

/** An upstream that answers only balance requests, and counts all others. */
function createBalanceUpstream(answer: () => Response) {
  const requestedPaths: string[] = [];
  const fakeFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    requestedPaths.push(`${request.method} ${new URL(request.url).pathname}`);
    return answer();
  };
  return { asked: requestedPaths, line: fakeFetch };
}

describe('GET /api/status', () => {
  test('GET /api/status returns the account’s balance, caches it, and never makes a paid call', async () => {
    const { asked: requestedPaths, line: fakeFetch } = createBalanceUpstream(() => Response.json({ data: { balance: '12.34' } }));
    const server = await startServer({ env: { AI302_API_KEY: KEY, OWNER_PASSCODE: 'open sesame' }, fetch: fakeFetch });
    const who = await owner();
    for (let n = 0; n < 5; n += 1) expect((await getStatus(who)).balance).toEqual({ state: 'known', milliPtc: 12_340 });
    expect(requestedPaths).toEqual(['GET /dashboard/balance']);
    server.advance(30_000);
    await getStatus(who);
    expect(requestedPaths).toEqual(['GET /dashboard/balance', 'GET /dashboard/balance']);
  });

  test.each<[string, () => Response, string]>([
    ['the key may not see it', () => Response.json({ code: 1103, message: 'no right to this API' }, { status: 403 }), 'hidden'],
    ['upstream is out of order', () => new Response('<html>', { status: 502 }), 'unreachable'],
  ])('is whole where %s', async (_, answer, state) => {
    await startServer({ env: { AI302_API_KEY: KEY, OWNER_PASSCODE: 'open sesame' }, fetch: createBalanceUpstream(answer).line });
    const status = await getStatus(await owner());
    expect(status.balance.state).toBe(state);
    expect(status.todayMilliPtc).toBe(0);
  });

  test('GET /api/status lists lost jobs with their editors, and results that wait for their copy', async () => {
    const testApp = await createTestApp({ env: { AI302_API_KEY: KEY, OWNER_PASSCODE: 'open sesame' }, findsByExternalId: false });
    const who = await owner();
    const found = await who.uploadAndIdentify();
    testApp.next('create', applyThenDrop);
    const lost = expectBody(await who.createJob(createJobRequest(found)));
    expect(lost.status).toBe('unknown');
    expectBody(await who.createJob(createJobRequest(found)));
    const status = await getStatus(who);
    expect([status.running, status.unknown]).toEqual([1, 1]);
    expect(status.unknownJobs).toMatchObject([
      { jobId: lost.jobId, role: 'owner', label: null, milliPtc: 70, since: '2026-11-22T12:00:00.000Z' },
    ]);
    expect([status.todayMilliPtc, status.budgetMilliPtc]).toEqual([147, 5_000]);
    expect(status.archive).toEqual({ waiting: 0, failing: 0, oldest: null });
  });

  test('without an owner, GET /api/status counts every lost job and names only the caller’s own', async () => {
    const { services } = await startServer({ env: {} });
    const [mei, stranger] = [new ApiClient(), new ApiClient()];
    const { editorId } = (await services.db.findVideo((await mei.uploadAndIdentify()).videoId)) ?? {};
    const { jobId } = await seedJob(services, { editorId: editorId ?? '', status: 'unknown' });
    expect(await getStatus(mei)).toMatchObject({ unknown: 1, unknownJobs: [{ jobId, role: 'visitor' }] });
    expect(await getStatus(stranger)).toMatchObject({ unknown: 1, unknownJobs: [] });
  });

  test('GET /api/status lists uncopied results while upstream keeps them, and stored bytes by kind', async () => {
    const testApp = await createTestApp({ env: { AI302_API_KEY: KEY, OWNER_PASSCODE: 'open sesame', STORAGE: 'local' } });
    const who = await owner();
    const { jobId } = expectBody(await who.createJob(createJobRequest(await who.uploadAndIdentify())));
    testApp.always('file', respondWithError(500, 5000));
    testApp.server.advance(20_000);
    await who.getJob(jobId);
    await testApp.server.runDeferred();
    const waiting = await getStatus(who);
    expect(waiting.archive).toEqual({ waiting: 1, failing: 1, oldest: '2026-11-22T12:00:00.000Z' });
    expect(waiting.kept.map(({ kind }) => kind)).not.toContain('result');
    testApp.always('file', null);
    testApp.server.advance(60_000);
    await who.getJob(jobId);
    await testApp.server.runDeferred();
    const saved = await getStatus(who);
    expect(saved.archive).toEqual({ waiting: 0, failing: 0, oldest: null });
    const size = async (key: StorageKey) => (await testApp.server.services.storage.stat(key))?.byteSize;
    expect(saved.kept).toContainEqual({ kind: 'result', files: 1, byteSize: await size(`results/${jobId}`) });
    expect(saved.kept).toContainEqual({ kind: 'voice', files: 1, byteSize: await size(`voices/${jobId}`) });
    expect(saved.pendingDeletion).toBe(0);
  });

  test('GET /api/status never contains the value of a setting', async () => {
    const env = { AI302_API_KEY: KEY, OWNER_PASSCODE: 'open sesame', DATABASE_AUTH_TOKEN: 'canary-token-1', CRON_SECRET: 'canary-cron-1' };
    await startServer({ env, fetch: createBalanceUpstream(() => Response.json({ data: { balance: 1 } })).line });
    const text = await (await (await owner()).browser.call(statusRoute, '/api/status')).text();
    for (const secret of Object.values(env)) expect(text).not.toContain(secret);
  });

  test('GET /api/status shows the simulator’s balance in practice mode and that nothing is configured', async () => {
    await startServer({ env: {} });
    const status = await getStatus(new ApiClient());
    expect(status).toMatchObject({ practice: true, budgetMilliPtc: null, balance: { state: 'known' } });
    expect(status.settings.slice(0, 2)).toEqual([
      { name: 'key', state: 'missing', level: 'look' },
      { name: 'passcode', state: 'missing', level: 'look' },
    ]);
  });
});

describe('every setting', () => {
  const some = (...values: string[]) => [undefined, ...values];
  const testApps = some('sk-1').flatMap((AI302_API_KEY) =>
    some('short', 'a long enough passcode').flatMap((OWNER_PASSCODE) =>
      some('file:./a.db', ':memory:', 'libsql://a.example').flatMap((DATABASE_URL) =>
        some('1').map((one) => ({
          ...{ AI302_API_KEY, OWNER_PASSCODE, DATABASE_URL },
          ...{ TRUSTED_PROXY_HOPS: one, KEEP_DAYS: one, DAILY_BUDGET_PTC: one },
          ...(one === undefined ? {} : { STORAGE: 'local', PUBLIC_BASE_URL: 'https://a.example' }),
        })),
      ),
    ),
  );

  test.each(testApps)('every setting has a message in each of its cases: %j', (source) => {
    for (const { name, state, level } of getSettingStatuses(readEnv(source))) {
      expect(ownerMessages.en.settings[name]?.[state], `${name} ${state}`).toBeDefined();
      expect(ownerMessages.en.levels[level]).toBeDefined();
    }
  });

  test('a missing setting on a live server is listed as required', () => {
    expect(getSettingStatuses(readEnv({ AI302_API_KEY: 'sk-1' }))).toContainEqual({ name: 'passcode', state: 'missing', level: 'todo' });
  });
});
