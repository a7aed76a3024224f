import { expect, test } from '../fixtures';

test('the design system page is not served in production', async ({ request }) => {
  expect((await request.get('/design')).status()).toBe(404);
});

test('a part of a page can use the other theme, as on the design system page', async ({ page }) => {
  await page.goto('/');
  const colours = await page.evaluate(() =>
    ['light', 'dark'].map((theme) => {
      const part = document.createElement('div');
      part.dataset.theme = theme;
      part.className = 'bg-ground text-ink';
      document.body.append(part);
      const { backgroundColor, color } = getComputedStyle(part);
      return { backgroundColor, color };
    }),
  );
  expect(colours[0]?.backgroundColor).not.toBe(colours[1]?.backgroundColor);
  expect(colours[0]?.color).not.toBe(colours[1]?.color);
});
