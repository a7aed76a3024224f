/** Lighthouse's mobile audit of the first page, beside a bare page of the same Next version in the same run. */

import { rmSync } from 'node:fs';
import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import { freePort, startApp, temporaryFolder } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../setup/browser.ts';
import { startDelayedProxy } from './delayed-proxy.ts';
import { buildBarePage } from './first-load.ts';

const ROUNDS = 5;

/** Medians of five rounds; scores from 0 to 100. */
export interface LighthouseScores {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  /** Measured with real CPU and network throttling. */
  readonly lcpMs: number;
  /** Simulated by Lighthouse from an unthrottled load, as in the score. */
  readonly modelledLcpMs: number;
  readonly shift: number;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

type Result = NonNullable<Awaited<ReturnType<typeof lighthouse>>>['lhr'];

const LCP = 'largest-contentful-paint';

/** Latency of Lighthouse's mobile profile. The simulation keeps the observed order of responses; without latency, every script would arrive before the first paint. */
const ROUND_TRIP_MS = 150;

async function runLighthouse(origin: string, executablePath: string): Promise<LighthouseScores> {
  const port = await freePort();
  // A new browser per audit, so that caches are empty.
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGUMENTS, `--remote-debugging-port=${port}`] });
  const line = await startDelayedProxy(origin, ROUND_TRIP_MS);
  const look = async (url: string, flags: NonNullable<Parameters<typeof lighthouse>[1]>): Promise<Result> => {
    const result = await lighthouse(url, { port, logLevel: 'silent', output: 'json', ...flags });
    if (result === undefined) throw new Error('Lighthouse returned no result');
    return result.lhr;
  };
  const measured = ({ audits }: Result, name: string) => audits[name]?.numericValue ?? Number.NaN;
  try {
    const marks = await look(line.origin, { onlyCategories: ['performance', 'accessibility', 'best-practices'] });
    const slowed = await look(origin, { onlyAudits: [LCP], throttlingMethod: 'devtools' });
    const scoreOf = (name: string) => Math.round((marks.categories[name]?.score ?? Number.NaN) * 100);
    return {
      performance: scoreOf('performance'),
      accessibility: scoreOf('accessibility'),
      bestPractices: scoreOf('best-practices'),
      lcpMs: measured(slowed, LCP),
      modelledLcpMs: measured(marks, LCP),
      shift: measured(marks, 'cumulative-layout-shift'),
    };
  } finally {
    await Promise.all([browser.close(), line.stop()]);
  }
}

function medianOf(rounds: readonly LighthouseScores[]): LighthouseScores {
  const of = (name: keyof LighthouseScores) => median(rounds.map((marks) => marks[name]));
  return {
    performance: of('performance'),
    accessibility: of('accessibility'),
    bestPractices: of('bestPractices'),
    lcpMs: of('lcpMs'),
    modelledLcpMs: of('modelledLcpMs'),
    shift: of('shift'),
  };
}

export async function measureWithLighthouse(): Promise<{ readonly ours: LighthouseScores; readonly bare: LighthouseScores }> {
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
      const ours: LighthouseScores[] = [];
      const bare: LighthouseScores[] = [];
      // Alternating, so that load on the machine affects both.
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await runLighthouse(app.origin, found.executablePath));
        bare.push(await runLighthouse(bareApp.origin, found.executablePath));
      }
      return { ours: medianOf(ours), bare: medianOf(bare) };
    } finally {
      await Promise.all([app.stop(), bareApp.stop()]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
