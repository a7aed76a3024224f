/**
 * What the main thread of a page did, frame by frame, as the browser's own tracing tells it. It is counted by the thread's own clock, on
 * which the rate-limited counts and what other threads are given meanwhile does not: drawing, decoding and the browser itself share the machine's
 * cores with the page. What the wall's clock says is told beside it.
 */

import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';

/** No more than is read: whatever is written down is written by the thread that is looked at. */
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing', 'blink'];

/** What holds the thread for a script's sake; layouts that it forces on the way count as its own. */
const SCRIPTING = new Set([
  ...['EvaluateScript', 'v8.compile', 'FunctionCall', 'EventDispatch', 'TimerFire', 'FireAnimationFrame', 'FireIdleCallback'],
  ...['RunMicrotasks', 'MinorGC', 'MajorGC', 'BlinkGC.AtomicPhase', 'XHRReadyStateChange', 'XHRLoad'],
]);
/** Hands what was drawn over to be shown: its end is the frame's. */
const FRAME = 'Commit';
const TASK = 'RunTask';
/**
 * Whoever looks into a browser, as this bench does, has it copy each file that a page has read to its end: 30 to 100 ms in the one task that ends
 * the reading of a clip. Without anybody looking the same takes 0.2 to 1.2 ms, so it is not counted.
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
      /** The same by the thread's own clock; of what is too short for that, it lacks. */
      tdur: z.number().optional(),
    }),
  ),
});

export interface MainThread {
  /** Frames that were drawn. */
  readonly frames: number;
  /** Milliseconds of scripting a frame, 95th percentile, by the thread's clock and by the wall's. */
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

/** Traces what `work` makes the page do, up to the frame after it. */
export async function traceMainThread(browser: Browser, page: Page, work: () => Promise<void>): Promise<MainThread> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await mark(page, BEGIN);
  await work();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await mark(page, END);
  return mainThreadOf(await browser.stopTracing());
}

const mark = (page: Page, name: string) => page.evaluate((what) => void performance.mark(what), name);

function mainThreadOf(trace: Buffer): MainThread {
  const { traceEvents } = traceSchema.parse(JSON.parse(trace.toString('utf8')));
  const begin = traceEvents.find(({ name }) => name === BEGIN);
  const end = traceEvents.find(({ name }) => name === END);
  if (!begin || !end) throw new Error('the trace lacks its marks');
  // A mark is set in a task of its own, which is not the page's work.
  const ours = traceEvents.filter(
    ({ ph, pid, tid, ts }) => ph === 'X' && pid === begin.pid && tid === begin.tid && ts > begin.ts && ts < end.ts,
  );
  const ends = ours.filter(({ name }) => name === FRAME).map(({ ts, dur }) => ts + dur);
  const scripting = ends.map(() => 0);
  const scriptingWall = ends.map(() => 0);
  let coveredTo = 0;
  for (const { ts, dur, tdur = dur } of ours.filter(({ name }) => SCRIPTING.has(name)).sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    // Within one that was counted already.
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
