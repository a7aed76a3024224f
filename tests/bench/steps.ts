/** Measures interaction latency (INP) and layout shift at each step of a job, on a phone viewport with the CPU slowed down 4 times. */

import type { Browser, Locator, Page } from '@playwright/test';
import { startBrowser } from '../media/harness/media-page.ts';
import { startApp } from '../setup/app-server.ts';
import { openStart, PHONE, tap } from './timeline/page.ts';

const LIMIT_MS = 90_000;
/** Repeated, because a shared machine gives noisy results. */
export const STEP_ROUNDS = 3;

interface StepMeasurement {
  readonly step: string;
  /** Longest time from input to the next frame (INP). The browser reports only interactions of 16 ms or more. */
  readonly inpMs: number;
  readonly shift: number;
  readonly presses: number;
}

export interface StepFigures extends StepMeasurement {
  /** Maximum of all rounds; `inpMs` is their median. */
  readonly worstMs: number;
}

/** Observes interactions and layout shifts from navigation on. */
async function startRecording(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard = { longestMs: 0, presses: new Set<number>(), shift: 0 };
    Object.assign(window, { heard });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId = 0 } = entry as PerformanceEntry & { interactionId?: number };
        if (interactionId === 0) continue;
        heard.presses.add(interactionId);
        heard.longestMs = Math.max(heard.longestMs, entry.duration);
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { hadRecentInput, value } = entry as PerformanceEntry & { hadRecentInput: boolean; value: number };
        if (!hadRecentInput) heard.shift += value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

async function readMeasurement(page: Page, step: string): Promise<StepMeasurement> {
  // After two frames, the last interaction has been reported.
  return page.evaluate(async (name) => {
    for (let picture = 0; picture < 3; picture += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { heard } = window as unknown as { heard: { longestMs: number; presses: Set<number>; shift: number } };
    const marks = { step: name, inpMs: heard.longestMs, shift: heard.shift, presses: heard.presses.size };
    Object.assign(heard, { longestMs: 0, presses: new Set(), shift: 0 });
    return marks;
  }, step);
}

/** Runs the sample job in practice mode `STEP_ROUNDS` times. */
export async function measureSteps(): Promise<readonly StepFigures[]> {
  const app = await startApp();
  const browser = await startBrowser();
  try {
    const rounds: (readonly StepMeasurement[])[] = [];
    for (let round = 0; round < STEP_ROUNDS; round += 1) rounds.push(await runWizard(browser, app.origin));
    return (rounds[0] ?? []).map((first, index) => {
      const marks = rounds.flatMap((round) => round[index] ?? []);
      const inpMs = marks.map((mark) => mark.inpMs).toSorted((a, b) => a - b);
      return {
        ...first,
        inpMs: inpMs[Math.floor(inpMs.length / 2)] ?? Number.NaN,
        worstMs: inpMs.at(-1) ?? Number.NaN,
        shift: Math.max(...marks.map(({ shift }) => shift)),
      };
    });
  } finally {
    await browser.close();
    await app.stop();
  }
}

/** One round in a new browser context. */
async function runWizard(browser: Browser, origin: string): Promise<readonly StepMeasurement[]> {
  const phone = await openStart(browser, 'about:blank', PHONE);
  const { page, throttleCpu, close } = phone;
  const press = (target: Locator) => tap(phone, target);
  await startRecording(page);
  await throttleCpu();
  await page.goto(origin, { waitUntil: 'networkidle' });
  const marks: StepMeasurement[] = [];
  await press(page.getByRole('button', { name: /^What makes a good clip/ }));
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  marks.push(await readMeasurement(page, 'the first screen'));

  await press(page.getByRole('button', { name: /^Try the sample/ }));
  const create = page.getByRole('region', { name: 'Does it fit?' }).getByRole('button', { name: /^Create/ });
  await create.and(page.locator(':enabled')).waitFor({ timeout: LIMIT_MS });
  marks.push(await readMeasurement(page, 'clip and voice arriving'));

  const tour = page.getByRole('dialog', { name: 'Whose mouth moves' });
  await press(tour.getByRole('button', { name: 'Leave the tour' }));
  await tour.waitFor({ state: 'hidden' });
  marks.push(await readMeasurement(page, 'leaving the tour'));
  await press(page.getByRole('button', { name: 'Closer' }));
  const starts = page.getByRole('slider', { name: 'Starts in the clip' }).first();
  for (const key of ['ArrowRight', 'ArrowRight', 'PageUp', 'ArrowLeft']) await starts.press(key);
  await press(page.getByRole('button', { name: 'Play', exact: true }));
  await press(page.getByRole('button', { name: 'Pause', exact: true }));
  await page.keyboard.press('Control+z');
  marks.push(await readMeasurement(page, 'placing'));

  await press(create);
  await page.waitForURL(/\/jobs\//, { timeout: LIMIT_MS });
  marks.push(await readMeasurement(page, 'creating'));

  await page.getByRole('link', { name: 'Download' }).waitFor({ timeout: LIMIT_MS });
  await press(page.getByRole('button', { name: 'Play', exact: true }).first());
  await press(page.getByRole('button', { name: 'Loop the voice' }));
  marks.push(await readMeasurement(page, 'the result'));
  await close();
  return marks;
}
