import type { Page } from '@playwright/test';
import { formatTime } from '@/lib/domain/time';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { withFaces } from '../steps/faces';
import { PHONE } from '../steps/looks';
import { createMouse, createTouch, type PointerDriver, Timeline, type TimelineHandle } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

/** Tolerance of pointer positions. */
const EXACT_MS = 60;
/** Automatic placement of the sample: from the voice's start, without the guard at its end, at the start of the face's window. */
const PLACED = { insertAtMs: 500, trimStartMs: 0, trimEndMs: 5_331 };

/** Opens the sample with snapping off. */
async function ready(page: Page) {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  await page.keyboard.press('n');
  await expect(page.getByRole('button', { name: 'Snap off' })).toBeVisible();
  return { wizard, timeline };
}

async function placement({ insertSlider, cutFromSlider, cutToSlider }: Wizard) {
  return {
    insertAtMs: Number(await insertSlider.inputValue()),
    trimStartMs: Number(await cutFromSlider.inputValue()),
    trimEndMs: Number(await cutToSlider.inputValue()),
  };
}

interface Drag {
  readonly handle: TimelineHandle;
  readonly bySeconds: number;
  /** Expected placement, and the frame shown during the drag. */
  readonly change: Partial<typeof PLACED>;
  readonly frameMs: number;
}

const DRAGS: readonly Drag[] = [
  { handle: 'body', bySeconds: 1, change: { insertAtMs: 1_500 }, frameMs: 1_500 },
  { handle: 'start', bySeconds: 1, change: { insertAtMs: 1_500, trimStartMs: 1_000 }, frameMs: 1_500 },
  { handle: 'end', bySeconds: -1, change: { trimEndMs: 4_331 }, frameMs: 4_831 },
  { handle: 'playhead', bySeconds: 2, change: {}, frameMs: 2_000 },
];

async function drag(page: Page, pointer: PointerDriver, { handle, bySeconds, change, frameMs }: Drag) {
  const { wizard, timeline } = await ready(page);
  expect(await placement(wizard)).toEqual(PLACED);
  await timeline.pressAndMove(pointer, handle, bySeconds * (await timeline.pxPerSecond()));
  await timeline.expectFrameAt(frameMs, 2 * EXACT_MS);
  await pointer.up();
  const after = await placement(wizard);
  for (const [key, ms] of Object.entries({ ...PLACED, ...change })) {
    expect(Math.abs(after[key as keyof typeof after] - ms), key).toBeLessThanOrEqual(EXACT_MS);
  }
  if (handle === 'playhead') {
    await expect.poll(async () => Math.abs(Number(await timeline.playhead.inputValue()) - frameMs)).toBeLessThanOrEqual(EXACT_MS);
    return;
  }
  await timeline.expectFrameAt(0);
  await wizard.expectFits();
  await page.keyboard.press('Control+z');
  await expect.poll(() => placement(wizard)).toEqual(PLACED);
}

for (const expected of DRAGS) {
  test(`dragging the ${expected.handle} by mouse previews its frame, and one undo reverts it`, ({ page }) =>
    drag(page, createMouse(page), expected));
}

test('dragging a slider updates all views and is a single undo step', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  const pointer = createMouse(page);
  const thumb = wizard.insertSlider.locator('xpath=ancestor::*[@data-part="thumb"]');
  const [box, before] = [await thumb.boundingBox(), await timeline.handle('body').boundingBox()];
  if (!box || !before) throw new Error('the slider is not visible');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await pointer.down(x, y);
  for (let byPx = 5; byPx <= 40; byPx += 5) await pointer.move(x + byPx, y);
  // Low-priority views update shortly after the pointer stops.
  await expect.poll(async () => (await timeline.handle('body').boundingBox())?.x).toBeGreaterThan(before.x + 20);
  await expect.poll(() => timeline.frameMs()).toBeGreaterThan(1_000);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveAttribute('aria-disabled', 'true');
  await expect(wizard.insertField).not.toHaveValue('0:00.500');
  await pointer.up();
  const { insertAtMs } = await placement(wizard);
  await expect(wizard.insertField).toHaveValue(formatTime(insertAtMs));
  expect(insertAtMs).toBeGreaterThan(1_000);
  await timeline.expectFrameAt(0);
  await page.keyboard.press('Control+z');
  await expect(wizard.insertField).toHaveValue('0:00.500');
});

