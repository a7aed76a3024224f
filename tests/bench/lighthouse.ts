/** What Lighthouse says of the first page on its own mobile profile, a slow phone on a slow line, beside a bare page of the same Next in the same run. */

import { rmSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import { freePort, startApp, temporaryFolder } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../setup/browser.ts';
import { buildBarePage } from './first-load.ts';

const ROUNDS = 5;

/** Medians of five rounds; scores from 0 to 100. */
export interface LighthouseMarks {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  /** As its model of that phone has it, and as a page sees it that is really slowed down to the same line and the same processor. */
  readonly lcpMs: number;
  readonly slowedLcpMs: number;
  readonly shift: number;
}

/** Lighthouse's slow 4G and its slow phone. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 675_000 / 8 };
const PROCESSOR = 4;
const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true };

/** The model counts every script that happens to be there before the picture, which on a line without length is all of them. */
async function slowedLcpOf(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: PROCESSOR });
  await page.goto(url, { waitUntil: 'networkidle' });
  const lcpMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
  await context.close();
  return lcpMs;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function marksOf(url: string, executablePath: string): Promise<LighthouseMarks> {
  const port = await freePort();
  // One for each look: nothing is in its caches.
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGUMENTS, `--remote-debugging-port=${port}`] });
  try {
    const result = await lighthouse(url, {
      port,
      logLevel: 'silent',
      output: 'json',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
    });
    if (result === undefined) throw new Error('Lighthouse said nothing');
    const { categories, audits } = result.lhr;
    const scoreOf = (name: string) => Math.round((categories[name]?.score ?? Number.NaN) * 100);
    return {
      performance: scoreOf('performance'),
      accessibility: scoreOf('accessibility'),
      bestPractices: scoreOf('best-practices'),
      lcpMs: audits['largest-contentful-paint']?.numericValue ?? Number.NaN,
      slowedLcpMs: await slowedLcpOf(browser, url),
      shift: audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
    };
  } finally {
    await browser.close();
  }
}

function medianOf(rounds: readonly LighthouseMarks[]): LighthouseMarks {
  const of = (name: keyof LighthouseMarks) => median(rounds.map((marks) => marks[name]));
  return {
    performance: of('performance'),
    accessibility: of('accessibility'),
    bestPractices: of('bestPractices'),
    lcpMs: of('lcpMs'),
    slowedLcpMs: of('slowedLcpMs'),
    shift: of('shift'),
  };
}

export async function measureWithLighthouse(): Promise<{ readonly ours: LighthouseMarks; readonly bare: LighthouseMarks }> {
  const found = await findBrowser();
  if ('problem' in found) throw new Error(found.problem);
  const folder = temporaryFolder();
  try {
    buildBarePage(folder);
    const app = await startApp();
    const bareApp = await startApp({ appFolder: folder, readyPath: '/' }).catch(async (error: unknown) => {
      await app.stop();
      throw error;
    });
    try {
      const ours: LighthouseMarks[] = [];
      const bare: LighthouseMarks[] = [];
      // In turns, so that whatever else the machine does falls on both.
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await marksOf(app.origin, found.executablePath));
        bare.push(await marksOf(bareApp.origin, found.executablePath));
      }
      return { ours: medianOf(ours), bare: medianOf(bare) };
    } finally {
      await Promise.all([app.stop(), bareApp.stop()]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
