import { expect, type Page } from '@playwright/test';

/** Text that is the same in every language: product names, file types, key names and units. */
const LANGUAGE_NEUTRAL =
  /Lip-sync Wizard|302\.AI|\b(PTC|UTC|MP4|MOV|MP3|WAV|M4A|CSV|Shift|Ctrl|Alt|Esc|Tab|Home|End|https)\b|\d\s?(MB|kB|dB|ms|p)\b|\b[A-Z]\b|\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|STORAGE=local|libSQL|Cookie/g;

/** @returns all visible text and all accessible names on the page. */
async function collectPageText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [document.title];
    const spoken = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'placeholder'];
    for (const element of document.body.querySelectorAll('*')) {
      // Language options are shown in their own language.
      if (element.closest('script, style, template, option') || !element.checkVisibility()) continue;
      for (const name of spoken) texts.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
    }
    return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '');
  });
}

/** Asserts that all text on the page is Chinese, except names and `given` (file names). */
export async function expectChinese(page: Page, screenName: string, ...given: readonly string[]): Promise<void> {
  const isEnglish = (text: string) =>
    /[A-Za-z]{2,}/.test(given.reduce((rest, name) => rest.replaceAll(name, ''), text).replace(LANGUAGE_NEUTRAL, ''));
  // Live regions update after the visible text.
  await expect.poll(async () => (await collectPageText(page)).filter(isEnglish), `English on ${screenName}`).toEqual([]);
  // An empty page would pass the check above.
  const texts = await collectPageText(page);
  expect(texts.filter((text) => /\p{Script=Han}/u.test(text)).length, screenName).toBeGreaterThan(3);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
}
