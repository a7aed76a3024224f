/** Finds or installs a Chromium that can play H.264 and AAC. */

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { commandPath, installFromDebian, isExecutable } from './system-package.ts';

/** Arguments for every test browser: no background network traffic, and no host but loopback is reachable. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  // Tests start playback from a script, without the user gesture that the autoplay policy requires.
  '--autoplay-policy=no-user-gesture-required',
];

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/** @returns `null` when the browser starts and can play H.264 with AAC, else the reason. */
async function findBrowserProblem(executablePath: string): Promise<string | null> {
  try {
    const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS, timeout: 60_000 });
    try {
      const page = await browser.newPage();
      const verdict = await page.evaluate(() => document.createElement('video').canPlayType('video/mp4; codecs="avc1.64001f, mp4a.40.2"'));
      return verdict === 'probably' ? null : 'it cannot play H.264 with AAC';
    } finally {
      await browser.close();
    }
  } catch (error) {
    return `it does not start: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}

/** Runs Playwright's installer. @returns `null` on success, else the reason. */
function runPlaywright(options: readonly string[]): string | null {
  const program = path.join(path.dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const { status, stderr, error } = spawnSync(process.execPath, [program, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOAD_LIMIT_MS,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000', ...process.env },
  });
  if (status === 0) return null;
  return error?.message ?? stderr.trim().split('\n')[0] ?? 'it could not be downloaded';
}

export type BrowserLookup = { readonly executablePath: string } | { readonly problem: string };

/**
 * Tries in order: `CHROMIUM_PATH`, an installed Chromium or Chrome, Playwright's Chromium, Debian's package. Only
 * `CHROMIUM_PATH` is final: when that browser is unsuitable, no other is tried.
 */
export async function findBrowser(): Promise<BrowserLookup> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    const reason = isExecutable(named) ? await findBrowserProblem(named) : 'that file is not an executable';
    return reason === null ? { executablePath: named } : { problem: `CHROMIUM_PATH names ${named}, but ${reason}.` };
  }

  const problems: string[] = [];
  const isUsable = async (executablePath: string | undefined) => {
    if (executablePath === undefined || !isExecutable(executablePath)) return false;
    const reason = await findBrowserProblem(executablePath);
    if (reason !== null) problems.push(`${executablePath}: ${reason}`);
    return reason === null;
  };

  for (const executablePath of [...COMMANDS.map(commandPath), ...APPLICATIONS]) {
    if (executablePath !== undefined && (await isUsable(executablePath))) return { executablePath };
  }

  const own = chromium.executablePath();
  if (!isExecutable(own)) {
    console.log("Downloading Playwright's Chromium …");
    const reason = runPlaywright(['install', '--no-shell', 'chromium']);
    if (reason !== null) problems.push(`Playwright's own: ${reason}`);
  }
  if (await isUsable(own)) return { executablePath: own };
  // Playwright's Chromium may lack system libraries, which Playwright's installer can add as root.
  if (isExecutable(own) && process.getuid?.() === 0 && runPlaywright(['install-deps', 'chromium']) === null && (await isUsable(own))) {
    return { executablePath: own };
  }

  const reason = installFromDebian('chromium');
  if (reason !== null) problems.push(`Debian's package: ${reason}`);
  const debian = commandPath('chromium');
  if (debian !== undefined && (await isUsable(debian))) return { executablePath: debian };

  return { problem: `The tests need a Chromium that plays H.264, and none was found or installed. ${problems.join('; ')}.` };
}
