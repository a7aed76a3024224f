/** Measures the timeline on a slow machine: frame cost of dragging each handle, opening time, and retained memory after twenty clips. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { startBrowser } from '../../media/harness/media-page.ts';
import { startApp } from '../../setup/app-server.ts';
import { type MainThreadFigures, measureMainThread } from './main-thread.ts';
import { measureOpening, measureRetainedMemory, type RetainedMemory } from './memory-growth.ts';
import { CPU_SLOWDOWN, DESKTOP, type EditorPage, openEditor, PHONE } from './page.ts';

/** Duration and rate of a drag; a mouse reports 125 times a second. */
const DRAG_MS = 3_000;
const DRAGS = 3;
const REPORT_MS = 8;
const SWING_MS = 600;

export interface DragFigure extends MainThreadFigures {
  readonly what: string;
  /**
   * The same drag without CPU throttling. The browser throttles a thread by busy-waiting every 0.2 ms; on a machine with
   * two cores the wait is often late and is charged to other work. Four times these values is the expected throttled cost.
   */
  readonly withoutSlowdown: MainThreadFigures;
  /** Share of frames with pointer movement that showed the handle at the pointer. */
  readonly inFrameShare: number;
}

export interface TimelineFigures {
  readonly drags: readonly DragFigure[];
  /** Baseline: a bare `<input type="range">` in an empty page, with the same drag. */
  readonly bareRange: MainThreadFigures;
  readonly openingMs: number;
  /** Without CPU throttling. */
  readonly openingWithoutSlowdownMs: number;
  readonly memoryGrowth: RetainedMemory;
}

interface PointerOptions {
  readonly swingPx: number;
  readonly touch: boolean;
  /** Holds Shift, which turns snapping off. */
  readonly freely?: boolean;
}

/** Modifier bit of the devtools protocol. */
const SHIFT = 8;

/** Presses, moves back and forth, and releases at the start. Events are sent at a fixed rate, even when the page is slow. */
async function swingPointer(devtools: CDPSession, x: number, y: number, { swingPx, touch, freely = false }: PointerOptions): Promise<void> {
  const send = (kind: 'press' | 'move' | 'release', atX: number) =>
    touch
      ? devtools.send('Input.dispatchTouchEvent', {
          type: ({ press: 'touchStart', move: 'touchMove', release: 'touchEnd' } as const)[kind],
          touchPoints: kind === 'release' ? [] : [{ x: atX, y }],
        })
      : devtools.send('Input.dispatchMouseEvent', {
          type: ({ press: 'mousePressed', move: 'mouseMoved', release: 'mouseReleased' } as const)[kind],
          x: atX,
          y,
          button: 'left',
          buttons: kind === 'release' ? 0 : 1,
          clickCount: kind === 'move' ? 0 : 1,
          modifiers: freely ? SHIFT : 0,
        });
  await send('press', x);
  const startedAt = performance.now();
  const sent: Promise<unknown>[] = [];
  for (let atMs = REPORT_MS; atMs < DRAG_MS; atMs += REPORT_MS) {
    await wait(Math.max(0, startedAt + atMs - performance.now()));
    sent.push(send('move', Math.round(x + swingPx * Math.sin((atMs / SWING_MS) * 2 * Math.PI))));
  }
  await Promise.all(sent);
  await send('move', x);
  await send('release', x);
}

/** Counts in the page, for each frame with pointer movement, whether the dragged element is drawn at the pointer. */
async function recordDraggedFrames(page: Page, selector: string): Promise<() => Promise<number>> {
  const handle = await page.evaluateHandle((held) => {
    const seen = { frames: 0, along: 0 };
    let from: { readonly x: number; readonly left: number } | null = null;
    /** Latest pointer position since the previous frame. */
    let x: number | null = null;
    /** Position that the current frame must show. */
    let due: { readonly byPx: number; readonly left: number } | null = null;
    const leftOf = () => document.querySelector(held)?.getBoundingClientRect().left ?? Number.NaN;
    const press = ({ clientX }: PointerEvent) => {
      from = { x: clientX, left: leftOf() };
    };
    const move = ({ clientX }: PointerEvent) => {
      x = clientX;
    };
    const release = () => {
      from = null;
    };
    // Runs after the scripts and layout of a frame and before its paint, so it sees what the frame draws.
    const probe = document.createElement('div');
    probe.style.cssText = 'position: fixed; top: 0; left: 0; height: 1px; width: 1px; visibility: hidden; contain: strict';
    const painter = new ResizeObserver(() => {
      if (due === null) return;
      seen.frames += 1;
      if (Math.abs(leftOf() - due.left - due.byPx) <= 1) seen.along += 1;
      due = null;
    });
    document.body.append(probe);
    painter.observe(probe);
    let running = true;
    const frame = () => {
      if (from !== null && x !== null) {
        due = { byPx: x - from.x, left: from.left };
        probe.style.width = probe.style.width === '1px' ? '2px' : '1px';
      }
      x = null;
      if (running) requestAnimationFrame(frame);
    };
    const options = { capture: true };
    addEventListener('pointerdown', press, options);
    addEventListener('pointermove', move, options);
    addEventListener('pointerup', release, options);
    requestAnimationFrame(frame);
    return {
      stop: () => {
        running = false;
        painter.disconnect();
        probe.remove();
        removeEventListener('pointerdown', press, options);
        removeEventListener('pointermove', move, options);
        removeEventListener('pointerup', release, options);
        return seen.along / seen.frames;
      },
    };
  }, selector);
  return () => handle.evaluate((watch) => watch.stop());
}

