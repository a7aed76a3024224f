/** How much JavaScript the first page loads before anyone touches it, beside a bare page of the same Next. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { NEXT, ROOT, startApp, temporaryFolder } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../setup/browser.ts';

export interface FirstLoad {
  readonly files: number;
  readonly brotliBytes: number;
}

/** Outside of the project, because Next looks for `instrumentation.ts` and `proxy.ts` in the folders above too; with the very same packages. */
function buildBarePage(folder: string): void {
  mkdirSync(path.join(folder, 'app'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const files = {
    'package.json': '{ "name": "bare", "private": true, "type": "module" }',
    // The packages lie outside of the folder, so what may be read reaches up to where both are.
    'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(path.parse(ROOT).root)} } };`,
    'app/layout.jsx': 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
    'app/page.jsx': 'export default function Page() { return <main>Hello</main>; }',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  execFileSync(process.execPath, [NEXT, 'build'], {
    cwd: folder,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Every script that the page loads by itself, each compressed alone at brotli's best, as a CDN would send it. */
async function measure(origin: string, executablePath: string): Promise<FirstLoad> {
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
  try {
    const page = await browser.newPage();
    const scripts = new Map<string, Promise<Buffer>>();
    page.on('response', (response) => {
      if (response.headers()['content-type']?.includes('javascript')) scripts.set(response.url(), response.body());
    });
    await page.goto(origin, { waitUntil: 'networkidle' });
    const bodies = await Promise.all(scripts.values());
    return { files: bodies.length, brotliBytes: bodies.reduce((sum, body) => sum + brotliCompressSync(body).byteLength, 0) };
  } finally {
    await browser.close();
  }
}

export async function measureFirstLoad(): Promise<{ readonly ours: FirstLoad; readonly bare: FirstLoad }> {
  const browser = await findBrowser();
  if ('problem' in browser) throw new Error(browser.problem);
  const at = async (options: Parameters<typeof startApp>[0]) => {
    const app = await startApp(options);
    try {
      return await measure(app.origin, browser.executablePath);
    } finally {
      await app.stop();
    }
  };
  const bareFolder = temporaryFolder();
  try {
    buildBarePage(bareFolder);
    return { ours: await at({}), bare: await at({ appFolder: bareFolder, readyPath: '/' }) };
  } finally {
    rmSync(bareFolder, { recursive: true, force: true });
  }
}
