import { expect, type Page } from '@playwright/test';
import { CANARIES } from '../../setup/app/secret-leak-detector';
import type { LiveApp } from './live-app';
import { Wizard } from './wizard';

/** Through the door of a live site, by the owner's passcode. */
export async function enterLive(page: Page, app: LiveApp): Promise<Wizard> {
  const wizard = new Wizard(page);
  await page.goto(`${app.origin}/join`);
  await wizard.listening();
  await page.getByLabel('Code').fill(CANARIES.OWNER_PASSCODE);
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
  return wizard;
}

/** Presses Create, and waits for the result. A page that stays open looks again after half a minute; one that is opened looks at once. */
export async function createdLive(page: Page, wizard: Wizard, before: string | null = null): Promise<string> {
  await wizard.create.click();
  if (before !== null) await page.waitForURL((url) => url.pathname.startsWith('/jobs/') && !url.pathname.endsWith(before));
  const jobId = await wizard.onJobPage();
  await expect(async () => {
    await page.reload();
    await expect(wizard.download).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return jobId;
}
