import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, type TestInfo, test } from '@playwright/test';

export const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1440, height: 900 };

/** Asserts that the page is not wider than its window. Polls, because canvases adapt to a new width asynchronously. */
export async function expectNoHorizontalScroll(page: Page): Promise<void> {
  const overflowPx = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  await expect.poll(overflowPx, { message: 'the page is no wider than its window', timeout: 5_000 }).toBeLessThanOrEqual(0);
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
  );
  expect.soft(found, `axe on ${page.url()}`).toEqual([]);
}

/** Checks the page on phone and desktop, in light and dark: no horizontal overflow, no axe violations. Saves screenshots with the report. */
export async function inspectAppearance(page: Page, name: string, testInfo: TestInfo): Promise<void> {
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESKTOP })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await test.step(`${name}, ${size}, ${colorScheme}`, async () => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.screenshot({ path: testInfo.outputPath(`${name}-${size}-${colorScheme}.png`), animations: 'disabled' });
        await expectNoHorizontalScroll(page);
        await expectAccessible(page);
      });
    }
  }
  if (before) await page.setViewportSize(before);
}
