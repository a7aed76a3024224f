import { describe, expect, test } from 'vitest';
import { GET as healthRoute } from '@/app/api/health/route';
import { GET as spendingRoute } from '@/app/api/spending/route';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { startServer, TestBrowser } from '../../setup/app/server';
import { createTestApp } from '../../setup/app/test-app';

async function spending(editor: ApiClient): Promise<unknown> {
  return (await editor.browser.call(spendingRoute, '/api/spending')).json();
}

describe('GET /api/health', () => {
  test.each([
    ['practice', {}],
    ['live', { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'pw' }],
  ])('says that all is well in %s mode, and nothing else, to anybody', async (mode, env) => {
    await startServer({ env });
    const response = await new TestBrowser().call(healthRoute, '/api/health');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', mode });
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

describe('GET /api/spending', () => {
  test('GET /api/spending sums the live charges of all editors today', async () => {
    const testApp = await createTestApp();
    const [one, two] = [new ApiClient(), new ApiClient()];
    await one.createJob(createJobRequest(await one.uploadAndIdentify()));
    await two.uploadAndIdentify();
    expect(await spending(one)).toEqual({ spentMilliPtc: 84, budgetMilliPtc: 5_000 });
    testApp.server.advance(12 * 3_600_000);
    expect(await spending(one)).toEqual({ spentMilliPtc: 0, budgetMilliPtc: 5_000 });
  });

  test('GET /api/spending counts nothing in practice mode', async () => {
    await startServer({ env: {} });
    const editor = new ApiClient();
    await editor.uploadAndIdentify();
    expect(await spending(editor)).toEqual({ spentMilliPtc: 0, budgetMilliPtc: 5_000 });
  });

  test('practice mode can simulate an exceeded budget where one is set', async () => {
    await startServer({ env: { DAILY_BUDGET_PTC: '0.1' } });
    const editor = new ApiClient();
    const found = await editor.uploadAndIdentify();
    expectBody(await editor.createJob(createJobRequest(found)));
    expect(await spending(editor)).toEqual({ spentMilliPtc: 77, budgetMilliPtc: 100 });
    expect(await editor.createJob(createJobRequest(found))).toMatchObject({
      status: 402,
      error: { code: 'budget-exceeded', charged: 'no' },
    });
  });

  test('GET /api/spending requires sign-in', async () => {
    await startServer({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'pw' } });
    expect((await new TestBrowser().call(spendingRoute, '/api/spending')).status).toBe(401);
  });
});
