import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** Notification of a completed job while the page is in the background. */

/** Records notifications and reports the page as not focused. */
async function hideTab(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    window.Notification = class extends window.Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        told.push(title);
      }
    };
    document.hasFocus = () => false;
  });
  return () => page.evaluate(() => (window as unknown as { told: string[] }).told);
}

async function startJob(page: Page): Promise<Wizard> {
  const wizard = new Wizard(page);
  await wizard.createSampleJob();
  return wizard;
}

test('with permission, a completed job shows a notification and changes the tab’s title', async ({ page, context }) => {
  await context.grantPermissions(['notifications']);
  const told = await hideTab(page);
  const wizard = await startJob(page);
  await page.getByRole('button', { name: 'Tell me when it is done' }).click();
  await expect(page.getByText('You will be told, as long as this page stays open.')).toBeVisible();
  await expect(page).toHaveTitle(/working/);
  expect(await told()).toEqual([]);
  await wizard.waitForResult();
  await expect.poll(told).toEqual(['Sample clip is done']);
  await expect(page).toHaveTitle(/^Done/);
  await expect(page.locator('link[rel~="icon"]').first()).toHaveAttribute('href', /^data:/);
});

test('without permission, the page says so, shows no notification, and changes the tab’s title', async ({ page }) => {
  const told = await hideTab(page);
  const wizard = await startJob(page);
  await page.getByRole('button', { name: 'Tell me when it is done' }).click();
  await expect(page.getByText('This browser does not let this page notify you', { exact: false })).toBeVisible();
  await wizard.waitForResult();
  await expect(page).toHaveTitle(/^Done/);
  expect(await told()).toEqual([]);
});
