import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** Small enough to be scaled up picture by picture, so that there is a middle to be met in. */
const SMALL = { widthPx: 854, heightPx: 480 } as const;

const work = (page: Page, clip: string): Locator => page.getByRole('region', { name: `Making ${path.basename(clip)} fit` });

/** Some of the work is done, and some is left. */
async function midway(page: Page, clip: string): Promise<void> {
  const bar = work(page, clip).getByRole('progressbar');
  const done = async () => Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(done, { intervals: [50] }).toBeGreaterThan(0);
}

test('a reload in the middle of healing loses nothing: the part that was chosen is healed by itself', async ({ page }) => {
  const clip = await makeClip({ ...SMALL, seconds: 75, framesPerSecond: 20 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip, await makeVoice());
  const end = page.getByRole('slider', { name: 'To', exact: true });
  await end.focus();
  await end.press('Home');
  await end.press('PageUp');
  await page.getByRole('slider', { name: 'Move the part' }).press('PageUp');
  await expect(page.getByText('0:05 – 0:12.1')).toBeVisible();
  await page.getByRole('button', { name: 'Use this part' }).click();
  await midway(page, clip);

  await wizard.reload();
  await midway(page, clip);
  await expect(page.getByText(/^It will be cut to 0:05–0:12\.1, scaled up/)).toBeVisible();
  await wizard.expectConverted(path.basename(clip));
  await wizard.expectFits();
  await wizard.step('Video').getByRole('button').click();
  await expect(page.getByText(/^Cut to 0:05–0:12\.1, scaled up from 854 × 480 to /)).toBeVisible();
});

test('Cancel gives the page back within 100 ms, and another file can be dropped', async ({ page }) => {
  const clip = await makeClip({ ...SMALL, seconds: 20 });
  const other = await makeClip({ seconds: 3 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  await midway(page, clip);

  // From the press to the page that no longer works on the file, by the page's own clock.
  const watch = await page.evaluateHandle(() => ({
    backAfterMs: new Promise<number>((resolve) => {
      let pressedAt = Number.POSITIVE_INFINITY;
      window.addEventListener('click', () => (pressedAt = performance.now()), { capture: true, once: true });
      const observer = new MutationObserver(() => {
        const buttons = [...document.querySelectorAll('button')].map((button) => button.textContent);
        if (buttons.includes('Cancel') || !buttons.includes('Make it fit')) return;
        observer.disconnect();
        resolve(performance.now() - pressedAt);
      });
      observer.observe(document.body, { childList: true, subtree: true });
    }),
  }));
  await work(page, clip).getByRole('button', { name: 'Cancel' }).click();
  const tookMs = await watch.evaluate(({ backAfterMs }) => backAfterMs);
  test.info().annotations.push({ type: 'cancelled after', description: `${tookMs.toFixed(1)} ms` });
  expect(tookMs).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(100);
  await expect(page.getByRole('heading', { name: `${path.basename(clip)} can be made fit` })).toBeVisible();

  await wizard.drop(other);
  await expect(wizard.clipVideo(path.basename(other))).toBeVisible();
  await expect(page.getByText('One face found.')).toBeAttached();
});

test('the part of a long clip is dragged by the mouse: by its middle, by an end, and Escape takes it back', async ({ page }) => {
  const seconds = 180;
  const clip = await makeClip({ seconds, framesPerSecond: 5, rotation: 90, container: 'mov' });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  const slider = (name: string) => page.getByRole('slider', { name, exact: true });
  const at = async () => [Number(await slider('From').inputValue()), Number(await slider('To').inputValue())] as const;
  // The first minute with sound, by itself.
  await expect(slider('From')).toHaveValue('0');
  const [, endMs] = await at();
  const msPerPx = endMs / (await boxOf(slider('Move the part'))).width;
  const about = (ms: number) => expect.closeTo(ms, -3);

  await drag(page, slider('Move the part'), 120);
  await expect.poll(at).toEqual([about(120 * msPerPx), about(endMs + 120 * msPerPx)]);
  const [movedMs] = await at();
  await drag(page, slider('To'), -100);
  await expect.poll(at).toEqual([movedMs, about(movedMs + endMs - 100 * msPerPx)]);
  const before = await at();

  await drag(page, slider('Move the part'), 60, { letGo: false });
  await expect.poll(at).not.toEqual(before);
  await page.keyboard.press('Escape');
  await expect.poll(at).toEqual(before);
  await page.mouse.up();
  // Further than there is clip: it stops at the end, as long as it was.
  await drag(page, slider('Move the part'), 2_000);
  await expect.poll(async () => (await at())[1]).toBeGreaterThan(seconds * 1000 - 200);
  const [fromMs, toMs] = await at();
  expect(toMs - fromMs).toBe(before[1] - before[0]);

  await page.getByRole('button', { name: 'Use this part' }).click();
  await wizard.expectConverted(path.basename(clip));
});

/** The grip that a slider belongs to. */
async function boxOf(slider: Locator) {
  const box = await slider.locator('..').boundingBox();
  if (!box) throw new Error('there is nothing to take hold of');
  return box;
}

async function drag(page: Page, slider: Locator, byPx: number, { letGo = true } = {}): Promise<void> {
  const { x, y, width, height } = await boxOf(slider);
  const [fromX, fromY] = [x + width / 2, y + height / 2];
  await page.mouse.move(fromX, fromY);
  await page.mouse.down();
  await page.mouse.move(fromX + byPx, fromY, { steps: 5 });
  if (letGo) await page.mouse.up();
}
