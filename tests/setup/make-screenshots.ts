/** Makes the README's picture from the production build: the sample, placed. Run by `npm run screenshots` after `npm run build`. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { ROOT, startApp } from './app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './browser.ts';

const LIMIT_MS = 60_000;

const target = path.join(ROOT, 'docs/screenshot.png');

/** The filmstrip fills little by little: what no longer changes is done. */
async function stillPicture(page: Page): Promise<Buffer> {
  let before = await page.screenshot({ animations: 'disabled' });
  for (let tries = 0; tries < 30; tries += 1) {
    await wait(1_000);
    const now = await page.screenshot({ animations: 'disabled' });
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error('the page does not come to rest');
}

const found = await findBrowser();
if ('problem' in found) throw new Error(found.problem);
const app = await startApp();
const browser = await chromium.launch({ executablePath: found.executablePath, args: BROWSER_ARGUMENTS });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark', locale: 'en-US' });
  await page.goto(app.origin);
  await page.getByRole('button', { name: /sample/i }).click();
  await page.getByText('It fits.').first().waitFor({ timeout: LIMIT_MS });
  // Pressing the ruler moves the playhead: into a word, where the mouth is open.
  const lane = await page.getByText('may speak here').first().boundingBox();
  const playhead = await page.getByRole('slider', { name: 'Playhead' }).boundingBox();
  if (lane === null || playhead === null) throw new Error('the timeline is not there');
  await page.mouse.click(lane.x + 362, playhead.y + playhead.height / 2);
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => !video.seeking && video.readyState >= 2));
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  writeFileSync(target, await stillPicture(page));
  console.log(path.relative(ROOT, target));
} finally {
  await browser.close();
  await app.stop();
}
