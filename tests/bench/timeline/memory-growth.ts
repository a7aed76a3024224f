/** How soon the timeline is there, and what it leaves behind. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { z } from 'zod';
import { chooseFiles, DESK, type EditorPage, makeShortMedia, openEditor, openStart, press } from './page.ts';

const OPENINGS = 11;
/** From the edge of a card to a press in its middle. */
const HAND_MS = 300;
const CLIPS = 20;
/** By then everything that is made once is there. */
const SETTLED_AFTER = 2;

declare global {
  interface Window {
    timelineOpened?: Promise<number>;
  }
}

/** From the press on a piece of work whose files the browser has, to the frame that shows the voice in its lane. Median of several. */
export async function measureOpening(browser: Browser, origin: string, isSlowedDown: boolean): Promise<number> {
  const editor = await openEditor(browser, origin, DESK);
  const { page } = editor;
  if (isSlowedDown) await editor.slowDown();
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
          // What is there in one frame is on its way to the screen when the next task begins: the most urgent one, so that nothing else comes before it.
          void scheduler.postTask(() => resolve(performance.now() - pressedAt), { priority: 'user-blocking' });
        };
        requestAnimationFrame(look);
      });
    });
    // As a hand does: it comes near, and then it presses. What is read by then is loaded media.
    await goOn.hover();
    await wait(HAND_MS);
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

/** What the page's scripts hold after everything that nobody needs was thrown away, in bytes. */
async function heldBytes({ devtools }: EditorPage): Promise<number> {
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = heapSchema.parse(await devtools.send('Runtime.getHeapUsage'));
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

export interface RetainedMemory {
  readonly clips: number;
  readonly afterFewBytes: number;
  readonly afterAllBytes: number;
}

/** Puts one clip after another into the same piece of work, each until it is drawn. */
export async function measureRetainedMemory(browser: Browser, origin: string): Promise<RetainedMemory> {
  const editor = await openStart(browser, origin, DESK);
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
    if (count === SETTLED_AFTER) afterFewBytes = await heldBytes(editor);
  }
  const afterAllBytes = await heldBytes(editor);
  await editor.close();
  return { clips: CLIPS, afterFewBytes, afterAllBytes };
}
