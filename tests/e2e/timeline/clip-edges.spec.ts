import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { corpusFile } from '../../fixtures/corpus';
import { makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

const run = promisify(execFile);

/** Window sizes at which the preview has fractional pixel dimensions. */
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 1283, height: 777 },
  { width: 1111, height: 701 },
  { width: 360, height: 740 },
] as const;

test('a bright video has no dark line at its edges, in the editor and on the result page', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(await corpusFile('flat.mp4'), await makeVoice({ seconds: 2.4 }));
  const picture = wizard.clipVideo('flat.mp4');
  await expect(picture).toBeVisible();
  await wizard.expectFits();
  await expectNoDarkLine(page, picture);

  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();
  await expectNoDarkLine(page, page.locator('video').last());
});

async function expectNoDarkLine(page: Page, picture: Locator): Promise<void> {
  for (const viewport of WINDOWS) {
    await page.setViewportSize(viewport);
    await expect.poll(() => darkestAround(page, picture), `in ${viewport.width} × ${viewport.height}`).toBeGreaterThan(150);
  }
  await page.setViewportSize(WINDOWS[0]);
}

/** @returns the darkest value, 0 to 255, within two pixels of the video's edges along its horizontal and vertical centre lines. */
async function darkestAround(page: Page, picture: Locator): Promise<number> {
  const box = await picture.boundingBox();
  if (!box) return 0;
  const { width: pageWidth } = page.viewportSize() ?? { width: 0 };
  const left = Math.max(0, Math.round(box.x) - 2);
  const right = Math.min(pageWidth, Math.round(box.x + box.width) + 2);
  const [top, bottom] = [Math.round(box.y) - 2, Math.round(box.y + box.height) + 2];
  const across = { x: left, y: Math.round(box.y + box.height / 3), width: right - left, height: 1 };
  const down = { x: Math.round(box.x + box.width / 3), y: top, width: 1, height: bottom - top };
  const darkest = await Promise.all([across, down].map(async (clip) => darkestOf(await page.screenshot({ clip, animations: 'disabled' }))));
  return Math.min(...darkest);
}

async function darkestOf(png: Buffer): Promise<number> {
  const decoding = run('ffmpeg', ['-v', 'error', '-i', '-', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'], { encoding: 'buffer' });
  decoding.child.stdin?.end(png);
  return Math.min(...(await decoding).stdout);
}
