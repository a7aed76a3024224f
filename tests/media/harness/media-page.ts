/** A browser page with the test harness. */

import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { BROWSER_ARGUMENTS, findBrowser } from '../../setup/browser.ts';

export interface MediaPage {
  readonly page: Page;
  /** Console errors of the page so far. */
  readonly consoleErrors: readonly string[];
  /** Peak memory of the page's process so far, in bytes. */
  getPeakMemory(): Promise<number>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const browserResult = await findBrowser();
  if ('problem' in browserResult) throw new Error(browserResult.problem);
  return chromium.launch({ executablePath: browserResult.executablePath, args: BROWSER_ARGUMENTS });
}

const processesSchema = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.number() })) });

async function listRendererPids(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = processesSchema.parse(await session.send('SystemInfo.getProcessInfo'));
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

function readPeakMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Opens `url` in a separate process. */
export async function openMediaPage(browser: Browser, url: string): Promise<MediaPage> {
  const page = await browser.newPage();
  const consoleErrors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') consoleErrors.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => consoleErrors.push(`uncaught: ${error.message}`));
  page.on('crash', () => consoleErrors.push('the tab crashed'));
  await page.goto(url);
  return {
    page,
    consoleErrors,
    getPeakMemory: async () => Math.max(0, ...(await listRendererPids(browser)).map(readPeakMemory)),
    close: () => page.close(),
  };
}
