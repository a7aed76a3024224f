import { makeClip, makeVoice } from '../../fixtures/media';
import { type RunningApp, startApp } from '../../setup/app-server';
import { expect, test } from '../fixtures';
import { inspectAppearance } from '../steps/looks';
import { Wizard } from '../steps/wizard';

/** A site just after Vercel's Deploy button: no database and no store, only Vercel's own variables. */

let app: RunningApp;

test.beforeAll(async () => {
  app = await startApp({ settings: { VERCEL: '1', DATABASE_URL: '' }, readyPath: '/icon.svg' });
});

test.afterAll(async () => {
  await app.stop();
});

test('without configuration, the page lists what is missing, and placing and playback still work', async ({
  page,
  pageErrors,
}, testInfo) => {
  test.setTimeout(180_000);
  // The server's errors are shown on the page.
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

test('without configuration, every page lists what is missing, and no response reveals a value', async ({ page, pageErrors }, testInfo) => {
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
