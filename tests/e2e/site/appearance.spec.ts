import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { inspectAppearance } from '../steps/looks';
import { Wizard } from '../steps/wizard';

test('every screen is accessible and fits, on phone and desktop, in light and dark', async ({ page }, testInfo) => {
  test.setTimeout(180_000);
  const wizard = new Wizard(page);
  await wizard.open();
  await inspectAppearance(page, 'start', testInfo);

  await wizard.drop(await makeClip({ seconds: 41, framesPerSecond: 10 }));
  // The third face is visible for only 1.5 s.
  await expect(page.getByRole('radio', { name: /Face C/ })).toBeDisabled();
  await inspectAppearance(page, 'faces', testInfo);

  await page.getByRole('radio', { name: /Face A/ }).click();
  await wizard.expectStep('Voice');
  await wizard.drop(await makeVoice());
  await wizard.expectFits();
  await inspectAppearance(page, 'place', testInfo);

  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();
  await inspectAppearance(page, 'result', testInfo);
});

test('empty, error and progress states are accessible and fit', async ({ page, pageErrors }, testInfo) => {
  test.setTimeout(180_000);
  pageErrors.expect(/status of 404/);
  const wizard = new Wizard(page);
  await wizard.open('/jobs/no-such-job-0000000000');
  await expect(page.getByRole('heading', { name: 'There is no job at this address' })).toBeVisible();
  await inspectAppearance(page, 'missing', testInfo);

  await wizard.open();
  await wizard.drop(await makeClip({ seconds: 1.9, framesPerSecond: 10 }));
  await expect(wizard.alert).toBeVisible();
  await inspectAppearance(page, 'refused', testInfo);

  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  await wizard.create.click();
  await wizard.waitForJobPage();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await inspectAppearance(page, 'working', testInfo);
});
