import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** Operating-system preferences: forced colours, reduced motion, colour scheme. */

const styleOf = (element: Locator) =>
  element.evaluate((node) => {
    const { backgroundColor, borderTopStyle, borderTopWidth } = getComputedStyle(node);
    return { backgroundColor, edge: borderTopStyle === 'none' ? 0 : Number.parseFloat(borderTopWidth) };
  });

test('with forced colours, controls have a border and drawn elements stay visible', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  const ground = (await styleOf(page.locator('body'))).backgroundColor;
  expect((await styleOf(wizard.create)).edge, 'the edge of the one primary button').toBeGreaterThan(0);
  // Slider thumb and fill, switch knob, playhead.
  const drawn = [
    '[data-part="thumb"] > div',
    '[data-drawn] > div:nth-child(2)',
    '[role="switch"] + [data-drawn] > span, label [data-drawn] > span',
    '[data-part="playhead"]',
  ];
  for (const part of drawn) {
    expect((await styleOf(page.locator(part).first())).backgroundColor, part).not.toBe(ground);
  }
});

test('with reduced motion, no animation or transition is noticeable', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.route('**/api/identify-face', () => undefined);
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await expect(page.getByText('Looking for faces…').first()).toBeVisible();
  const longestMs = await page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().endTime ?? 0))),
  );
  expect(longestMs).toBeLessThanOrEqual(1);
});

/** @returns the first opaque colour, which belongs to a waveform bar. */
const drawnColour = (canvas: Locator) =>
  canvas.evaluate((node) => {
    if (!(node instanceof HTMLCanvasElement)) throw new TypeError('not a canvas');
    const copy = new OffscreenCanvas(node.width, node.height).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(node, 0, 0);
    const pixels = copy?.getImageData(0, 0, node.width, node.height).data ?? [];
    for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3] === 255) return pixels.slice(at, at + 3).join(' ');
    return 'nothing';
  });

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test(`the waveform is redrawn in the new colours when the theme changes (motion: ${reducedMotion})`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion, colorScheme: 'light' });
    const wizard = new Wizard(page);
    await wizard.open();
    await wizard.trySample();
    await wizard.expectFits();
    const wave = page.locator('[data-part="voice-body"] canvas');
    await expect.poll(() => drawnColour(wave)).not.toBe('nothing');
    const light = await drawnColour(wave);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => drawnColour(wave)).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => drawnColour(wave)).toBe(light);
  });
}
