import { expect, test } from '../fixtures';
import { inspectAppearance, PHONE } from '../steps/looks';
import { Wizard } from '../steps/wizard';

test.use({ tour: true });

test('the sample starts a short tour that does not block the page and can be left at any time', async ({ page }, testInfo) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  const tour = page.getByRole('dialog', { name: 'Whose mouth moves' });
  await expect(tour).toBeVisible();
  await expect(tour.getByRole('button', { name: 'Next' })).toBeFocused();
  await inspectAppearance(page, 'tour', testInfo);

  await tour.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('dialog', { name: 'Where the voice lies' })).toBeVisible();
  // Everything goes on working beside it, keys too.
  await page.keyboard.press('n');
  await expect(page.getByRole('button', { name: 'Snap off' })).toBeVisible();
  await wizard.typeTime(wizard.insertField, '+0.5');
  await wizard.expectFits();
  for (const title of ['Hear it first', 'Then make it']) {
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  // After it was left, the tour starts only on request.
  await page.getByRole('button', { name: 'Show me around' }).click();
  await expect(tour).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await wizard.reload();
  await wizard.expectFits();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the clip advice opens as an illustrated dialog and returns the focus on closing', async ({ page }, testInfo) => {
  const wizard = new Wizard(page);
  await wizard.open();
  const button = page.getByRole('button', { name: /^What makes a good clip/ });
  await button.click();
  const sheet = page.getByRole('dialog', { name: 'What makes a good clip' });
  await expect(sheet.getByRole('figure')).toHaveCount(8);
  await inspectAppearance(page, 'good-clip', testInfo);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(button).toBeFocused();
});

test('on a phone, the tour stays within the window', async ({ page }) => {
  await page.setViewportSize(PHONE);
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  for (const title of ['Whose mouth moves', 'Where the voice lies', 'Hear it first', 'Then make it']) {
    const card = page.getByRole('dialog', { name: title });
    await expect(card).toBeInViewport({ ratio: 1 });
    await expect(page.locator('[data-tour-now]')).toBeInViewport();
    await card.getByRole('button', { name: /^(Next|Done)$/ }).click();
  }
  await expect(page.getByRole('dialog')).toBeHidden();
});
