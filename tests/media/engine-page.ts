/** A real browser with the engine's page in it. */

import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { BROWSER_ARGUMENTS, findBrowser } from '../setup/browser.ts';

export interface EnginePage {
  readonly page: Page;
  /** What the page complained about so far. */
  readonly complaints: readonly string[];
  /** The most memory that its process has held so far, in bytes. */
  peakMemory(): Promise<number>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const found = await findBrowser();
  if ('problem' in found) throw new Error(found.problem);
  return chromium.launch({ executablePath: found.executablePath, args: BROWSER_ARGUMENTS });
}

const processesSchema = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.number() })) });

async function renderers(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = processesSchema.parse(await session.send('SystemInfo.getProcessInfo'));
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Opens `url` in a process of its own. */
export async function openEngine(browser: Browser, url: string): Promise<EnginePage> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('crash', () => complaints.push('the tab crashed'));
  await page.goto(url);
  return {
    page,
    complaints,
    peakMemory: async () => Math.max(0, ...(await renderers(browser)).map(peakOf)),
    close: () => page.close(),
  };
}
