import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** Small enough to need upscaling, which takes long enough to interrupt. */
const SMALL = { widthPx: 854, heightPx: 480 } as const;

const work = (page: Page, clip: string): Locator => page.getByRole('region', { name: `Making ${path.basename(clip)} fit` });

/** Waits until the conversion has made progress. */
async function expectConversionRunning(page: Page, clip: string): Promise<void> {
  const bar = work(page, clip).getByRole('progressbar');
  const done = async () => Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(done, { intervals: [50] }).toBeGreaterThan(0);
}

test('a reload during conversion keeps the selected part and restarts the conversion automatically', async ({ page }) => {
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
  await expectConversionRunning(page, clip);

  await wizard.reload();
  await expectConversionRunning(page, clip);
  await expect(page.getByText(/^It will be cut to 0:05–0:12\.1, scaled up/)).toBeVisible();
  await wizard.expectConverted(path.basename(clip));
  await wizard.expectFits();
  await wizard.step('Video').getByRole('button').click();
  await expect(page.getByText(/^Cut to 0:05–0:12\.1, scaled up from 854 × 480 to /)).toBeVisible();
});

test('Cancel stops the conversion within 100 ms, and another file can be dropped', async ({ page }) => {
  const clip = await makeClip({ ...SMALL, seconds: 20 });
  const other = await makeClip({ seconds: 3 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  await expectConversionRunning(page, clip);

  // From the click until the progress disappears, on the page's clock.
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

test('the selected part of a long clip can be dragged by its middle or an end, and Escape reverts the drag', async ({ page }) => {
  const seconds = 180;
  const clip = await makeClip({ seconds, framesPerSecond: 5, rotation: 90, container: 'mov' });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  const slider = (name: string) => page.getByRole('slider', { name, exact: true });
  const at = async () => [Number(await slider('From').inputValue()), Number(await slider('To').inputValue())] as const;
  // Default selection: the first minute with audio.
  await expect(slider('From')).toHaveValue('0');
  const [, endMs] = await at();
  const msPerPx = endMs / (await getBox(slider('Move the part'))).width;
  const about = (ms: number) => expect.closeTo(ms, -3);

  await drag(page, slider('Move the part'), 120);
  await expect.poll(at).toEqual([about(120 * msPerPx), about(endMs + 120 * msPerPx)]);
  const [movedMs] = await at();
  await drag(page, slider('To'), -100);
  await expect.poll(at).toEqual([movedMs, about(movedMs + endMs - 100 * msPerPx)]);
  const before = await at();

  await drag(page, slider('Move the part'), 60, { release: false });
  await expect.poll(at).not.toEqual(before);
  await page.keyboard.press('Escape');
  await expect.poll(at).toEqual(before);
  await page.mouse.up();
  // Dragged beyond the clip, the part stops at the end and keeps its length.
  await drag(page, slider('Move the part'), 2_000);
  await expect.poll(async () => (await at())[1]).toBeGreaterThan(seconds * 1000 - 200);
  const [fromMs, toMs] = await at();
  expect(toMs - fromMs).toBe(before[1] - before[0]);

  await page.getByRole('button', { name: 'Use this part' }).click();
  await wizard.expectConverted(path.basename(clip));
});

/** @returns the bounding box of a slider's handle. */
async function getBox(slider: Locator) {
  const box = await slider.locator('..').boundingBox();
  if (!box) throw new Error('the handle is not visible');
  return box;
}

async function drag(page: Page, slider: Locator, byPx: number, { release = true } = {}): Promise<void> {
  const { x, y, width, height } = await getBox(slider);
  const [fromX, fromY] = [x + width / 2, y + height / 2];
  await page.mouse.move(fromX, fromY);
  await page.mouse.down();
  await page.mouse.move(fromX + byPx, fromY, { steps: 5 });
  if (release) await page.mouse.up();
}
