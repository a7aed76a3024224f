import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { ROOT } from '../../setup/app-server';
import { expect, test } from '../fixtures';
import { type LiveApp, startLiveApp } from '../steps/live-app';
import { expectVoiceAt, parseClockTime } from '../steps/result';
import { signInLive } from '../steps/sign-in';
import { Wizard } from '../steps/wizard';

const { AI302_API_KEY: KEY, OWNER_PASSCODE: PASSCODE } = SECRETS;

let app: LiveApp;

test.beforeAll(async () => {
  app = await startLiveApp(SECRETS);
});

test.afterAll(async () => {
  await app.stop();
});

/** Records headers and body of every response to this browser. */
function recordResponses(page: Page): () => Promise<string[]> {
  const recorded: Promise<string>[] = [];
  page.context().on('response', (response) => {
    const read = async () => {
      const headers = JSON.stringify(await response.allHeaders());
      // Responses without a body and aborted requests throw.
      const body = await response.body().catch(() => Buffer.alloc(0));
      return `${response.url()}\n${headers}\n${body.toString('latin1')}`;
    };
    recorded.push(read().catch(() => response.url()));
  });
  return () => Promise.all(recorded);
}

test('in live mode, sign-in requires the code, the Create button shows the price, and the API key never leaks', async ({
  page,
  pageErrors,
}, testInfo) => {
  pageErrors.expect(/status of 401/);
  const answers = recordResponses(page);
  const wizard = new Wizard(page);

  await test.step('a wrong code is refused', async () => {
    await page.goto(`${app.origin}/`);
    await wizard.waitForHydration();
    await expect(page).toHaveURL(/\/join/);
    await page.getByLabel('Code').fill('the wrong words');
    await page.getByRole('button', { name: 'Open' }).click();
    await expect(page.getByText('That code does not open the door.')).toBeVisible();
    await expect(page.getByText(/practice/i)).toHaveCount(0);
  });

  await test.step('the right code signs in', async () => {
    await page.getByLabel('Code').fill(PASSCODE);
    await page.getByRole('button', { name: 'Open' }).click();
    await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
    await expect(page.getByText('Finding faces costs 0.007 PTC.')).toBeVisible();
    await expect(page.getByText('Today 0 of 5 PTC')).toBeVisible();
    // The sample runs in practice mode on a live site too.
    await expect(page.getByRole('button', { name: /sample/ })).toBeVisible();
  });

  const clip = await makeClip();
  const voice = await makeVoice();
  await test.step('the Create button shows the price', async () => {
    await wizard.drop(clip, voice);
    await wizard.expectFits();
    await expect(wizard.create).toHaveText('Create · 0.07 PTC');
    // 302.AI's upload and identify-face.
    await expect(page.getByText('Today 0.008 of 5 PTC')).toBeVisible();
  });
  const placed = {
    trimStartMs: parseClockTime(await wizard.cutFromField.inputValue()),
    trimEndMs: parseClockTime(await wizard.cutToField.inputValue()),
    insertAtMs: parseClockTime(await wizard.insertField.inputValue()),
  };

  await test.step('the job is charged to the budget and completes', async () => {
    await wizard.create.click();
    const jobId = await wizard.waitForJobPage();
    await expect(page.getByText('Today 0.078 of 5 PTC')).toBeVisible();
    expect(await app.chargedMilliPtc()).toBe(78);
    // Reloads, because an open page polls only every 30 s; upstream is queried every 5 s at most.
    await expect(async () => {
      await page.goto(`${app.origin}/jobs/${jobId}`);
      await expect(wizard.download).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expect(page.getByText('0.07 PTC', { exact: false }).first()).toBeVisible();
    await wizard.expectPlays();
    const result = testInfo.outputPath('result.mp4');
    await wizard.saveResult(result);
    await expectVoiceAt(result, { clip, voice, ...placed });
  });

  await test.step('the key appears in no response, client file or log line', async () => {
    const said = await answers();
    expect(said.length).toBeGreaterThan(10);
    for (const answer of said) expect(answer.includes(KEY), answer.split('\n')[0]).toBe(false);
    const files = globSync('.next/static/**/*', { cwd: ROOT, withFileTypes: true }).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const name = path.join(file.parentPath, file.name);
      expect(readFileSync(name, 'latin1').includes(KEY), name).toBe(false);
    }
    expect(app.getLog()).toContain('/api/advanced-lip-sync');
    expect(app.getLog()).not.toContain(KEY);
    expect(app.getLog()).not.toContain(PASSCODE);
  });
});

test('in live mode a link into a private network is refused before anything is charged', async ({ page, pageErrors }) => {
  pageErrors.expect(/10\.0\.0\.5|status of 4\d\d/);
  const wizard = new Wizard(page);
  await page.route('https://10.0.0.5/**', (route) => route.abort('addressunreachable'));
  await page.goto(`${app.origin}/join`);
  await wizard.waitForHydration();
  await page.getByLabel('Code').fill(PASSCODE);
  await page.getByRole('button', { name: 'Open' }).click();
  const before = await app.chargedMilliPtc();
  await page.getByRole('button', { name: 'Paste a link' }).click();
  await page.getByRole('textbox', { name: 'Link to a clip' }).fill('https://10.0.0.5/clip.mp4');
  await page.getByRole('button', { name: 'Use this link' }).click();
  await expect(wizard.alert).toContainText('Nothing was charged.');
  expect(await app.chargedMilliPtc()).toBe(before);
});

test('on a live site the sample runs in practice mode: it costs nothing and reports no mouth movement', async ({ page }) => {
  const wizard = await signInLive(page, app);
  const before = await app.chargedMilliPtc();
  await wizard.trySample();
  await wizard.expectFits();
  await expect(wizard.create).toHaveText('Create · practice');
  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();
  await expect(page.getByText('practice, nothing charged', { exact: false })).toBeVisible();
  const mouth = page.getByRole('region', { name: 'Did the mouth move?' });
  await expect(mouth.getByText('The picture did not change while the voice speaks.')).toBeVisible({ timeout: 60_000 });
  await expect(mouth).toContainText('In practice that is as it should be: lips are not changed.');
  expect(await app.chargedMilliPtc()).toBe(before);
});
