import path from 'node:path';
import type { Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { expectVoiceAt, parseClockTime } from '../steps/result';
import { Wizard } from '../steps/wizard';

const SAMPLE = path.resolve(import.meta.dirname, '../../../public/sample');

/** Counts trusted user input: clicks, drops and key presses. */
async function countActions(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    let count = 0;
    const add = (event: Event) => {
      if (event.isTrusted) count += 1;
      Reflect.set(window, 'actionsCounted', count);
    };
    for (const kind of ['click', 'drop', 'keydown']) window.addEventListener(kind, add, { capture: true });
  });
  return () => page.evaluate(() => Number(Reflect.get(window, 'actionsCounted') ?? 0));
}

test('a clip, a voice and Create, three actions in all, produce a result with the voice at its position', async ({ page }, testInfo) => {
  const clip = await makeClip();
  const voice = await makeVoice();
  const wizard = new Wizard(page);
  const actions = await countActions(page);
  await wizard.open();

  await wizard.drop(clip);
  await expect(wizard.clipVideo(path.basename(clip))).toBeVisible();
  await wizard.drop(voice);
  await wizard.expectFits();
  // The only face is visible from 0.5 s to 8.5 s, so the voice starts at 0.5 s.
  await expect(wizard.verdict).toContainText('all of it while this face is on screen');
  const placed = {
    trimStartMs: parseClockTime(await wizard.cutFromField.inputValue()),
    trimEndMs: parseClockTime(await wizard.cutToField.inputValue()),
    insertAtMs: parseClockTime(await wizard.insertField.inputValue()),
  };
  expect(placed.insertAtMs).toBe(500);
  await wizard.create.click();
  await wizard.waitForJobPage();
  expect(await actions()).toBe(3);

  await wizard.waitForResult();
  await expect(page.getByText('Done', { exact: true }).first()).toBeVisible();
  await wizard.expectPlays();
  const result = testInfo.outputPath('result.mp4');
  const { fileName } = await wizard.saveResult(result);
  expect(fileName).toMatch(/lip-sync\.mp4$/);
  await expectVoiceAt(result, { clip, voice, ...placed });
});

test('the sample needs two clicks for a result with the voice at its position', async ({ page }, testInfo) => {
  const wizard = new Wizard(page);
  const actions = await countActions(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  const placed = {
    trimStartMs: parseClockTime(await wizard.cutFromField.inputValue()),
    trimEndMs: parseClockTime(await wizard.cutToField.inputValue()),
    insertAtMs: parseClockTime(await wizard.insertField.inputValue()),
  };
  await wizard.create.click();
  await wizard.waitForJobPage();
  expect(await actions()).toBe(2);

  await expect(page.getByText('You can close this page.', { exact: false })).toBeVisible();
  await wizard.waitForResult();
  await expect(page).toHaveTitle(/Done/);
  await expect(page.getByRole('heading', { name: 'Sample clip' })).toBeVisible();
  await wizard.expectPlays();
  const result = testInfo.outputPath('result.mp4');
  await wizard.saveResult(result);
  await expectVoiceAt(result, { clip: path.join(SAMPLE, 'clip.mp4'), voice: path.join(SAMPLE, 'voice.mp3'), ...placed });
});
