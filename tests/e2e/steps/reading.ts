import { expect, type Page } from '@playwright/test';

/** Names that are the same in every language: ours, those of file kinds and keys, and units. */
const KNOWN_EVERYWHERE =
  /Lip-sync Wizard|302\.AI|\b(PTC|UTC|MP4|MOV|MP3|WAV|M4A|CSV|Shift|Ctrl|Alt|Esc|Tab|Home|End|https)\b|\d\s?(MB|kB|dB|ms|p)\b|\b[A-Z]\b|\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|STORAGE=local|libSQL|Cookie/g;

/** Everything that is on show, or said of what is on show: text, and the names that screen readers speak. */
async function readPage(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said: string[] = [document.title];
    const spoken = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'placeholder'];
    for (const element of document.body.querySelectorAll('*')) {
      // Languages are called by their own names.
      if (element.closest('script, style, template, option') || !element.checkVisibility()) continue;
      for (const name of spoken) said.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent ?? '');
    }
    return [...new Set(said.map((text) => text.trim()))].filter((text) => text !== '');
  });
}

/** Every word on the page is Chinese, but for names; `given` are those that files have. */
export async function expectChinese(page: Page, screen: string, ...given: readonly string[]): Promise<void> {
  const isEnglish = (text: string) =>
    /[A-Za-z]{2,}/.test(given.reduce((rest, name) => rest.replaceAll(name, ''), text).replace(KNOWN_EVERYWHERE, ''));
  // What is read out follows what is seen a moment later.
  await expect.poll(async () => (await readPage(page)).filter(isEnglish), `English on ${screen}`).toEqual([]);
  // A page that has not come yet would pass for a Chinese one.
  const said = await readPage(page);
  expect(said.filter((text) => /\p{Script=Han}/u.test(text)).length, screen).toBeGreaterThan(3);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
}
