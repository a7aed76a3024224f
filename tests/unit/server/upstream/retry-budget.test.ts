import { expect, it } from 'vitest';
import { createRetryBudget } from '@/lib/server/upstream/retry-budget';
import { CALLS, createScriptedUpstream, getUpstreamError, networkError, respondWithJson } from './fake-upstream';

it('the retry budget allows one retry per ten calls after an initial allowance', () => {
  const budget = createRetryBudget();
  let retries = 0;
  for (let call = 0; call < 1_000; call += 1) {
    budget.deposit();
    if (budget.withdraw()) retries += 1;
    if (budget.withdraw()) retries += 1;
  }
  // The stock of ten, and 100 that were earned.
  expect(retries).toBeLessThanOrEqual(110);
  expect(retries).toBeGreaterThanOrEqual(105);
});

it('saves up no more than the stock it began with', () => {
  const budget = createRetryBudget();
  for (let call = 0; call < 1_000; call += 1) budget.deposit();
  expect(Array.from({ length: 20 }, budget.withdraw).filter(Boolean)).toHaveLength(10);
});

it('holds queries of an upstream that is gone to one attempt each, once it is used up', async () => {
  const { upstream, requests } = createScriptedUpstream([networkError('ECONNRESET')]);
  for (let call = 0; call < 200; call += 1) await getUpstreamError(CALLS.query(upstream));
  expect(requests.length).toBeLessThanOrEqual(200 + 10 + 20);
  expect(requests.length).toBeGreaterThan(200);
});

it('retries of paid calls without a connection do not use the budget', async () => {
  const { upstream, requests } = createScriptedUpstream([networkError('ECONNREFUSED')]);
  for (let call = 0; call < 20; call += 1) await getUpstreamError(CALLS.create(upstream));
  expect(requests).toHaveLength(60);
});

it('each successful call deposits into the retry budget', async () => {
  const success = respondWithJson({ code: 0, data: { task_id: '812345678901234567', task_status: 'processing' } });
  const script = { response: networkError('ECONNRESET') };
  const { upstream, requests } = createScriptedUpstream([() => script.response()]);
  for (let call = 0; call < 20; call += 1) await getUpstreamError(CALLS.query(upstream));
  script.response = success;
  for (let call = 0; call < 100; call += 1) await CALLS.query(upstream);
  script.response = networkError('ECONNRESET');
  const before = requests.length;
  await getUpstreamError(CALLS.query(upstream));
  expect(requests.length - before).toBe(3);
});
