import type { Locator } from '@playwright/test';
import { formatTime } from '@/lib/domain/time';
import { expect, test } from '../fixtures';
import { expectNoHorizontalScroll, PHONE } from '../steps/looks';
import { createTouch, Timeline, type TimelineHandle } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

test.use({ viewport: PHONE, hasTouch: true, isMobile: true });

const numberOf = async (slider: Locator) => Number(await slider.inputValue());

/** Drags with vertical jitter, as a thumb does. The page must not scroll. */
async function slide(page: Wizard['page'], slider: Locator, byPx: number, whileHeld: () => Promise<void>): Promise<void> {
  // The status bar covers the bottom of the page.
  await slider.evaluate((input) => input.scrollIntoView({ block: 'center' }));
  const box = await slider.locator('xpath=ancestor::*[@data-part="thumb"]').boundingBox();
  if (box === null) throw new Error('the slider is not visible');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const scrolled = await page.evaluate(() => window.scrollY);
  const hand = await createTouch(page);
  await hand.down(x, y);
  for (let step = 1; step <= 8; step += 1) await hand.move(x + (byPx * step) / 8, y + (step % 4) * 4);
  await whileHeld();
  await hand.up();
  expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
}

test('on a phone, every slider can be dragged by touch, and field and timeline update', async ({ page }) => {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  await wizard.open();
  await page.getByRole('button', { name: /^Try the sample/ }).tap();
  await wizard.expectFits();

  const drags: readonly { slider: Locator; field: Locator; byPx: number; grip: TimelineHandle }[] = [
    { slider: wizard.cutToSlider, field: wizard.cutToField, byPx: -60, grip: 'end' },
    { slider: wizard.cutFromSlider, field: wizard.cutFromField, byPx: 40, grip: 'start' },
    { slider: wizard.insertSlider, field: wizard.insertField, byPx: 50, grip: 'body' },
  ];
  for (const { slider, field, byPx, grip } of drags) {
    await test.step(`${grip} of the voice`, async () => {
      const way = Math.sign(byPx);
      const [before, shown] = [await numberOf(slider), await field.inputValue()];
      const stood = (await timeline.handle(grip).boundingBox())?.x ?? Number.NaN;
      const wide = (await timeline.handle('body').boundingBox())?.width ?? Number.NaN;
      await slide(page, slider, byPx, async () => {
        await expect(field).not.toHaveValue(shown);
      });
      const after = await numberOf(slider);
      expect((after - before) * way).toBeGreaterThan(300);
      await expect(field).toHaveValue(formatTime(after));
      // Trimming the start changes position and width, so either change is accepted.
      await expect
        .poll(async () => {
          const body = await timeline.handle('body').boundingBox();
          const box = await timeline.handle(grip).boundingBox();
          return Math.abs((box?.x ?? stood) - stood) + Math.abs((body?.width ?? wide) - wide);
        })
        .toBeGreaterThan(5);
      await wizard.expectFits();
    });
  }

  await test.step('both volumes', async () => {
    await page.getByText('Keep the old sound').tap();
    // Waits for the tap to complete: scrolling earlier would move its target.
    await expect(page.getByRole('switch', { name: 'Keep the old sound' })).toBeChecked();
    for (const name of ['Voice volume', 'Old sound volume']) {
      const slider = page.getByRole('slider', { name });
      const output = slider.locator('xpath=ancestor::div[./div/output][1]').locator('output');
      await expect(output).toHaveText('100%');
      await slide(page, slider, -50, async () => {
        await expect(output).not.toHaveText('100%');
      });
      const after = await numberOf(slider);
      expect(after).toBeLessThan(90);
      await expect(output).toHaveText(`${after}%`);
    }
  });
  await expectNoHorizontalScroll(page);
  await wizard.expectFits();
});