test('Escape reverts a drag in the timeline and on a slider, and adds no undo step', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  const pointer = createMouse(page);
  for (const handle of ['body', 'start', 'end'] as const) {
    await timeline.pressAndMove(pointer, handle, handle === 'end' ? -150 : 150);
    await expect.poll(() => timeline.frameMs()).toBeGreaterThan(1_000);
    await page.keyboard.press('Escape');
    await pointer.move(300, 300);
    await pointer.up();
    expect(await placement(wizard)).toEqual(PLACED);
    await timeline.expectFrameAt(0);
  }
  const box = await wizard.cutToSlider.locator('xpath=ancestor::*[@data-part="thumb"]').boundingBox();
  if (!box) throw new Error('the slider is not visible');
  await pointer.down(box.x + box.width / 2, box.y + box.height / 2);
  await pointer.move(box.x - 40, box.y);
  await expect(wizard.cutToField).not.toHaveValue('0:05.331');
  await page.keyboard.press('Escape');
  await expect(wizard.cutToField).toHaveValue('0:05.331');
  await pointer.up();
  expect(await placement(wizard)).toEqual(PLACED);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveAttribute('aria-disabled', 'true');
});

test('a handle dragged beyond a limit stops, explains why, and follows the pointer back immediately', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  const pointer = createMouse(page);
  const reason = timeline.region.getByRole('status').filter({ hasText: /./ });
  for (const [handle, byPx, says] of [
    ['body', 900, 'The voice must end by the end of the clip.'],
    ['body', -600, 'The voice cannot start before the clip does.'],
    ['start', -300, 'The recording starts here.'],
    ['start', 900, 'At least 2 s of the recording must be used.'],
    ['end', -900, 'At least 2 s of the recording must be used.'],
    ['end', 600, 'The recording ends here.'],
  ] as const) {
    await timeline.pressAndMove(pointer, handle, byPx);
    await expect(reason).toHaveText(says);
    await page.keyboard.press('Escape');
    await expect(reason).toHaveCount(0);
    await pointer.up();
  }
  await wizard.expectFits();
});

test('a dragged edge snaps with a guide line, and Shift turns snapping off', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  await page.keyboard.press('n');
  const pointer = createMouse(page);
  // The face's window ends at 8.504 s, and the placement keeps 0.2 s distance from it.
  const caughtMs = 8_304 - PLACED.trimEndMs;
  const nearPx = ((caughtMs - PLACED.insertAtMs) / 1000) * (await timeline.pxPerSecond()) + 6;
  await timeline.pressAndMove(pointer, 'body', nearPx);
  await expect(page.locator('[data-part="guide"]')).toBeVisible();
  await page.keyboard.down('Shift');
  const { x, y } = await timeline.handleCenter('body');
  await pointer.move(x + 1, y);
  await expect(page.locator('[data-part="guide"]')).toBeHidden();
  await page.keyboard.up('Shift');
  await pointer.move(x, y);
  await expect(page.locator('[data-part="guide"]')).toBeVisible();
  await pointer.up();
  expect((await placement(wizard)).insertAtMs).toBe(caughtMs);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE, hasTouch: true, isMobile: true });

  for (const expected of DRAGS) {
    test(`dragging the ${expected.handle} by touch previews its frame`, async ({ page }) => drag(page, await createTouch(page), expected));
  }

  test('on a phone, a short voice in a long clip can be dragged by each end and by its middle', async ({ page }) => {
    const wizard = new Wizard(page);
    const timeline = new Timeline(page);
    await withFaces(page, 59_000, [[1_000, 58_000]]);
    await wizard.openWithFiles(await makeClip({ seconds: 59, framesPerSecond: 10 }), await makeVoice({ seconds: 2.5, kind: 'wav' }));
    await expect(page.locator('[data-part="voice-lane"][data-narrow]')).toBeVisible();
    const pointer = await createTouch(page);
    for (const [handle, byPx] of [
      ['body', 40],
      ['end', -2],
      ['start', 2],
    ] as const) {
      const before = await placement(wizard);
      const { x, y } = await timeline.handleCenter(handle);
      const reachedPx = await page.evaluate(
        ([part, atX, atY]) => {
          const isIt = (px: number) => document.elementFromPoint(px, Number(atY))?.closest(`[data-part="voice-${part}"]`) != null;
          return Array.from({ length: 81 }, (_, index) => Number(atX) + index - 40).filter(isIt).length;
        },
        [handle, x, y],
      );
      expect(reachedPx, `what of the ${handle} a thumb can take hold of`).toBeGreaterThanOrEqual(24);
      await timeline.pressAndMove(pointer, handle, byPx);
      await pointer.up();
      await expect.poll(() => placement(wizard), handle).not.toEqual(before);
    }
  });
});
