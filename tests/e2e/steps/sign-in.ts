import { expect, type Page } from '@playwright/test';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import type { LiveApp } from './live-app';
import { Wizard } from './wizard';

/** Signs in to a live site with the owner's passcode. */
export async function signInLive(page: Page, app: LiveApp): Promise<Wizard> {
  const wizard = new Wizard(page);
  await page.goto(`${app.origin}/join`);
  await wizard.waitForHydration();
  await page.getByLabel('Code').fill(SECRETS.OWNER_PASSCODE);
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
  return wizard;
}

/** Clicks Create and waits for the result. Reloads the page, because an open page polls only every 30 s. */
export async function createLiveJob(page: Page, wizard: Wizard, previousJobId: string | null = null): Promise<string> {
  await wizard.create.click();
  if (previousJobId !== null) await page.waitForURL((url) => url.pathname.startsWith('/jobs/') && !url.pathname.endsWith(previousJobId));
  const jobId = await wizard.waitForJobPage();
  await expect(async () => {
    await page.reload();
    await expect(wizard.download).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return jobId;
}
