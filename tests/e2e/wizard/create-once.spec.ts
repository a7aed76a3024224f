import type { Page, Route } from '@playwright/test';
import { jobResponseSchema } from '@/lib/contracts/job';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { trackCreates, Wizard } from '../steps/wizard';

const CREATE = '**/api/advanced-lip-sync';

async function placed(page: Page): Promise<Wizard> {
  const wizard = new Wizard(page);
  await wizard.openWithFiles(await makeClip(), await makeVoice());
  return wizard;
}

/** Error bodies as the API contract defines them. */
function rejectRequest(route: Route, status: number, code: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  return route.fulfill({
    status,
    json: { error: { code, message: 'for scripts, not for people', charged: 'no', requestId: 'request-of-the-test', ...more } },
  });
}

test('a double click on Create makes one job', async ({ page }) => {
  const wizard = await placed(page);
  const creates = trackCreates(page);
  await wizard.create.dblclick();
  const jobId = await wizard.waitForJobPage();
  expect(await creates.made()).toEqual([jobId]);
  expect(creates.sent()).toBe(1);
});

test('Enter held down on Create makes one job', async ({ page }) => {
  const wizard = await placed(page);
  const creates = trackCreates(page);
  await wizard.create.focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('Enter');
  const jobId = await wizard.waitForJobPage();
  expect(await creates.made()).toEqual([jobId]);
});

test('a network failure at Create is explained, and the retry creates one job', async ({ page, pageErrors }) => {
  pageErrors.expect(/advanced-lip-sync/);
  const wizard = await placed(page);
  const creates = trackCreates(page);
  const keys = new Set<string | undefined>();
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/advanced-lip-sync')) keys.add(request.headers()['idempotency-key']);
  });
  await page.route(CREATE, (route) => route.abort('connectionreset'));
  await wizard.create.click();
  await expect(wizard.alert).toContainText('The connection broke before an answer came.');
  await expect(wizard.alert).toContainText('Nothing was charged: this is practice.');
  await expect(wizard.alert).toContainText('Your work is kept.');

  await page.unroute(CREATE);
  await wizard.create.click();
  const jobId = await wizard.waitForJobPage();
  expect(await creates.made()).toEqual([jobId]);
  expect(keys.size).toBe(1);
});

test('a retry after a lost response returns the created job, not a second one', async ({ page, pageErrors }) => {
  pageErrors.expect(/advanced-lip-sync/);
  const wizard = await placed(page);
  let lost: string | undefined;
  await page.route(CREATE, async (route) => {
    if (lost !== undefined) return route.continue();
    lost = jobResponseSchema.parse(await (await route.fetch()).json()).jobId;
    await route.abort('connectionreset');
  });
  await wizard.create.click();
  expect(await wizard.waitForJobPage()).toBe(lost);
});

const REJECTIONS = [
  { status: 402, code: 'budget-exceeded', words: ['Today’s budget is used up.', 'Nothing was charged', 'midnight UTC'] },
  {
    status: 503,
    code: 'upstream-busy',
    more: { retryAfterMs: 20_000 },
    words: ['The lip-sync service is busy.', 'Nothing was charged', 'Ready again in 20 s.'],
  },
  { status: 422, code: 'content-refused', words: ['content review said no', 'Nothing was charged'] },
  { status: 504, code: 'upstream-timeout', words: ['did not answer in time', 'Nothing was charged', 'Your work is kept.'] },
] as const;

for (const { status, code, words, ...rest } of REJECTIONS) {
  test(`an error at Create (${code}) is explained, and the next click works`, async ({ page, pageErrors }) => {
    pageErrors.expect(new RegExp(`status of ${status}`));
    const wizard = await placed(page);
    await page.route(CREATE, (route) => rejectRequest(route, status, code, 'more' in rest ? rest.more : {}));
    await wizard.create.click();
    for (const part of words) await expect(wizard.alert).toContainText(part);
    await expect(wizard.alert).not.toContainText('for scripts');
    await expect(wizard.alert.getByText('Reference request-of-the-test')).toBeHidden();
    await wizard.alert.getByText('Details').click();
    await expect(wizard.alert.getByText('Reference request-of-the-test')).toBeVisible();

    await page.unroute(CREATE);
    await wizard.create.click();
    await wizard.waitForJobPage();
  });
}

test('an expired face session offers to find the faces again and keeps the placement', async ({ page, pageErrors }) => {
  pageErrors.expect(/status of 422/);
  const wizard = await placed(page);
  await wizard.typeTime(wizard.insertField, '1.7');
  await page.route(CREATE, (route) => rejectRequest(route, 422, 'session-expired'));
  await wizard.create.click();
  await expect(page.getByText('The faces have to be found again')).toBeVisible();
  await expect(page.getByText('Your clip, voice and settings are kept.')).toBeVisible();
  await expect(wizard.create).toBeDisabled();

  await page.unroute(CREATE);
  await page.getByRole('button', { name: 'Find the faces again' }).click();
  await wizard.expectFits();
  await expect(wizard.insertField).toHaveValue('0:01.700');
  await wizard.create.click();
  await wizard.waitForJobPage();
});

test('an unknown job id shows a not-found message with a link onward', async ({ page, pageErrors }) => {
  pageErrors.expect(/status of 404/);
  const wizard = new Wizard(page);
  await wizard.open('/jobs/no-such-job-0000000000');
  await expect(page.getByRole('heading', { name: 'There is no job at this address' })).toBeVisible();
  await expect(page.getByText('Nothing was charged by opening it.')).toBeVisible();
  await page.getByRole('link', { name: 'To the wizard' }).click();
  await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
});
