/** Draws the app's icons for home screens, and the one that browsers ask for unasked, from `public/icon.svg`. Run by `npm run icons`. */

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

/** `favicon.ico`: what a browser asks for in the moment between one page's icon and the next one's. */
const TAB_SIDES = [16, 32, 48] as const;

const svg = readFileSync(path.join(ROOT, 'public/icon.svg'), 'utf8');
const ground = /fill="(#[0-9a-f]{6})"/.exec(svg)?.[1] ?? '#ffffff';
const folder = path.join(ROOT, 'public/icons');
mkdirSync(folder, { recursive: true });

const found = await findBrowser();
if ('problem' in found) throw new Error(found.problem);
const browser = await chromium.launch({ executablePath: found.executablePath, args: BROWSER_ARGUMENTS });
try {
  for (const { file, side, maskable } of ICONS) writeFileSync(path.join(folder, file), await draw(side, maskable));
  const pictures = [];
  for (const side of TAB_SIDES) pictures.push({ side, png: await draw(side, false) });
  writeFileSync(path.join(ROOT, 'public/favicon.ico'), icoOf(pictures));
  console.log(`${ICONS.length} icons in ${path.relative(ROOT, folder)}`);
} finally {
  await browser.close();
}

async function draw(side: number, maskable: boolean): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const picture = maskable ? side * 0.8 : side;
  await page.setContent(
    `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${maskable ? ground : 'transparent'}}svg{width:${picture}px;height:${picture}px}</style>${svg}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** Windows' icon file: six bytes, sixteen for each picture, and then the pictures, which may be PNG. */
function icoOf(pictures: readonly { readonly side: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { side, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    header.writeUInt8(side, entry);
    header.writeUInt8(side, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}
