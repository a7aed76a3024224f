import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeClip, makeLargeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { inspectAppearance } from '../steps/looks';
import { Wizard } from '../steps/wizard';

const run = promisify(execFile);

test('a rotated phone clip of three minutes: a part selected by keyboard survives a reload and becomes a result', async ({
  page,
}, testInfo) => {
  const clip = await makeClip({ seconds: 180, framesPerSecond: 5, rotation: 90, container: 'mov' });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  await expect(
    page.getByRole('heading', { name: 'This clip is 3:00 long; lip-sync takes up to 1 minute. Choose the part you want.' }),
  ).toBeVisible();
  const slider = (name: string) => page.getByRole('slider', { name, exact: true });
  await inspectAppearance(page, 'clip-offered', testInfo);

  await slider('To').focus();
  await slider('To').press('Home');
  await slider('To').press('PageUp');
  await slider('Move the part').focus();
  for (let press = 0; press < 4; press += 1) await slider('Move the part').press('PageUp');
  await expect(page.getByText('0:20 – 0:27.1')).toBeVisible();
  await expect(page.getByText(/^It will be cut to 0:20–0:27\.1\. Your own file stays as it is\.$/)).toBeVisible();

  await wizard.reload();
  await expect(page.getByText('0:20 – 0:27.1')).toBeVisible();

  await page.getByRole('button', { name: 'Use this part' }).click();
  await wizard.expectConverted(path.basename(clip));
  await wizard.step('Video').getByRole('button').click();
  await expect(page.getByText(/^Cut to \d:\d\d.*–\d:\d\d.* The picture lost nothing\.$/)).toBeVisible();
  await wizard.drop(await makeVoice());
  await wizard.expectFits();
  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();
  await wizard.expectPlays();
});

test('a WebM is converted automatically', async ({ page }, testInfo) => {
  const webm = testInfo.outputPath('talk.webm');
  const picture = ['-f', 'lavfi', '-t', '3', '-i', 'testsrc=size=1280x720:rate=5'];
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...picture, '-c:v', 'libvpx', '-b:v', '200k', '-deadline', 'realtime', webm]);
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(webm);
  await wizard.expectConverted('talk.webm');
  await wizard.step('Video').getByRole('button').click();
  await expect(page.getByText(/MP4/).filter({ hasText: 'Quality:' })).toBeVisible();
});

test('a 480p clip is scaled up with a warning that the mouth may look soft', async ({ page }, testInfo) => {
  const wizard = new Wizard(page);
  const clip = await makeClip({ widthPx: 854, heightPx: 480, seconds: 3, framesPerSecond: 10 });
  await wizard.open();
  await wizard.drop(clip);
  await wizard.expectConverted(path.basename(clip));
  await wizard.step('Video').getByRole('button').click();
  await expect(page.getByText(/^Scaled up from 854 × 480 to /)).toBeVisible();
  await expect(page.getByText('has been scaled up: the mouth may look soft.', { exact: false })).toBeVisible();
  await inspectAppearance(page, 'clip-scaled-up', testInfo);
});

test('a clip of 101 MB is converted to a file within the size limit', async ({ page }) => {
  const wizard = new Wizard(page);
  const clip = await makeLargeClip(101_000_000, { seconds: 3, framesPerSecond: 10 });
  await wizard.open();
  await wizard.drop(clip);
  await wizard.expectConverted(path.basename(clip));
});

test('HEVC that the browser cannot play is explained and still produces a result from the original file', async ({ page }, testInfo) => {
  const clip = await makeClip({ codec: 'hevc', seconds: 3 });
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.drop(clip);
  await expect(
    page.getByText(/This browser cannot show this clip’s picture.+HEVC \(H\.265\), the way iPhones record.+without a preview/),
  ).toBeVisible();
  await expect(wizard.alert).toBeHidden();
  await wizard.drop(await makeVoice());
  await wizard.expectFits();
  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();
  const result = testInfo.outputPath('result.mp4');
  await wizard.saveResult(result);
  expect(await pictureCodec(result)).toBe('hevc');
});

async function pictureCodec(file: string): Promise<string> {
  const options = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file];
  return (await run('ffprobe', options)).stdout.trim();
}
