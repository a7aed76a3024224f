/** Measures how fast the timeline opens and how much memory it retains. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { z } from 'zod';
import { chooseFiles, DESKTOP, type EditorPage, makeShortMedia, openEditor, openStart, press } from './page.ts';

const OPENINGS = 11;
/** Time from hovering over a card to the click. */
const HOVER_BEFORE_CLICK_MS = 300;
const CLIPS = 20;
/** Number of clips after which one-time allocations are complete. */
const WARM_UP_CLIPS = 2;

declare global {
  interface Window {
    timelineOpened?: Promise<number>;
  }
}

/** @returns the median time from the click on a draft with stored files to the frame that shows the voice in its lane. */
export async function measureOpening(browser: Browser, origin: string, isSlowedDown: boolean): Promise<number> {
  const editor = await openEditor(browser, origin, DESKTOP);
  const { page } = editor;
  if (isSlowedDown) await editor.throttleCpu();
  const took: number[] = [];
  for (let round = 0; round < OPENINGS; round += 1) {
    await page.getByRole('link', { name: 'Lip-sync Wizard' }).click();
    const goOn = page.getByRole('button', { name: /^Go on with/ });
    await goOn.waitFor();
    await page.evaluate(() => {
      window.timelineOpened = new Promise((resolve) => {
        let pressedAt = 0;
        addEventListener(
          'click',
          ({ timeStamp }) => {
            pressedAt = timeStamp;
          },
          { capture: true, once: true },
        );
        const look = () => {
          const lane = document.querySelector('[data-part="voice-lane"]');
          if (pressedAt === 0 || lane === null || lane.clientWidth === 0) return void requestAnimationFrame(look);
          // When the next task starts, the frame has been painted; a user-blocking task runs before all others.
          void scheduler.postTask(() => resolve(performance.now() - pressedAt), { priority: 'user-blocking' });
        };
        requestAnimationFrame(look);
      });
    });
    // Hovers before the click, as a user does, which prefetches the media.
    await goOn.hover();
    await wait(HOVER_BEFORE_CLICK_MS);
    await press(editor, goOn);
    took.push(await page.evaluate(() => window.timelineOpened ?? Number.NaN));
  }
  await editor.close();
  return took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN;
}

const heapSchema = z.object({
  usedSize: z.number(),
  embedderHeapUsedSize: z.number().default(0),
  backingStorageSize: z.number().default(0),
});

/** @returns the page's heap after garbage collection, in bytes. */
async function readHeapBytes({ devtools }: EditorPage): Promise<number> {
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = heapSchema.parse(await devtools.send('Runtime.getHeapUsage'));
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

export interface RetainedMemory {
  readonly clips: number;
  readonly afterFewBytes: number;
  readonly afterAllBytes: number;
}

/** Replaces the clip repeatedly in one draft, and waits until each is drawn. */
export async function measureRetainedMemory(browser: Browser, origin: string): Promise<RetainedMemory> {
  const editor = await openStart(browser, origin, DESKTOP);
  const { page } = editor;
  const { clips, voice } = await makeShortMedia();
  let afterFewBytes = Number.NaN;
  for (let count = 1; count <= CLIPS; count += 1) {
    const clip = clips[count % clips.length] ?? '';
    if (count === 1) await chooseFiles(page, clip, voice);
    else await editor.drop(clip);
    await page.locator(`video[aria-label*="${clip.split('/').at(-1)}"]`).waitFor();
    await page.getByText('It fits.').first().waitFor();
    await editor.waitForIdle();
    if (count === WARM_UP_CLIPS) afterFewBytes = await readHeapBytes(editor);
  }
  const afterAllBytes = await readHeapBytes(editor);
  await editor.close();
  return { clips: CLIPS, afterFewBytes, afterAllBytes };
}
