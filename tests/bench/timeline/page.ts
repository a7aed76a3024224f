/** Opens the editor for timeline measurements: a clip of a minute with five faces, a voice of a minute, a throttled CPU. */

import type { Browser, BrowserContextOptions, CDPSession, Locator, Page } from '@playwright/test';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { makeClip, makeVoice } from '../../fixtures/media.ts';

export const DESKTOP = { viewport: { width: 1440, height: 900 } } satisfies BrowserContextOptions;
export const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true } satisfies BrowserContextOptions;
export const CPU_SLOWDOWN = 4;
const CLIP_SECONDS = 60;
const SHORT_SECONDS = 9;
/** Mocked, because the practice server returns at most three faces. */
const WINDOWS = [
  [0, 58_000],
  [5_000, 30_000],
  [20_000, 45_000],
  [31_000, 59_000],
  [40_000, 41_500],
] as const;
const DAY_MS = 86_400_000;
const SAMPLE_INTERVAL_MS = 400;
const MAX_SAMPLES = 300;
/** Larger than any browser's window decoration. */
const WINDOW_BARS_PX = 250;
/** Number of equal samples after which the timeline counts as idle. */
const REQUIRED_STABLE_SAMPLES = 3;

export interface EditorPage {
  readonly page: Page;
  readonly devtools: CDPSession;
  /** Throttles the CPU 4 times. */
  throttleCpu(): Promise<void>;
  /** Ends CPU throttling. */
  restoreSpeed(): Promise<void>;
  /** Drops a file on the window. */
  drop(file: string): Promise<void>;
  /** Resolves when the timeline no longer changes; filmstrip and waveform load progressively. */
  waitForIdle(): Promise<void>;
  close(): Promise<void>;
}

/** Two clips used alternately, each with one face. */
export const makeShortMedia = async () => ({
  clips: [await makeClip({ seconds: SHORT_SECONDS }), await makeClip({ seconds: SHORT_SECONDS, framesPerSecond: 30 })],
  voice: await makeVoice(),
});

/** Opens the start page in a new browser context. */
export async function openStart(browser: Browser, origin: string, options: BrowserContextOptions): Promise<EditorPage> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  await page.goto(origin, { waitUntil: 'networkidle' });
  const devtools = await context.newCDPSession(page);
  await resizeWindow(devtools);
  return {
    page,
    devtools,
    throttleCpu: () => devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN }).then(() => undefined),
    restoreSpeed: () => devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 }).then(() => undefined),
    drop: async (file) => {
      const at = { x: 200, y: 300, data: { items: [], files: [file], dragOperationsMask: 1 } };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await devtools.send('Input.dispatchDragEvent', { type, ...at });
    },
    waitForIdle: () => waitUntilIdle(page),
    close: () => context.close(),
  };
}

/**
 * Window bounds include the window decoration. Without this correction, the bottom of the page would lie outside the window and never be drawn,
 * so that interactions there would appear slow.
 */
async function resizeWindow(devtools: CDPSession): Promise<void> {
  const { windowId, bounds } = await devtools.send('Browser.getWindowForTarget');
  await devtools.send('Browser.setWindowBounds', { windowId, bounds: { height: (bounds.height ?? 0) + WINDOW_BARS_PX } });
}

/** @returns the centre of the target. Used instead of Playwright's click, whose hit test adds work in the page. */
async function getCentre(target: Locator): Promise<{ readonly x: number; readonly y: number }> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('the target is not visible');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const isThere = await target.evaluate((element, { x, y }) => element.contains(document.elementFromPoint(x, y)), at);
  if (!isThere) throw new Error('another element covers the target');
  return at;
}

type PressTarget = Pick<EditorPage, 'page' | 'devtools'>;

/** Taps the centre of the target. */
export async function tap({ page, devtools }: PressTarget, target: Locator): Promise<void> {
  const at = await getCentre(target);
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.evaluate(() => undefined);
}

/** Clicks the centre of the target with the mouse. */
export async function press({ devtools }: PressTarget, target: Locator): Promise<void> {
  const at = { ...(await getCentre(target)), button: 'left', clickCount: 1 } as const;
  await devtools.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
  await devtools.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
}

export async function chooseFiles(page: Page, ...files: readonly string[]): Promise<void> {
  const picker = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await picker).setFiles([...files]);
}

/** Opens the editor with a placement in which every handle can move both ways. */
export async function openEditor(browser: Browser, origin: string, options: BrowserContextOptions): Promise<EditorPage> {
  const editor = await openStart(browser, origin, options);
  const { page } = editor;
  await page.route('**/api/identify-face', (route) =>
    route.fulfill({
      json: {
        videoId: 'bench',
        durationMs: CLIP_SECONDS * 1000,
        expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
        faces: WINDOWS.map(([startMs, endMs], index) => ({ faceId: String(index), thumbnailUrl: null, startMs, endMs })),
        practice: true,
      } satisfies IdentifyFaceResponse,
    }),
  );
  const clip = await makeClip({ seconds: CLIP_SECONDS, framesPerSecond: 30 });
  // At this sample rate, a minute stays below the 5 MB limit of a voice.
  const voice = await makeVoice({ kind: 'wav', seconds: CLIP_SECONDS, sampleRate: 22_050 });
  await chooseFiles(page, clip, voice);
  await page.getByRole('radio', { name: /Face A/ }).click();
  await page.getByText('It fits.').first().waitFor();
  for (const [field, seconds] of [
    ['Cut to', '40'],
    ['Starts in the clip', '10'],
    ['Cut from', '10'],
  ] as const) {
    const box = page.getByRole('textbox', { name: field });
    await box.fill(seconds);
    await box.press('Enter');
  }
  // The playhead in the middle can move both ways too.
  const playhead = page.getByRole('slider', { name: 'Playhead' });
  await playhead.focus();
  for (let seconds = 0; seconds < CLIP_SECONDS / 2; seconds += 1) await playhead.press('PageUp');
  await editor.waitForIdle();
  return editor;
}

async function waitUntilIdle(page: Page): Promise<void> {
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.scrollIntoViewIfNeeded();
  let before = await timeline.screenshot();
  let alike = 0;
  for (let look = 0; look < MAX_SAMPLES && alike < REQUIRED_STABLE_SAMPLES; look += 1) {
    await page.waitForTimeout(SAMPLE_INTERVAL_MS);
    const now = await timeline.screenshot();
    alike = now.equals(before) ? alike + 1 : 0;
    before = now;
  }
  if (alike < REQUIRED_STABLE_SAMPLES) throw new Error('the timeline did not become idle');
}
