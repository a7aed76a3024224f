import type { Page } from '@playwright/test';
import { SHORTCUT_GROUPS } from '@/components/timeline/shortcuts';
import { timeline as words } from '@/lib/i18n/en/timeline';
import { expect, test } from '../fixtures';
import { Timeline } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

/** The sample has 25 frames per second. */
const FRAME_MS = 40;

async function ready(page: Page) {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  return { wizard, timeline };
}

/** Everything visible that a shortcut can change. */
async function seen(page: Page, wizard: Wizard, timeline: Timeline) {
  return {
    playheadMs: Number(await timeline.playhead.inputValue()),
    insertAtMs: Number(await wizard.insertSlider.inputValue()),
    trimStartMs: Number(await wizard.cutFromSlider.inputValue()),
    trimEndMs: Number(await wizard.cutToSlider.inputValue()),
    plays: await page.getByRole('button', { name: 'Pause', exact: true }).isVisible(),
    snaps: await page.getByRole('button', { name: 'Snap on' }).isVisible(),
    wholeClip: !(await page.getByRole('slider', { name: words.scroll }).isVisible()),
    keys: await page.getByRole('dialog', { name: words.keySheet.title }).isVisible(),
  };
}
type Seen = Awaited<ReturnType<typeof seen>>;

/** In order: each shortcut starts from the state after the previous one. */
const PRESSES: readonly (readonly [keys: string, change: (before: Seen) => Partial<Seen>])[] = [
  ['l', ({ playheadMs }) => ({ playheadMs: playheadMs + 1_000 })],
  ['Shift+ArrowRight', ({ playheadMs }) => ({ playheadMs: playheadMs + 1_000 })],
  ['ArrowRight', ({ playheadMs }) => ({ playheadMs: playheadMs + FRAME_MS })],
  ['ArrowLeft', ({ playheadMs }) => ({ playheadMs: playheadMs - FRAME_MS })],
  ['j', ({ playheadMs }) => ({ playheadMs: playheadMs - 1_000 })],
  ['Shift+ArrowLeft', ({ playheadMs }) => ({ playheadMs: playheadMs - 1_000 })],
  ['End', () => ({ playheadMs: 9_000 })],
  ['Home', () => ({ playheadMs: 0 })],
  ['Alt+Shift+ArrowRight', ({ insertAtMs }) => ({ insertAtMs: insertAtMs + 1_000 })],
  ['Alt+ArrowRight', ({ insertAtMs }) => ({ insertAtMs: (Math.floor(insertAtMs / FRAME_MS) + 1) * FRAME_MS })],
  ['Alt+ArrowLeft', ({ insertAtMs }) => ({ insertAtMs: insertAtMs - FRAME_MS })],
  ['Alt+Shift+ArrowLeft', ({ insertAtMs }) => ({ insertAtMs: insertAtMs - 1_000 })],
  ['Shift+ArrowRight', ({ playheadMs }) => ({ playheadMs: playheadMs + 1_000 })],
  ['i', ({ playheadMs, insertAtMs, trimStartMs }) => ({ trimStartMs: trimStartMs + playheadMs - insertAtMs, insertAtMs: playheadMs })],
  ['End', () => ({ playheadMs: 9_000 })],
  ['j', () => ({ playheadMs: 8_000 })],
  ['j', () => ({ playheadMs: 7_000 })],
  ['j', () => ({ playheadMs: 6_000 })],
  ['j', () => ({ playheadMs: 5_000 })],
  ['o', ({ trimStartMs, insertAtMs }) => ({ trimEndMs: trimStartMs + 5_000 - insertAtMs })],
  ['Control+z', () => ({ trimEndMs: 5_331 })],
  ['Control+Shift+z', ({ trimStartMs, insertAtMs }) => ({ trimEndMs: trimStartMs + 5_000 - insertAtMs })],
  ['Control+z', () => ({ trimEndMs: 5_331 })],
  ['n', () => ({ snaps: false })],
  ['n', () => ({ snaps: true })],
  ['+', () => ({ wholeClip: false })],
  ['-', () => ({ wholeClip: true })],
  ['+', () => ({ wholeClip: false })],
  ['Shift+Z', () => ({ wholeClip: true })],
  ['?', () => ({ keys: true })],
  ['Escape', () => ({ keys: false })],
];

test('every timeline shortcut changes exactly what it documents', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  const now = () => seen(page, wizard, timeline);
  for (const [index, [keys, change]] of PRESSES.entries()) {
    const before = await now();
    await page.keyboard.press(keys);
    await expect.poll(now, { message: `press ${index + 1}: ${keys}` }).toEqual({ ...before, ...change(before) });
  }
  for (const keys of ['Space', 'k']) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    await page.keyboard.press(keys);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  }
});

test('Ctrl and the wheel zoom in at the pointer and out again', async ({ page }) => {
  const { timeline } = await ready(page);
  const { x, y } = await timeline.handleCenter('body');
  await page.mouse.move(x, y);
  const scroll = page.getByRole('slider', { name: words.scroll });
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -120);
  await expect(scroll).toBeVisible();
  await page.mouse.wheel(0, 240);
  await expect(scroll).toHaveCount(0);
  await page.keyboard.up('Control');
});

test('the ? key lists every shortcut, and single-key shortcuts can be switched off', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: words.keySheet.title });
  for (const { shortcuts: lines } of SHORTCUT_GROUPS) {
    for (const { action: act } of lines) await expect(sheet.getByText(words.keySheet.acts[act], { exact: true }).first()).toBeVisible();
  }
  await sheet.getByText(words.keySheet.singleKeys).click();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  const before = await seen(page, wizard, timeline);
  for (const keys of ['j', 'k', 'l', 'i', 'o', 'n', '+', '-', '?', 'Shift+Z']) await page.keyboard.press(keys);
  expect(await seen(page, wizard, timeline)).toEqual(before);
  await page.keyboard.press('ArrowRight');
  await expect(timeline.playhead).toHaveValue(String(FRAME_MS));
});

test('no shortcut acts while typing in a field', async ({ page }) => {
  const { wizard, timeline } = await ready(page);
  const before = await seen(page, wizard, timeline);
  const all = [...new Set(PRESSES.map(([keys]) => keys)), 'Space', 'k'].filter((keys) => keys !== 'Escape');
  for (const field of [wizard.insertField, wizard.cutToField]) {
    for (const keys of all) {
      await field.focus();
      await page.keyboard.press(keys);
    }
    await page.keyboard.press('Escape');
    expect(await seen(page, wizard, timeline)).toEqual(before);
  }
});
