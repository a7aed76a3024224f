import path from 'node:path';
import type { Page } from '@playwright/test';
import { corpusFile } from '../../fixtures/corpus';
import { makeClip, makeVoice } from '../../fixtures/media';
import { BROWSER_ARGUMENTS } from '../../setup/browser.ts';
import { expect, test } from '../fixtures';
import { inspectAppearance } from '../steps/looks';
import { Wizard } from '../steps/wizard';

const { CHROMIUM_PATH } = process.env;
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

test.use({
  launchOptions: { args: [...BROWSER_ARGUMENTS, ...MICROPHONE], ...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}) },
  permissions: ['microphone'],
});

test('a WAV of 90 seconds: only the selected part goes into the result', async ({ page }, testInfo) => {
  const voice = await makeVoice({ kind: 'wav', seconds: 90 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(await makeClip(), voice);
  await expect(page.getByRole('heading', { name: /^This recording is 1:30 long; lip-sync takes up to 1 minute/ })).toBeVisible();
  await inspectAppearance(page, 'voice-offered', testInfo);
  const end = page.getByRole('slider', { name: 'To', exact: true });
  await end.focus();
  await end.press('Home');
  await end.press('PageUp');
  await expect(page.getByText('0:00 – 0:07.1')).toBeVisible();
  await page.getByRole('button', { name: 'Use this part' }).click();
  await wizard.expectFits();
  await wizard.step('Voice').getByRole('button').click();
  await expect(page.getByText(/^Cut to 0:00–0:07\.1, .*saved as WAV\.$/)).toBeVisible();
  await expect(page.getByTitle(path.basename(voice))).toBeVisible();
  await page.getByRole('button', { name: 'Go on to Place' }).click();
  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();
});

test('a voice can be recorded with the microphone, played, recorded again and used', async ({ page }, testInfo) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(await makeClip());
  await page.getByRole('button', { name: 'Record it' }).click();
  await expect(page.getByText('Get ready to speak')).toBeVisible();
  const stop = page.getByRole('button', { name: 'Stop' });
  await expect(stop).toBeFocused();
  await expect(page.getByText(/^0:03 of 1:00$/)).toBeVisible();
  await inspectAppearance(page, 'recording', testInfo);
  await stop.click();
  await expect(page.getByRole('button', { name: 'Listen to the recording' })).toBeVisible();
  await inspectAppearance(page, 'recorded', testInfo);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/^0:03 of 1:00$/)).toBeVisible();
  await stop.click();
  await page.getByRole('button', { name: 'Use it' }).click();
  await wizard.expectFits();
  await wizard.step('Voice').getByRole('button').click();
  await expect(page.getByText(/^Saved as (MP3|WAV)\.$/)).toBeVisible();
});

for (const { name, said, press, done, change } of [
  {
    ...{ name: 'quiet.wav', said: 'This recording is very quiet.', press: /^Make it louder \(\+\d+ dB\)$/ },
    ...{ done: /^Made louder by \d+ dB, saved as (MP3|WAV)\.$/, change: 1 },
  },
  {
    ...{ name: 'hot.wav', said: /^This recording is too loud in places/, press: /^Make it softer \(−\d+ dB\)$/ },
    ...{ done: /^Made softer by \d+ dB, saved as (MP3|WAV)\.$/, change: -1 },
  },
]) {
  test(`${name}: one click makes it ${change > 0 ? 'louder' : 'softer'}, and another reverts it`, async ({ page }, testInfo) => {
    const wizard = new Wizard(page);
    await wizard.open();
    await wizard.drop(await makeClip(), await corpusFile(name));
    await wizard.expectFits();
    await wizard.step('Voice').getByRole('button').click();
    await expect(page.getByText(said)).toBeVisible();
    const before = await peakOf(page);
    if (change > 0) await inspectAppearance(page, 'voice-quiet', testInfo);

    await page.getByRole('button', { name: press }).click();
    await expect(page.getByText(done)).toBeVisible();
    await expect(page.getByText(said)).toBeHidden();
    const after = await peakOf(page);
    if (change > 0) expect(after).toBeGreaterThan(before * 3);
    else expect(after).toBeLessThan(before * 0.8);
    await wizard.reload();
    await wizard.expectFits();
    await wizard.step('Voice').getByRole('button').click();

    await page.getByRole('button', { name: 'Back to how it was recorded' }).click();
    await expect(page.getByText(said)).toBeVisible();
    await expect(page.getByRole('button', { name: press })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Back to how it was recorded' })).toBeHidden();
    expect(await peakOf(page)).toBeCloseTo(before, 5);
  });
}

/** @returns the peak amplitude of the voice preview, 0 to 1. */
function peakOf(page: Page): Promise<number> {
  return page
    .locator('audio')
    .first()
    .evaluate(async (audio: HTMLAudioElement) => {
      const bytes = await (await fetch(audio.src)).arrayBuffer();
      const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes);
      return sound.getChannelData(0).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    });
}
