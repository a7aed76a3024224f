/** Measures the first page's JavaScript without interaction, beside a bare page of the same Next version, and beside a build without the media converter. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { NEXT, ROOT, startApp, temporaryFolder } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../setup/browser.ts';

export interface FirstLoad {
  readonly files: number;
  readonly brotliBytes: number;
}

/** What the bare route asks. */
export const BARE_UPSTREAM = 'BARE_UPSTREAM';

/** A page that says hello, and a route at `/ask` that passes on what upstream says. Outside of the project, because Next looks for `instrumentation.ts` and `proxy.ts` in the folders above too; with the very same packages. */
export function buildBarePage(folder: string): void {
  mkdirSync(path.join(folder, 'app/ask'), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const files = {
    'package.json': '{ "name": "bare", "private": true, "type": "module" }',
    // The root includes node_modules, which is outside the bare project's folder.
    'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(path.parse(ROOT).root)} } };`,
    'app/layout.jsx': 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
    'app/page.jsx': 'export default function Page() { return <main>Hello</main>; }',
    'app/ask/route.js': `export const dynamic = 'force-dynamic';\nexport const GET = async () => new Response(await (await fetch(process.env.${BARE_UPSTREAM})).text());`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  build(folder);
}

/** Replacements that remove every import of the media converter from the page. */
const WITHOUT_MEDIA = {
  'components/wizard/pending-file/preload-media-worker.ts':
    'export const warmUpReader = () => undefined; export const useWarmUp = () => undefined;',
  'lib/media/open-media.ts': 'export const openMedia = () => null; export const openLink = () => null;',
  'lib/media/convert/converter.ts': 'export const conformVideo = () => null; export const conformVoice = () => null;',
  'lib/media/worker/worker-client.ts': 'export const warmUp = () => undefined; export class WorkerLostError extends Error {}',
} as const;
/** Project files that a build needs, besides packages. */
const SOURCE_FOLDERS = ['app', 'components', 'lib', 'public'];

function buildWithoutMedia(folder: string): void {
  for (const name of SOURCE_FOLDERS) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const files = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  for (const { name } of files) cpSync(path.join(ROOT, name), path.join(folder, name));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const [name, text] of Object.entries(WITHOUT_MEDIA)) writeFileSync(path.join(folder, name), text);
  const config = path.join(folder, 'next.config.mjs');
  const text = readFileSync(config, 'utf8');
  // As for the bare page; type checks are off because the replacements do not match their types.
  const changed = text.replace(
    /turbopack: \{\s*root: [^,]*,/,
    `typescript: { ignoreBuildErrors: true }, turbopack: { root: ${JSON.stringify(path.parse(ROOT).root)},`,
  );
  if (changed === text) throw new Error('next.config.mjs has no turbopack section');
  writeFileSync(config, changed);
  build(folder);
}

function build(folder: string): void {
  execFileSync(process.execPath, [NEXT, 'build'], {
    cwd: folder,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** @returns the scripts that the page loads without interaction, each compressed with brotli at the highest level, as by a CDN. */
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

export interface FirstLoads {
  readonly ours: FirstLoad;
  readonly withoutMedia: FirstLoad;
  readonly bare: FirstLoad;
}

export async function measureFirstLoad(): Promise<FirstLoads> {
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
  const withoutMediaFolder = temporaryFolder();
  try {
    buildBarePage(bareFolder);
    buildWithoutMedia(withoutMediaFolder);
    return {
      ours: await at({}),
      withoutMedia: await at({ appFolder: withoutMediaFolder }),
      bare: await at({ appFolder: bareFolder, readyPath: '/' }),
    };
  } finally {
    for (const folder of [bareFolder, withoutMediaFolder]) rmSync(folder, { recursive: true, force: true });
  }
}
