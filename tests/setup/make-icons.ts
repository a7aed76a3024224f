/** Draws the app's icons for home screens from `public/icon.svg`. Run by `npm run icons`. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from './app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './browser.ts';

/** Phones cut icons to shapes of their own: a maskable one is full to its edges, and its picture keeps within the middle four fifths. */
const ICONS = [
  { file: '192.png', side: 192, maskable: false },
  { file: '512.png', side: 512, maskable: false },
  { file: 'maskable-512.png', side: 512, maskable: true },
  // Apple rounds the corners itself.
  { file: 'apple-180.png', side: 180, maskable: true },
] as const;

const svg = readFileSync(path.join(ROOT, 'public/icon.svg'), 'utf8');
const ground = /fill="(#[0-9a-f]{6})"/.exec(svg)?.[1] ?? '#ffffff';
const folder = path.join(ROOT, 'public/icons');
mkdirSync(folder, { recursive: true });

const found = await findBrowser();
if ('problem' in found) throw new Error(found.problem);
const browser = await chromium.launch({ executablePath: found.executablePath, args: BROWSER_ARGUMENTS });
try {
  for (const { file, side, maskable } of ICONS) {
    const page = await browser.newPage({ viewport: { width: side, height: side } });
    const picture = maskable ? side * 0.8 : side;
    await page.setContent(
      `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${maskable ? ground : 'transparent'}}svg{width:${picture}px;height:${picture}px}</style>${svg}`,
    );
    writeFileSync(path.join(folder, file), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  console.log(`${ICONS.length} icons in ${path.relative(ROOT, folder)}`);
} finally {
  await browser.close();
}
