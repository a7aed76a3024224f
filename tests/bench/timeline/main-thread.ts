/**
 * Main-thread work per frame from the browser's trace. It is measured in thread CPU time, which includes throttling but excludes
 * other threads: rendering, decoding and the browser share the machine's
 * cores with the page. Wall time is reported beside it.
 */

import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';

/** Only the needed trace categories, because tracing runs on the measured thread. */
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'blink'];

/** Trace events that count as scripting, including forced layouts. */
const SCRIPTING = new Set([
  ...['EvaluateScript', 'v8.compile', 'FunctionCall', 'EventDispatch', 'TimerFire', 'FireAnimationFrame', 'FireIdleCallback'],
  ...['RunMicrotasks', 'MinorGC', 'MajorGC', 'BlinkGC.AtomicPhase', 'XHRReadyStateChange', 'XHRLoad'],
]);
/** The commit event marks the end of a frame. */
const FRAME = 'Commit';
const TASK = 'RunTask';
/**
 * With devtools attached, the browser copies each file that a page has read: 30 to 100 ms in the task that ends
 * the read. Without devtools the same task takes 0.2 to 1.2 ms, so it is not counted.
 */
const COPY = 'ResponseBodyLoader::DidFinishLoadingBody';
const BEGIN = 'bench-begin';
const END = 'bench-end';

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      pid: z.number(),
      tid: z.number(),
      ts: z.number().default(0),
      dur: z.number().default(0),
      /** Duration in thread CPU time; missing for very short events. */
      tdur: z.number().optional(),
    }),
  ),
});

export interface MainThreadFigures {
  /** Number of drawn frames. */
  readonly frames: number;
  /** Scripting per frame, 95th percentile, in CPU time and in wall time. */
  readonly scriptingP95Ms: number;
  readonly scriptingWallP95Ms: number;
  readonly scriptingMostMs: number;
  readonly longestTaskMs: number;
  readonly longestTaskWallMs: number;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Traces the page during `work` and until the next frame. */
export async function measureMainThread(browser: Browser, page: Page, work: () => Promise<void>): Promise<MainThreadFigures> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await mark(page, BEGIN);
  await work();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await mark(page, END);
  return summarizeTrace(await browser.stopTracing());
}

const mark = (page: Page, name: string) => page.evaluate((what) => void performance.mark(what), name);

function summarizeTrace(trace: Buffer): MainThreadFigures {
  const { traceEvents } = traceSchema.parse(JSON.parse(trace.toString('utf8')));
  const begin = traceEvents.find(({ name }) => name === BEGIN);
  const end = traceEvents.find(({ name }) => name === END);
  if (!begin || !end) throw new Error('the trace lacks its marks');
  // The task that sets a mark is not part of the page's work.
  const ours = traceEvents.filter(
    ({ ph, pid, tid, ts }) => ph === 'X' && pid === begin.pid && tid === begin.tid && ts > begin.ts && ts < end.ts,
  );
  const ends = ours.filter(({ name }) => name === FRAME).map(({ ts, dur }) => ts + dur);
  const scripting = ends.map(() => 0);
  const scriptingWall = ends.map(() => 0);
  let coveredTo = 0;
  for (const { ts, dur, tdur = dur } of ours.filter(({ name }) => SCRIPTING.has(name)).sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    // Nested in an event that was already counted.
    if (ts + dur <= coveredTo) continue;
    coveredTo = ts + dur;
    const frame = ends.findIndex((endsAt) => ts < endsAt);
    if (frame < 0) continue;
    scripting[frame] = (scripting[frame] ?? 0) + tdur / 1000;
    scriptingWall[frame] = (scriptingWall[frame] ?? 0) + dur / 1000;
  }
  const copies = ours.filter(({ name }) => name === COPY);
  const tasks = ours
    .filter(({ name }) => name === TASK)
    .map(({ ts, dur, tdur = dur }) => {
      const within = copies.filter((copy) => copy.ts >= ts && copy.ts + copy.dur <= ts + dur);
      return {
        cpuMs: (tdur - within.reduce((sum, copy) => sum + (copy.tdur ?? copy.dur), 0)) / 1000,
        wallMs: (dur - within.reduce((sum, copy) => sum + copy.dur, 0)) / 1000,
      };
    });
  return {
    frames: ends.length,
    scriptingP95Ms: percentile(scripting, 0.95),
    scriptingWallP95Ms: percentile(scriptingWall, 0.95),
    scriptingMostMs: Math.max(0, ...scripting),
    longestTaskMs: Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs)),
    longestTaskWallMs: Math.max(0, ...tasks.map(({ wallMs }) => wallMs)),
  };
}
