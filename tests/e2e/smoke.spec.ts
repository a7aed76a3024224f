import { expect, test } from './fixtures';

test('the first page opens without a key and says that this is practice', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Lip-sync Wizard/);
  await expect(page.getByText(/practice mode/i).first()).toBeVisible();
});
