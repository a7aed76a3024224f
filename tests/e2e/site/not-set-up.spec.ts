import { makeClip, makeVoice } from '../../fixtures/media';
import { type RunningApp, startApp } from '../../setup/app-server';
import { expect, test } from '../fixtures';
import { inspectAppearance } from '../steps/looks';
import { Wizard } from '../steps/wizard';

/** A site as the Deploy button leaves it before anything is connected: no database, no store, and Vercel's own settings. */

let app: RunningApp;

test.beforeAll(async () => {
  app = await startApp({ settings: { VERCEL: '1', DATABASE_URL: '' }, readyPath: '/icon.svg' });
});

test.afterAll(async () => {
  await app.stop();
});

test('an owner’s first visit is told what is missing, and placing and listening work all the same', async ({
  page,
  pageErrors,
}, testInfo) => {
  test.setTimeout(180_000);
  // What the server cannot answer is said on the page.
  pageErrors.expect(/status of 503/);
  const wizard = new Wizard(page);
  await page.goto(`${app.origin}/`);
  await wizard.waitForHydration();
  const notice = page.getByRole('region', { name: 'This site is not set up yet' });
  await expect(notice.getByText('A database', { exact: true })).toBeVisible();
  await expect(notice.getByText('A store for clips and results', { exact: true })).toBeVisible();
  await expect(page.getByText('Practice mode')).toHaveCount(0);
  await inspectAppearance(page, 'not-set-up', testInfo);

  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  await inspectAppearance(page, 'placing', testInfo);
  await expect(page.getByText('This site is not set up yet.', { exact: false }).first()).toBeVisible();
  await wizard.create.click();
  await expect(wizard.alert).toContainText('This site is not set up for that yet.');
  await expect(wizard.alert).toContainText('Nothing was charged.');
});

test('every other page says the same, and no answer gives a value away', async ({ page, pageErrors }, testInfo) => {
  pageErrors.expect(/status of 503/);
  for (const path of ['/jobs/nothing', '/library', '/team', '/status', '/join', `/share/${'a'.repeat(43)}`]) {
    await page.goto(`${app.origin}${path}`);
    await expect(page.getByRole('heading', { name: 'This site is not set up yet' }), path).toBeVisible();
  }
  await inspectAppearance(page, 'not-set-up-page', testInfo);
  const health = await page.request.get(`${app.origin}/api/health`);
  expect(health.status()).toBe(503);
  expect(await health.json()).toMatchObject({ error: { code: 'not-configured', charged: 'no' } });
});
