import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

interface BadFile {
  readonly what: string;
  readonly fileName: string;
  /** Creates the file at this path, or returns the path of an existing one. */
  readonly make: (file: string) => Promise<string>;
  readonly sentence: RegExp;
}

async function written(file: string, content: string | Uint8Array): Promise<string> {
  await writeFile(file, content);
  return file;
}

const BAD_CLIPS: readonly BadFile[] = [
  {
    what: 'an MP4 whose end is missing',
    fileName: 'half.mp4',
    make: async (file) => {
      const whole = await readFile(await makeClip());
      return written(file, whole.subarray(0, Math.floor(whole.byteLength / 2)));
    },
    sentence: /The file is cut off: its end is missing/,
  },
  { what: 'an empty file', fileName: 'empty.mp4', make: (file) => written(file, ''), sentence: /The file is empty: it has no bytes/ },
  {
    what: 'a text called .mp4',
    fileName: 'letter.mp4',
    make: (file) => written(file, 'Dear editor, this is a letter and not a film.\n'.repeat(200)),
    sentence: /This is not a video, whatever its name says/,
  },
  {
    what: '1.9 s',
    fileName: 'short.mp4',
    make: () => makeClip({ seconds: 1.9, framesPerSecond: 10 }),
    sentence: /is 1\.9 s long; lip-sync needs at least 2 s/,
  },
  {
    what: 'HEVC in 480p, which this browser can neither show nor change',
    fileName: 'small-hevc.mp4',
    make: () => makeClip({ codec: 'hevc', widthPx: 854, heightPx: 480, seconds: 3 }),
    sentence: /stored as HEVC \(H\.265\), the way iPhones record.+export the clip as MP4/,
  },
  {
    what: 'an MP4 without a picture',
    fileName: 'sound-only.mp4',
    make: () => makeClip({ hasVideo: false, seconds: 3 }),
    sentence: /This file has sound but no picture/,
  },
];

const BAD_VOICES: readonly BadFile[] = [
  {
    what: '1.9 s',
    fileName: 'short.mp3',
    make: () => makeVoice({ kind: 'wav', seconds: 1.9 }),
    sentence: /is 1\.9 s long; lip-sync needs at least 2 s/,
  },
  {
    what: 'a text called .mp3',
    fileName: 'letter.mp3',
    make: (file) => written(file, 'Dear editor, this is a letter and not a song.\n'.repeat(200)),
    sentence: /This is not a recording, whatever its name says/,
  },
  { what: 'an empty file', fileName: 'empty.wav', make: (file) => written(file, ''), sentence: /The file is empty: it has no bytes/ },
];

function made({ fileName, make }: BadFile, testInfo: TestInfo): Promise<string> {
  return make(testInfo.outputPath(fileName));
}

/** Opens the wizard with a valid placement, which must remain valid after the rejection. */
async function openWithPlacement(page: Page): Promise<Wizard> {
  const wizard = new Wizard(page);
  await wizard.openWithFiles(await makeClip(), await makeVoice());
  await wizard.typeTime(wizard.insertField, '1.3');
  return wizard;
}

async function expectPlacementKept(wizard: Wizard): Promise<void> {
  await wizard.expectFits();
  await expect(wizard.insertField).toHaveValue('0:01.300');
}

test('every bad clip is rejected with an explanation, without a charge, and the previous clip stays', async ({ page }, testInfo) => {
  const wizard = await openWithPlacement(page);
  await wizard.step('Video').getByRole('button').click();
  for (const bad of BAD_CLIPS) {
    await test.step(bad.what, async () => {
      const file = await made(bad, testInfo);
      await wizard.browse('Use another clip', file);
      await expect(wizard.alert).toContainText(`${path.basename(file)} was not taken`);
      await expect(wizard.alert).toContainText(bad.sentence);
      await expect(wizard.alert).toContainText('Nothing was charged. The clip you had is still here.');
      await wizard.alert.getByRole('button', { name: 'Close' }).click();
      await expect(wizard.alert).toBeHidden();
    });
  }
  await wizard.step('Place').getByRole('button').click();
  await expectPlacementKept(wizard);
});

test('every bad voice is rejected with an explanation, without a charge, and the previous voice stays', async ({ page }, testInfo) => {
  const wizard = await openWithPlacement(page);
  await page.getByRole('button', { name: 'Change: Voice' }).click();
  for (const bad of BAD_VOICES) {
    await test.step(bad.what, async () => {
      const file = await made(bad, testInfo);
      await wizard.browse('Use another recording', file);
      await expect(wizard.alert).toContainText(`${path.basename(file)} was not taken`);
      await expect(wizard.alert).toContainText(bad.sentence);
      await expect(wizard.alert).toContainText('Nothing was charged. The voice you had is still here.');
      await wizard.alert.getByRole('button', { name: 'Close' }).click();
      await expect(wizard.alert).toBeHidden();
    });
  }
  await page.getByRole('button', { name: 'Go on to Place' }).click();
  await expectPlacementKept(wizard);
});

test('a bad file on the first screen is rejected with an explanation, and the next good one is accepted', async ({ page }, testInfo) => {
  const letter = testInfo.outputPath('letter.mp4');
  await writeFile(letter, 'This is a letter.\n');
  const clip = await makeClip();
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(letter);
  await expect(wizard.alert).toContainText('This is not a video, whatever its name says');
  await expect(wizard.alert).toContainText('Nothing was charged.');
  await wizard.drop(clip);
  await expect(wizard.clipVideo(path.basename(clip))).toBeVisible();
  await expect(wizard.alert).toBeHidden();
});

const BAD_LINKS = [
  { link: 'http://example.com/clip.mp4', sentence: 'The link must start with https://.' },
  { link: 'javascript:alert(1)', sentence: 'The link must start with https://.' },
  { link: 'file:///etc/passwd', sentence: 'The link must start with https://.' },
  { link: 'clip.mp4', sentence: 'This is not a whole link. It should look like https://example.com/clip.mp4.' },
  { link: '', sentence: 'Paste the link here.' },
] as const;

test('invalid links and links without https are rejected before any request', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await page.getByRole('button', { name: 'Paste a link' }).click();
  const field = page.getByRole('textbox', { name: 'Link to a clip' });
  for (const { link, sentence } of BAD_LINKS) {
    await field.fill(link);
    await page.getByRole('button', { name: 'Use this link' }).click();
    const said = page.getByText(`${sentence} Nothing was charged.`, { exact: true });
    await expect(said).toBeVisible();
    await expect(field).toHaveAccessibleDescription((await said.textContent()) ?? '');
    await expect(field).toHaveValue(link);
  }
});

test('a link into a private network is rejected with an explanation, and the previous clip stays', async ({ page, pageErrors }) => {
  pageErrors.expect(/192\.168\.7\.7/);
  const wizard = await openWithPlacement(page);
  await wizard.step('Video').getByRole('button').click();
  await page.getByRole('button', { name: 'Paste a link' }).click();
  await page.getByRole('textbox', { name: 'Link to a clip' }).fill('https://192.168.7.7/clip.mp4');
  await page.route('https://192.168.7.7/**', (route) => route.abort('addressunreachable'));
  await page.getByRole('button', { name: 'Use this link' }).click();
  await expect(wizard.alert).toContainText('The other site does not let this page fetch the clip.');
  await expect(wizard.alert).toContainText('Nothing was charged. The clip you had is still here.');
  await wizard.step('Place').getByRole('button').click();
  await expectPlacementKept(wizard);
});
