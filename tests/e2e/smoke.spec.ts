import { expect, test } from './fixtures';

test('the first page loads without an API key and shows that the app is in practice mode', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Lip-sync Wizard/);
  await expect(page.getByText(/practice mode/i).first()).toBeVisible();
});
