/** Measures the wizard's upload of the largest accepted clip to a bucket against a plain PUT by curl and by the same browser. */

import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from '@playwright/test';
import { AwsClient } from 'aws4fetch';
import { startBrowser } from '../../media/harness/media-page.ts';
import { startApp, temporaryFolder } from '../../setup/app-server.ts';
import { type FakeS3, S3_BUCKET, S3_CREDENTIALS, S3_REGION, startFakeS3 } from '../../setup/services/fake-s3.ts';
import { createClip, MAX_CLIP_BYTES } from '../long-clip.ts';
import { chooseFiles, DESKTOP, openStart } from '../timeline/page.ts';
import { getS3Settings } from './s3-settings.ts';

const ROUNDS = 3;
const LIMIT_MS = 60_000;

export interface S3Upload {
  readonly byteSize: number;
  /** Medians of the transfer time. */
  readonly wizardMs: number;
  /** One plain PUT, by the same browser and by curl. */
  readonly plainMs: number;
  readonly curlMs: number;
}

async function signUploadUrl({ endpoint }: FakeS3): Promise<string> {
  const client = new AwsClient({ ...S3_CREDENTIALS, service: 's3', region: S3_REGION });
  return (await client.sign(`${endpoint}/${S3_BUCKET}/plain`, { method: 'PUT', aws: { signQuery: true } })).url;
}

async function uploadByCurl(store: FakeS3, file: string): Promise<number> {
  const url = await signUploadUrl(store);
  const startedAt = performance.now();
  await promisify(execFile)('curl', ['--silent', '--fail', '--output', '-', '--upload-file', file, url]);
  return performance.now() - startedAt;
}

interface BrowserUpload {
  readonly wizardMs: number;
  readonly plainMs: number;
}

/** Times the wizard's parts from the first request to the last response, then one PUT of the whole file in the same browser. */
async function uploadByBrowser(browser: Browser, origin: string, store: FakeS3, file: string): Promise<BrowserUpload> {
  const { page, close } = await openStart(browser, origin, DESKTOP);
  let firstMs = Number.NaN;
  let lastMs = Number.NaN;
  const isPart = (url: string) => url.startsWith(store.origin) && url.includes('partNumber=');
  page.on('request', (request) => {
    if (isPart(request.url()) && Number.isNaN(firstMs)) firstMs = performance.now();
  });
  page.on('response', (response) => {
    if (isPart(response.url())) lastMs = performance.now();
  });
  const ended = page.waitForResponse(
    (response) => response.request().method() === 'POST' && /^\/api\/uploads\/[^/]+$/.test(new URL(response.url()).pathname),
    { timeout: LIMIT_MS },
  );
  await chooseFiles(page, file);
  const answer = await ended;
  if (!answer.ok()) throw new Error(`the upload returned ${answer.status()}`);

  const field = await page.evaluateHandle(() => Object.assign(document.createElement('input'), { type: 'file' }));
  await field.asElement()?.setInputFiles(file);
  const plainMs = await page.evaluate(
    async ([input, url]) => {
      const startedAt = performance.now();
      const sent = await fetch(url, { method: 'PUT', body: input.files?.[0] ?? null });
      if (!sent.ok) throw new Error(`the plain PUT returned ${sent.status}`);
      return performance.now() - startedAt;
    },
    [field, await signUploadUrl(store)] as const,
  );
  await close();
  return { wizardMs: lastMs - firstMs, plainMs };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export async function measureS3Upload(): Promise<S3Upload> {
  const folder = temporaryFolder();
  const store = await startFakeS3();
  const app = await startApp({ settings: getS3Settings(store) });
  const browser = await startBrowser();
  try {
    store.allowOrigin(app.origin);
    const file = path.join(folder, 'long.mp4');
    writeFileSync(file, createClip(MAX_CLIP_BYTES));
    const tries: (BrowserUpload & { readonly curlMs: number })[] = [];
    while (tries.length < ROUNDS) {
      tries.push({ ...(await uploadByBrowser(browser, app.origin, store, file)), curlMs: await uploadByCurl(store, file) });
    }
    return {
      byteSize: MAX_CLIP_BYTES,
      wizardMs: median(tries.map(({ wizardMs }) => wizardMs)),
      plainMs: median(tries.map(({ plainMs }) => plainMs)),
      curlMs: median(tries.map(({ curlMs }) => curlMs)),
    };
  } finally {
    await browser.close();
    await app.stop();
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