interface DragTarget {
  readonly what: string;
  /** Selector of the element that follows the pointer. */
  readonly held: string;
  /** Selector of the element to press; default: `held`. */
  readonly grip?: string;
}

const DRAG_TARGETS: readonly DragTarget[] = [
  { what: 'the voice', held: '[data-part="voice-body"]' },
  { what: 'its start', held: '[data-part="voice-start"]' },
  { what: 'its end', held: '[data-part="voice-end"]' },
  { what: 'the playhead', held: '[data-part="playhead"]', grip: '[data-part="playhead-head"]' },
];
/** Drag distance that passes every handle's limits. */
const LONG_SWING_PX = 260;
const SHORT_SWING_PX = 60;

async function getHandleCentre(page: Page, { held, grip = held }: DragTarget): Promise<{ readonly x: number; readonly y: number }> {
  const box = await page.locator(grip).boundingBox();
  if (!box) throw new Error(`${grip} is not visible`);
  return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
}

async function traceDrag(browser: Browser, { page, devtools }: EditorPage, handle: DragTarget, touch: boolean): Promise<MainThreadFigures> {
  const { x, y } = await getHandleCentre(page, handle);
  return measureMainThread(browser, page, () =>
    swingPointer(devtools, x, y, { swingPx: touch ? LONG_SWING_PX / 3 : LONG_SWING_PX, touch }),
  );
}

async function measureDrag(browser: Browser, editor: EditorPage, handle: DragTarget, touch: boolean): Promise<DragFigure> {
  const { page, devtools } = editor;
  await editor.throttleCpu();
  const threads: MainThreadFigures[] = [];
  for (let count = 0; count < DRAGS; count += 1) threads.push(await traceDrag(browser, editor, handle, touch));
  const stop = await recordDraggedFrames(page, handle.held);
  const again = await getHandleCentre(page, handle);
  await swingPointer(devtools, again.x, again.y, { swingPx: touch ? SHORT_SWING_PX / 3 : SHORT_SWING_PX, touch, freely: true });
  const inFrameShare = await stop();
  await editor.restoreSpeed();
  const withoutSlowdown = await traceDrag(browser, editor, handle, touch);
  return { what: touch ? `${handle.what}, by touch` : handle.what, ...aggregateThreads(threads), withoutSlowdown, inFrameShare };
}

/** @returns the median of the rounds' percentiles, and the maximum of their longest tasks. */
function aggregateThreads(threads: readonly MainThreadFigures[]): MainThreadFigures {
  const medianOf = (name: keyof MainThreadFigures) =>
    threads.map((thread) => thread[name]).toSorted((a, b) => a - b)[Math.floor(threads.length / 2)] ?? Number.NaN;
  const mostOf = (name: keyof MainThreadFigures) => Math.max(...threads.map((thread) => thread[name]));
  return {
    frames: medianOf('frames'),
    scriptingP95Ms: medianOf('scriptingP95Ms'),
    scriptingWallP95Ms: medianOf('scriptingWallP95Ms'),
    scriptingMostMs: mostOf('scriptingMostMs'),
    longestTaskMs: mostOf('longestTaskMs'),
    longestTaskWallMs: mostOf('longestTaskWallMs'),
  };
}

async function measureBareRange(browser: Browser): Promise<MainThreadFigures> {
  const page = await browser.newPage(DESKTOP);
  await page.setContent('<input type="range" style="width: 1200px" max="60000" value="30000">');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  const box = await page.locator('input').boundingBox();
  if (!box) throw new Error('the slider is not visible');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const thread = await measureMainThread(browser, page, () => swingPointer(devtools, x, y, { swingPx: LONG_SWING_PX, touch: false }));
  await page.context().close();
  return thread;
}

export async function measureTimeline(): Promise<TimelineFigures> {
  const app = await startApp();
  const browser = await startBrowser();
  try {
    const drags: DragFigure[] = [];
    const desk = await openEditor(browser, app.origin, DESKTOP);
    for (const handle of DRAG_TARGETS) drags.push(await measureDrag(browser, desk, handle, false));
    await desk.close();
    const phone = await openEditor(browser, app.origin, PHONE);
    for (const handle of DRAG_TARGETS.slice(0, 1)) drags.push(await measureDrag(browser, phone, handle, true));
    await phone.close();
    return {
      drags,
      bareRange: await measureBareRange(browser),
      openingMs: await measureOpening(browser, app.origin, true),
      openingWithoutSlowdownMs: await measureOpening(browser, app.origin, false),
      memoryGrowth: await measureRetainedMemory(browser, app.origin),
    };
  } finally {
    await browser.close();
    await app.stop();
  }
}
