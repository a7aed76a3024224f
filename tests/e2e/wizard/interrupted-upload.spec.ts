import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Page, test as plain } from '@playwright/test';
import { ROOT, type RunningApp, startApp, temporaryFolder } from '../../setup/app-server';
import { S3_BUCKET, S3_CREDENTIALS, S3_REGION, startFakeS3 } from '../../setup/services/fake-s3';
import { startThrottledProxy, type ThrottledProxy } from '../../setup/services/throttled-proxy';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** A clip of the maximum size over an interrupted connection: the upload must never restart. */

const CLIP_BYTES = 100_000_000;
/** Duration of the interruption: the required one in the deep run, a short one otherwise. */
const OUTAGE_MS = process.env.TEST_DEEP === '1' ? 30_000 : 4_000;
/** Allowance for bytes sent twice: parts in flight at each interruption, page requests, headers. */
const SPARE_BYTES = 25_000_000;
const BYTES_PER_SECOND = 30_000_000;

/** The sample padded with a `free` box, which every reader skips. */
function createLongClip(): { readonly file: string; readonly remove: () => void } {
  const folder = temporaryFolder();
  const clip = readFileSync(path.join(ROOT, 'public/sample/clip.mp4'));
  const bytes = Buffer.alloc(CLIP_BYTES);
  clip.copy(bytes);
  bytes.writeUInt32BE(CLIP_BYTES - clip.byteLength, clip.byteLength);
  bytes.write('free', clip.byteLength + 4, 'latin1');
  const file = path.join(folder, 'long.mp4');
  writeFileSync(file, bytes);
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}

const getPort = ({ origin }: { readonly origin: string }) => Number(new URL(origin).port);
const progressBar = (page: Page) => page.getByRole('progressbar', { name: 'Upload' });
const readUploadedShare = async (page: Page) => Number(await progressBar(page).getAttribute('aria-valuenow'));

async function waitUntilSent(proxy: ThrottledProxy, share: number): Promise<void> {
  await expect.poll(proxy.sentBytes, { timeout: 60_000 }).toBeGreaterThan(share * CLIP_BYTES);
}

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

test('upload to the server: an interruption, a reload and a killed server repeat parts, never the whole clip', async ({
  page,
  pageErrors,
}, testInfo) => {
  pageErrors.expect(/net::ERR_/);
  const clip = createLongClip();
  const proxy = await startThrottledProxy({ bytesPerSecond: BYTES_PER_SECOND });
  let app: RunningApp = await startApp();
  proxy.setTargetPort(getPort(app));
  const wizard = new Wizard(page);
  try {
    await wizard.open(proxy.origin);
    await wizard.drop(clip.file);

    await plain.step('the line is cut', async () => {
      await waitUntilSent(proxy, 0.25);
      proxy.disconnect();
      await expect(page.getByRole('paragraph').filter({ hasText: /The connection broke|You are offline/ })).toBeVisible();
      expect(await readUploadedShare(page)).toBeGreaterThan(0.1);
      await page.screenshot({ path: testInfo.outputPath('cut.png') });
      await wait(OUTAGE_MS);
      proxy.reconnect();
    });

    await plain.step('the page is reloaded', async () => {
      await waitUntilSent(proxy, 0.5);
      await wizard.reload();
      await expect(progressBar(page)).toBeVisible();
      await expect.poll(() => readUploadedShare(page)).toBeGreaterThan(0.3);
    });

    await plain.step('the server is killed, and comes back', async () => {
      await waitUntilSent(proxy, 0.75);
      const { folder } = app;
      await app.kill();
      app = await startApp({ folder });
      proxy.setTargetPort(getPort(app));
    });

    await expect(page.getByText('One face found.')).toBeAttached({ timeout: 60_000 });
    expect(proxy.sentBytes()).toBeLessThan(CLIP_BYTES + SPARE_BYTES);
  } finally {
    await app.stop();
    await proxy.stop();
    clip.remove();
  }
});

test('upload to a bucket: the page sends the parts directly and resumes after an interruption', async ({ page, pageErrors }) => {
  // While the bucket is unreachable, the server returns storage-unavailable.
  pageErrors.expect(/net::ERR_|status of 503/);
  const clip = createLongClip();
  const store = await startFakeS3();
  const proxy = await startThrottledProxy({ bytesPerSecond: BYTES_PER_SECOND });
  proxy.setTargetPort(getPort(store));
  const settings = {
    ...{ S3_ENDPOINT: proxy.origin, S3_REGION, S3_BUCKET },
    ...{ S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId, S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey },
  };
  const app = await startApp({ settings });
  store.allowOrigin(app.origin);
  const wizard = new Wizard(page);
  let toOurServer = 0;
  page.on('request', (request) => {
    if (request.url().startsWith(app.origin)) toOurServer += request.postDataBuffer()?.byteLength ?? 0;
  });
  try {
    await wizard.open(app.origin);
    await wizard.drop(clip.file);
    await waitUntilSent(proxy, 0.4);
    proxy.disconnect();
    await expect(page.getByRole('paragraph').filter({ hasText: /The connection broke|You are offline/ })).toBeVisible();
    await wait(OUTAGE_MS);
    proxy.reconnect();
    await expect(page.getByText('One face found.')).toBeAttached({ timeout: 60_000 });
    expect(proxy.sentBytes()).toBeLessThan(CLIP_BYTES + SPARE_BYTES);
    expect(toOurServer).toBeLessThan(1_000_000);
    expect(store.calls('UploadPart')).toBeLessThan(20 + 6);
  } finally {
    await app.stop();
    await proxy.stop();
    clip.remove();
    await store.stop();
  }
});

test('a bucket without a CORS rule for the site is reported, and the clip is kept', async ({ page, pageErrors }, testInfo) => {
  pageErrors.expect(/net::ERR_|CORS policy/);
  const store = await startFakeS3();
  const settings = {
    ...{ S3_ENDPOINT: store.endpoint, S3_REGION, S3_BUCKET },
    ...{ S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId, S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey },
  };
  const app = await startApp({ settings });
  const wizard = new Wizard(page);
  try {
    await wizard.open(app.origin);
    await wizard.drop(path.join(ROOT, 'public/sample/clip.mp4'));
    await expect(page.getByText('could not be reached from your browser')).toBeVisible({ timeout: 60_000 });
    await page.screenshot({ path: testInfo.outputPath('blocked.png') });
    store.allowOrigin(app.origin);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('One face found.')).toBeAttached();
  } finally {
    await app.stop();
    await store.stop();
  }
});
