/** Renders the home-screen icons and `favicon.ico` from `public/icon.svg`. Run by `npm run icons`. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from './app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './browser.ts';

/** Phones crop maskable icons: the background fills the square and the drawing stays within the central 80 %. */
const ICONS = [
  { file: '192.png', side: 192, maskable: false },
  { file: '512.png', side: 512, maskable: false },
  { file: 'maskable-512.png', side: 512, maskable: true },
  // iOS rounds the corners.
  { file: 'apple-180.png', side: 180, maskable: true },
] as const;

/** Sizes in `favicon.ico`, which browsers request before a page has declared its icon. */
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
  const images = [];
  for (const side of TAB_SIDES) images.push({ side, png: await draw(side, false) });
  writeFileSync(path.join(ROOT, 'public/favicon.ico'), encodeIco(images));
  console.log(`${ICONS.length} icons in ${path.relative(ROOT, folder)}`);
} finally {
  await browser.close();
}

async function draw(side: number, maskable: boolean): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const drawing = maskable ? side * 0.8 : side;
  await page.setContent(
    `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${maskable ? ground : 'transparent'}}svg{width:${drawing}px;height:${drawing}px}</style>${svg}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** Windows icon format: a 6-byte header, 16 bytes per image, then the PNG images. */
function encodeIco(images: readonly { readonly side: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { side, png }] of images.entries()) {
    const entry = 6 + 16 * index;
    header.writeUInt8(side, entry);
    header.writeUInt8(side, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}
