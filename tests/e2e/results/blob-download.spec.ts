import { readFileSync } from 'node:fs';
import { startApp } from '../../setup/app-server';
import { BLOB_TOKEN, startFakeVercelBlob } from '../../setup/services/fake-vercel-blob';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** Vercel Blob cannot set the download's file name, so the page does. */
test('a result in a Blob store downloads under the clip’s name, and a broken connection needs one more click', async ({
  page,
  pageErrors,
}, testInfo) => {
  pageErrors.expect(/net::ERR_/);
  const store = await startFakeVercelBlob();
  const app = await startApp({
    settings: { STORAGE: 'vercel-blob', BLOB_READ_WRITE_TOKEN: BLOB_TOKEN, VERCEL_BLOB_API_URL: store.apiUrl },
  });
  const wizard = new Wizard(page);
  const button = page.getByRole('button', { name: 'Download', exact: true });
  try {
    await wizard.open(app.origin);
    await wizard.trySample();
    await wizard.expectFits();
    await wizard.create.click();
    await wizard.waitForJobPage();
    await expect(button).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Yours stays.')).toBeVisible({ timeout: 60_000 });

    const isDownload = (url: URL) => url.searchParams.has('download');
    await page.route(isDownload, (route) => route.abort());
    await button.click();
    await expect(page.getByText('The download broke off.')).toBeVisible();
    await page.unroute(isDownload);

    // Never responds.
    await page.route(isDownload, () => undefined);
    await button.click();
    await expect(page.getByRole('progressbar', { name: 'Downloading…' })).toBeVisible();
    await expect(page.getByText('The download broke off.')).toBeHidden();
    await page.screenshot({ path: testInfo.outputPath('downloading.png') });
    await page.getByRole('button', { name: 'Cancel the download' }).click();
    await expect(button).toBeVisible();
    await page.unroute(isDownload);

    const started = page.waitForEvent('download');
    await button.click();
    const download = await started;
    expect(download.suggestedFilename()).toMatch(/ lip-sync\.mp4$/);
    const kept = [...store.blobs.entries()].find(([name]) => name.startsWith('results/'))?.[1];
    expect(Buffer.compare(readFileSync(await download.path()), Buffer.from(kept?.bytes ?? []))).toBe(0);
    await expect(page.getByText('The download broke off.')).toBeHidden();
  } finally {
    await app.stop();
    await store.stop();
  }
});
