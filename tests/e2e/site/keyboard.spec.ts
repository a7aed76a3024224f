import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { expectVoiceAt } from '../steps/result';
import { Wizard } from '../steps/wizard';

/** More tab stops than any page has. */
const MAX_TAB_STOPS = 60;
/** Maximum distance of a focus ring from its control. */
const RING_REACH_PX = 24;

/** Presses Tab until the control has focus, and asserts a visible focus ring at each stop. */
async function tabTo(page: Page, control: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(control).toBeVisible();
  for (let stop = 0; stop < MAX_TAB_STOPS; stop += 1) {
    await page.keyboard.press(key);
    await expectVisibleFocus(page);
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${String(control)}`);
}

/** @returns whether the focused control, or the element that represents it, has a focus ring. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const focus = await page.evaluate((reachPx) => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return { name: 'the page itself', ring: true };
    const at = focused.getBoundingClientRect();
    const ring = [...document.querySelectorAll('*')].some((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 1) return false;
      const box = element.getBoundingClientRect();
      if (box.width < 8 || box.height < 8) return false;
      const near = (a: number, b: number, c: number, d: number) => a - reachPx <= d && c <= b + reachPx;
      return near(at.left, at.right, box.left, box.right) && near(at.top, at.bottom, box.top, box.bottom);
    });
    return { name: `${focused.tagName} ${focused.getAttribute('aria-label') ?? focused.textContent?.trim().slice(0, 40)}`, ring };
  }, RING_REACH_PX);
  expect(focus, 'the focus can be seen').toMatchObject({ ring: true });
}

test('a job can be created by keyboard alone, with a visible focus ring at every stop', async ({ page }, testInfo) => {
  const clip = await makeClip({ seconds: 21, widthPx: 720, heightPx: 720 });
  const voice = await makeVoice({ seconds: 5, seed: 41 });
  const wizard = new Wizard(page);
  await wizard.open();

  await test.step('a clip', async () => {
    // Registered before the click, so that the file chooser event is not missed.
    const picker = page.waitForEvent('filechooser');
    await tabTo(page, page.getByRole('button', { name: 'Choose files' }));
    await page.keyboard.press('Enter');
    await (await picker).setFiles(clip);
    await wizard.expectStep('Face');
  });

  await test.step('a face', async () => {
    const faceB = page.getByRole('radio', { name: /Face B/ });
    await tabTo(page, page.getByRole('radio', { name: /Face A/ }));
    await page.keyboard.press('ArrowDown');
    await expect(faceB).toBeChecked();
    await expect(faceB).toBeFocused();
    await expectVisibleFocus(page);
    await tabTo(page, page.getByRole('button', { name: 'Go on to Voice' }));
    await page.keyboard.press('Enter');
  });

  await test.step('a voice', async () => {
    const picker = page.waitForEvent('filechooser');
    await tabTo(page, page.getByRole('button', { name: 'Choose a recording' }));
    await page.keyboard.press('Space');
    await (await picker).setFiles(voice);
    await wizard.expectFits();
  });

  // The window of face B begins at 10.5 s.
  await test.step('its place', async () => {
    await tabTo(page, wizard.insertSlider);
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('PageUp');
    await expect(wizard.insertSlider).toHaveValue('11800');
    await tabTo(page, wizard.cutFromSlider);
    await page.keyboard.press('ArrowRight');
    await tabTo(page, wizard.cutToField, 'Shift+Tab');
    await page.keyboard.type('3.6');
    await page.keyboard.press('Enter');
    await expect(wizard.cutToField).toHaveValue('0:03.600');
    await tabTo(page, page.getByRole('switch', { name: 'Keep the old sound' }));
    await page.keyboard.press('Space');
    await expect(page.getByRole('switch', { name: 'Keep the old sound' })).toBeChecked();
    await page.keyboard.press('Space');
    await wizard.expectFits();
  });
  const placed = {
    trimStartMs: Number(await wizard.cutFromSlider.inputValue()),
    trimEndMs: Number(await wizard.cutToSlider.inputValue()),
    insertAtMs: Number(await wizard.insertSlider.inputValue()),
  };

  await test.step('the result', async () => {
    await tabTo(page, wizard.create);
    await page.keyboard.press('Enter');
    await wizard.waitForJobPage();
    await wizard.waitForResult();
    await tabTo(page, page.getByRole('button', { name: 'Play', exact: true }));
    await page.keyboard.press('Space');
    await wizard.expectPlaying();
    await tabTo(page, wizard.download);
    const started = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const result = testInfo.outputPath('result.mp4');
    await (await started).saveAs(result);
    await expectVoiceAt(result, { clip, voice, ...placed });
  });

  await test.step('and back', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Change and try again' }));
    await page.keyboard.press('Enter');
    await wizard.expectStep('Place');
    await expect(page.getByRole('region', { name: 'Voice' }).getByText(path.basename(voice))).toBeVisible();
  });
});
