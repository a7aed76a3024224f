import path from 'node:path';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { expectVoiceAt } from '../steps/result';
import { Wizard } from '../steps/wizard';

test('MP4 with MP3: the voice is in the result at the typed times', async ({ page }, testInfo) => {
  const clip = await makeClip({ seconds: 10 });
  const voice = await makeVoice({ kind: 'mp3', seconds: 6, seed: 21 });
  const wizard = new Wizard(page);
  await wizard.openWithFiles(clip, voice);

  await wizard.typeTime(wizard.cutFromField, '1.2');
  await wizard.typeTime(wizard.cutToField, '4200ms');
  await wizard.typeTime(wizard.insertField, '0:03.4');
  await expect(wizard.cutFromField).toHaveValue('0:01.200');
  await expect(wizard.cutToField).toHaveValue('0:04.200');
  await expect(wizard.insertField).toHaveValue('0:03.400');
  await expect(wizard.lengthField).toHaveValue('0:03.000');
  await expect(wizard.insertSlider).toHaveValue('3400');
  await expect(wizard.verdict).toContainText('0:03.4 – 0:06.4');
  await wizard.typeTime(wizard.insertField, '+0.5');
  await expect(wizard.insertField).toHaveValue('0:03.900');

  await wizard.create.click();
  await wizard.waitForResult();
  const result = testInfo.outputPath('result.mp4');
  await wizard.saveResult(result);
  await expectVoiceAt(result, { clip, voice, trimStartMs: 1_200, trimEndMs: 4_200, insertAtMs: 3_900 });
});

test('silent portrait MOV with WAV: original audio cannot be kept, and sliders set the voice’s position', async ({ page }, testInfo) => {
  const clip = await makeClip({ container: 'mov', widthPx: 720, heightPx: 1280, hasAudio: false, seconds: 8 });
  const voice = await makeVoice({ kind: 'wav', seconds: 5, sampleRate: 16_000, seed: 22 });
  const wizard = new Wizard(page);
  await wizard.openWithFiles(clip, voice);

  const keepOld = page.getByRole('switch', { name: 'Keep the old sound' });
  await expect(keepOld).toBeDisabled();
  await expect(page.getByText('The clip has no sound of its own')).toBeVisible();

  await wizard.cutToSlider.focus();
  for (let press = 0; press < 12; press += 1) await wizard.cutToSlider.press('ArrowLeft');
  await wizard.cutFromSlider.focus();
  await wizard.cutFromSlider.press('PageUp');
  await wizard.insertSlider.focus();
  for (let press = 0; press < 7; press += 1) await wizard.insertSlider.press('ArrowRight');
  const placed = {
    trimStartMs: Number(await wizard.cutFromSlider.inputValue()),
    trimEndMs: Number(await wizard.cutToSlider.inputValue()),
    insertAtMs: Number(await wizard.insertSlider.inputValue()),
  };
  expect(placed.trimStartMs).toBe(1_000);
  expect(placed.trimEndMs).toBeLessThan(3_900);
  await wizard.expectFits();

  await wizard.create.click();
  await wizard.waitForResult();
  const result = testInfo.outputPath('result.mp4');
  const { fileName } = await wizard.saveResult(result);
  expect(fileName.startsWith(path.basename(clip, '.mov'))).toBe(true);
  expect(fileName).toMatch(/lip-sync\.mp4$/);
  await expectVoiceAt(result, { clip, voice, ...placed });
});

test('a rotated phone clip with an M4A keeps its orientation and gets the voice', async ({ page }, testInfo) => {
  const clip = await makeClip({ rotation: 90, seconds: 7 });
  const voice = await makeVoice({ kind: 'm4a', seconds: 4, channels: 2, seed: 23 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.browse('Choose files', clip);
  await expect(wizard.clipVideo(path.basename(clip))).toBeVisible();
  await wizard.browse('Choose a recording', voice);
  await wizard.expectFits();
  await wizard.typeTime(wizard.cutToField, '3');
  await wizard.typeTime(wizard.insertField, '2.5');

  await wizard.create.click();
  await wizard.waitForResult();
  // Download is available before the player has loaded the video's dimensions.
  const shape = () =>
    page
      .locator('video')
      .last()
      .evaluate((video: HTMLVideoElement) => [video.videoWidth, video.videoHeight]);
  await expect.poll(shape).toEqual([720, 1280]);
  const result = testInfo.outputPath('result.mp4');
  await wizard.saveResult(result);
  await expectVoiceAt(result, { clip, voice, trimStartMs: 0, trimEndMs: 3_000, insertAtMs: 2_500 });
});

test('with two faces, the selected face’s time window limits the voice’s position', async ({ page }) => {
  const clip = await makeClip({ seconds: 22 });
  const voice = await makeVoice({ seconds: 4, seed: 24 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip, voice);
  await wizard.expectStep('Face');
  await expect(page.getByRole('heading', { name: 'Who speaks?' })).toBeVisible();
  await expect(wizard.create).toBeDisabled();
  // Face windows: 1.222 s to 12.324 s, and 11 s to 20.782 s.
  await expect(page.getByRole('radio', { name: /Face A can speak 0:01\.2 – 0:12\.3, 11\.1 s/ })).not.toBeChecked();
  await page.getByRole('radio', { name: /Face B can speak 0:11 – 0:20\.8, 9\.8 s/ }).click();

  await wizard.expectFits();
  await expect(wizard.insertField).toHaveValue('0:11.000');
  await wizard.typeTime(wizard.insertField, '2');
  // At least 2 s of the voice must play while the face is visible.
  await expect(page.getByText(/^Stops at 0:09\.\d{3}\. At least 2 s of the voice must be heard/)).toBeVisible();
  await wizard.expectFits();

  await page.getByRole('button', { name: 'Change: Face' }).click();
  await page.getByRole('radio', { name: /Face A/ }).click();
  await wizard.expectFits();
  await expect(wizard.insertField).toHaveValue('0:01.222');
});
