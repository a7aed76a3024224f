import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** What a person has told the system about seeing and moving. */

const styleOf = (element: Locator) =>
  element.evaluate((node) => {
    const { backgroundColor, borderTopStyle, borderTopWidth } = getComputedStyle(node);
    return { backgroundColor, edge: borderTopStyle === 'none' ? 0 : Number.parseFloat(borderTopWidth) };
  });

test('with forced colours, what is pressed has an edge and what is drawn can be seen', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.fits();
  const ground = (await styleOf(page.locator('body'))).backgroundColor;
  expect((await styleOf(wizard.create)).edge, 'the edge of the one primary button').toBeGreaterThan(0);
  // A slider's thumb and its fill, a switch's knob, the playhead.
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

test('with reduced motion, nothing moves for longer than a moment', async ({ page }) => {
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

/** The first colour that is opaque: that of a bar. */
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
  test(`the voice is drawn in the colours of the theme, as soon as that changes (motion: ${reducedMotion})`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion, colorScheme: 'light' });
    const wizard = new Wizard(page);
    await wizard.open();
    await wizard.trySample();
    await wizard.fits();
    const wave = page.locator('[data-part="voice-body"] canvas');
    await expect.poll(() => drawnColour(wave)).not.toBe('nothing');
    const light = await drawnColour(wave);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => drawnColour(wave)).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => drawnColour(wave)).toBe(light);
  });
}
