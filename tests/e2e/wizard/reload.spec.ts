import path from 'node:path';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { holdRequest } from '../steps/hold';
import { expectVoiceAt } from '../steps/result';
import { trackCreates, Wizard } from '../steps/wizard';

const UPLOADED = '**/api/uploads/*';
const IDENTIFY = '**/api/identify-face';
const CREATE = '**/api/advanced-lip-sync';

test('a reload during the upload resumes the upload', async ({ page }) => {
  const clip = await makeClip();
  const wizard = new Wizard(page);
  await wizard.open();
  const uploading = await holdRequest(page, UPLOADED, 'before');
  await wizard.drop(clip);
  await uploading.pending;
  await expect(page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
  await wizard.expectStep('Voice');

  await wizard.reload();
  await expect(wizard.clipVideo(path.basename(clip))).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
  uploading.release();
  await expect(page.getByRole('progressbar', { name: 'Upload' })).toBeHidden();
  await expect(page.getByText('One face found.')).toBeAttached();
});

test('a reload during identify-face finds the faces without a second upload', async ({ page }) => {
  const clip = await makeClip();
  const voice = await makeVoice();
  const wizard = new Wizard(page);
  await wizard.open();
  const finding = await holdRequest(page, IDENTIFY, 'after');
  await wizard.drop(clip, voice);
  await finding.pending;
  await expect(page.getByRole('progressbar', { name: 'Looking for faces' })).toBeVisible();

  let uploads = 0;
  page.on('request', (request) => {
    if (request.url().includes('/api/uploads')) uploads += 1;
  });
  await wizard.reload();
  await expect(page.getByRole('progressbar', { name: 'Looking for faces' })).toBeVisible();
  finding.release();
  await wizard.expectFits();
  expect(uploads).toBe(0);
});

test('reloads at every step lose nothing, and the result page restores all settings', async ({ page, browser }, testInfo) => {
  test.setTimeout(180_000);
  const clip = await makeClip({ seconds: 22, widthPx: 960, heightPx: 720 });
  const voice = await makeVoice({ seconds: 5, seed: 31 });
  const creates = trackCreates(page);
  const wizard = new Wizard(page);
  await wizard.open();

  await test.step('clip chosen, faces found', async () => {
    await wizard.drop(clip);
    await wizard.expectStep('Face');
    await wizard.reload();
    await wizard.expectStep('Face');
    await expect(wizard.clipVideo(path.basename(clip))).toBeVisible();
    await page.getByRole('radio', { name: /Face B/ }).click();
    await wizard.expectStep('Voice');
  });

  await test.step('face chosen, voice added', async () => {
    await wizard.reload();
    await wizard.expectStep('Voice');
    await wizard.drop(voice);
    await wizard.expectFits();
    await wizard.reload();
    await wizard.expectFits();
    await expect(page.getByRole('region', { name: 'Face' }).getByText('Face B')).toBeVisible();
  });

  await test.step('placed', async () => {
    await wizard.typeTime(wizard.cutFromField, '0.7');
    await wizard.typeTime(wizard.cutToField, '3.7');
    await wizard.typeTime(wizard.insertField, '13.1');
    await page.getByRole('switch', { name: 'Keep the old sound' }).click({ force: true });
    await expect(page.getByRole('switch', { name: 'Keep the old sound' })).toBeChecked();
    await wizard.reload();
    await expectSettings();
  });

  let jobId = '';
  await test.step('submitting', async () => {
    const submitting = await holdRequest(page, CREATE, 'after');
    await wizard.create.click();
    await submitting.pending;
    await expect(wizard.create).toHaveText('Sending…');
    await wizard.reload();
    submitting.release();
    jobId = await wizard.waitForJobPage();
    expect(await creates.made()).toEqual([jobId]);
    expect(creates.sent()).toBe(2);
  });

  await test.step('processing', async () => {
    await expect(page.getByText('You can close this page.')).toBeVisible();
    await wizard.reload();
    await expect(page.getByRole('progressbar')).toBeVisible();
  });

  await test.step('the result', async () => {
    await wizard.waitForResult();
    await wizard.reload();
    await wizard.expectPlays();
  });

  await test.step('another browser shows the job by its link', async () => {
    const elsewhere = await browser.newContext();
    const other = new Wizard(await elsewhere.newPage());
    await other.open(`/jobs/${jobId}`);
    await other.waitForResult();
    await other.expectPlays();
    // In practice mode anyone with the URL can see a job, but only its owner can load the video.
    await expect(other.page.getByRole('button', { name: 'Change and try again' })).toBeVisible();
    await elsewhere.close();
  });

  await test.step('back to the settings', async () => {
    await page.getByRole('button', { name: 'Change and try again' }).click();
    await wizard.expectStep('Place');
    await expectSettings();
    await wizard.reload();
    await expectSettings();
    await wizard.step('Result').getByRole('link').click();
    expect(await wizard.waitForJobPage()).toBe(jobId);
    await wizard.waitForResult();
    const result = testInfo.outputPath('result.mp4');
    await wizard.saveResult(result);
    await expectVoiceAt(result, { clip, voice, trimStartMs: 700, trimEndMs: 3_700, insertAtMs: 13_100 });
  });

  async function expectSettings() {
    await wizard.expectFits();
    await expect(page.getByRole('region', { name: 'Face' }).getByText('Face B')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Voice' }).getByText(path.basename(voice))).toBeVisible();
    await expect(wizard.cutFromField).toHaveValue('0:00.700');
    await expect(wizard.cutToField).toHaveValue('0:03.700');
    await expect(wizard.insertField).toHaveValue('0:13.100');
    await expect(page.getByRole('switch', { name: 'Keep the old sound' })).toBeChecked();
  }
});

test('a draft from another tab is offered on the first screen', async ({ page, context }) => {
  const clip = await makeClip();
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  await wizard.expectStep('Voice');
  await expect(page.getByText('One face found.')).toBeAttached();

  const second = new Wizard(await context.newPage());
  await second.open();
  const offer = second.page.getByRole('button', { name: `Go on with ${path.basename(clip)}` });
  await expect(offer).toContainText('The voice is still missing');
  await offer.click();
  await expect(second.clipVideo(path.basename(clip))).toBeVisible();
  await second.expectStep('Voice');
});
