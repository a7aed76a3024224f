import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { inspect } from '../steps/looks';
import { Wizard } from '../steps/wizard';

test('every screen is accessible and fits, on a phone and a desk, in light and dark', async ({ page }, testInfo) => {
  test.setTimeout(180_000);
  const wizard = new Wizard(page);
  await wizard.open();
  await inspect(page, 'start', testInfo);

  await wizard.drop(await makeClip({ seconds: 41, framesPerSecond: 10 }));
  // The third face is on screen for 1.5 s only.
  await expect(page.getByRole('radio', { name: /Face C/ })).toBeDisabled();
  await inspect(page, 'faces', testInfo);

  await page.getByRole('radio', { name: /Face A/ }).click();
  await wizard.at('Voice');
  await wizard.drop(await makeVoice());
  await wizard.fits();
  await inspect(page, 'place', testInfo);

  await wizard.create.click();
  await wizard.onJobPage();
  await wizard.done();
  await inspect(page, 'result', testInfo);
});

test('what is missing, refused or working is accessible too', async ({ page, complaints }, testInfo) => {
  test.setTimeout(180_000);
  complaints.expect(/status of 404/);
  const wizard = new Wizard(page);
  await wizard.open('/jobs/no-such-job-0000000000');
  await expect(page.getByRole('heading', { name: 'There is no job at this address' })).toBeVisible();
  await inspect(page, 'missing', testInfo);

  await wizard.open();
  await wizard.drop(await makeClip({ seconds: 1.9, framesPerSecond: 10 }));
  await expect(wizard.alert).toBeVisible();
  await inspect(page, 'refused', testInfo);

  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.fits();
  await wizard.create.click();
  await wizard.onJobPage();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await inspect(page, 'working', testInfo);
});
