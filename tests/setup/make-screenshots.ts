/** Takes the README's screenshots from the production build in practice mode, from the first screen to the result. Run by `npm run screenshots` after `npm run build`. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, type BrowserContextOptions, chromium, expect, type Page } from '@playwright/test';
import { ROOT, startApp } from './app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './browser.ts';

const LIMIT_MS = 60_000;
/** Size limit per screenshot in the repository. */
const MAX_BYTES = 250_000;

/** Takes screenshots until two in a row are equal, because the filmstrip loads progressively. */
async function stableScreenshot(page: Page): Promise<Buffer> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  let before = await page.screenshot({ animations: 'disabled' });
  for (let attempts = 0; attempts < 30; attempts += 1) {
    await wait(1_000);
    const now = await page.screenshot({ animations: 'disabled' });
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error('the page did not stop changing');
}

async function saveScreenshot(page: Page, name: string): Promise<void> {
  const screenshot = await stableScreenshot(page);
  if (screenshot.byteLength > MAX_BYTES) throw new Error(`${name} has ${screenshot.byteLength} bytes`);
  const file = path.join('docs', name);
  writeFileSync(path.join(ROOT, file), screenshot);
  console.log(`${file}, ${Math.round(screenshot.byteLength / 1000)} kB`);
}

const HAVE_CURRENT_DATA = 2;

/** Waits until every video has a frame. Playwright's locator also finds videos inside shadow roots. */
async function waitForFrames(page: Page): Promise<void> {
  const videos = page.locator('video');
  await expect
    .poll(() =>
      videos.evaluateAll(
        (all: HTMLVideoElement[], least) => all.every(({ seeking, readyState }) => !seeking && readyState >= least),
        HAVE_CURRENT_DATA,
      ),
    )
    .toBe(true);
}

async function placeSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: /sample|示例/i }).click();
  await page
    .getByRole('region', { name: /Does it fit|这样合适/ })
    .getByRole('button', { name: /^(Create|生成) · / })
    .and(page.locator(':enabled'))
    .waitFor({ timeout: LIMIT_MS });
  await waitForFrames(page);
}

/** Clicks the ruler to move the playhead into a word, where the mouth is open. */
async function movePlayheadIntoWord(page: Page): Promise<void> {
  const lane = await page.getByText('may speak here').first().boundingBox();
  const playhead = await page.getByRole('slider', { name: 'Playhead' }).boundingBox();
  if (lane === null || playhead === null) throw new Error('the timeline is not visible');
  await page.mouse.click(lane.x + 362, playhead.y + playhead.height / 2);
  await page.waitForLoadState('networkidle');
  await waitForFrames(page);
}

async function withPage(browser: Browser, options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  try {
    // The tour would cover the timeline.
    await context.addInitScript(() => localStorage.setItem('tour', 'off'));
    const page = await context.newPage();
    await page.goto(app.origin);
    await act(page);
  } finally {
    await context.close();
  }
}

const found = await findBrowser();
if ('problem' in found) throw new Error(found.problem);
const app = await startApp();
const browser = await chromium.launch({ executablePath: found.executablePath, args: BROWSER_ARGUMENTS });
try {
  await withPage(browser, { colorScheme: 'light', locale: 'en-US' }, (page) => saveScreenshot(page, 'screenshot-start.png'));
  await withPage(browser, { colorScheme: 'dark', locale: 'en-US' }, async (page) => {
    await placeSample(page);
    await movePlayheadIntoWord(page);
    await saveScreenshot(page, 'screenshot.png');
    await page.getByRole('button', { name: /^Create · / }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor({ timeout: LIMIT_MS });
    await waitForFrames(page);
    await page.getByText('The picture did not change while the voice speaks.').waitFor({ timeout: LIMIT_MS });
    await saveScreenshot(page, 'screenshot-result.png');
  });
  const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'light', locale: 'zh-CN' } as const;
  await withPage(browser, phone, async (page) => {
    await placeSample(page);
    await saveScreenshot(page, 'screenshot-phone.png');
  });
} finally {
  await browser.close();
  await app.stop();
}
