import { expect, test } from '../fixtures';
import { expectNoHorizontalScroll, PHONE } from '../steps/looks';
import { Wizard } from '../steps/wizard';

test.use({ viewport: PHONE, hasTouch: true, isMobile: true });

test('on a phone, the sample can be dubbed by touch without horizontal overflow', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await expectNoHorizontalScroll(page);
  await page.getByRole('button', { name: /^Try the sample/ }).tap();
  await wizard.expectFits();
  await expectNoHorizontalScroll(page);

  await test.step('the steps are a collapsible list', async () => {
    const steps = page.getByRole('navigation', { name: 'Steps' }).getByRole('list');
    await expect(steps).toBeHidden();
    await page.getByRole('button', { name: 'Place 4/5' }).tap();
    await expect(steps).toBeVisible();
    await steps.getByRole('button', { name: 'Video' }).tap();
    await expect(steps).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Clip', exact: true })).toBeVisible();
    await expectNoHorizontalScroll(page);
    await page.getByRole('button', { name: 'Go on to Place' }).tap();
  });

  await test.step('touch moves the voice', async () => {
    const before = await wizard.insertField.inputValue();
    await wizard.insertSlider.scrollIntoViewIfNeeded();
    const track = await page.getByRole('group', { name: 'Starts in the clip' }).boundingBox();
    if (track === null) throw new Error('the slider is not visible');
    await page.touchscreen.tap(track.x + track.width * 0.3, track.y + track.height / 2);
    await expect(wizard.insertField).not.toHaveValue(before);
    await wizard.expectFits();
  });

  await wizard.create.tap();
  await wizard.waitForJobPage();
  await expectNoHorizontalScroll(page);
  await wizard.waitForResult();
  await page.getByRole('button', { name: 'Play', exact: true }).tap();
  await wizard.expectPlaying();
  await expectNoHorizontalScroll(page);
});
