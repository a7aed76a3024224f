import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { type FaceWindow, withFaces } from '../steps/faces';
import { expectNoHorizontalScroll, inspectAppearance, PHONE } from '../steps/looks';
import { Timeline } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

interface UnusualFaceCase {
  readonly what: string;
  readonly clipSeconds?: number;
  readonly voiceSeconds?: number;
  readonly windows: readonly FaceWindow[];
  /** Expected text of the status bar. */
  readonly verdict: RegExp;
  /** Expected text in the lanes. */
  readonly lanes: readonly RegExp[];
  readonly creates: boolean;
}

const UNUSUAL_FACES: readonly UnusualFaceCase[] = [
  {
    what: 'a face seen for 0 ms beside one that can speak',
    windows: [
      [3_000, 3_000],
      [500, 8_500],
    ],
    verdict: /^It fits\. The voice runs 0:00\.5/,
    lanes: [/^Face A, on screen for 0 s, too short, 2 s are needed$/, /^Face B may speak here: 0:00\.5 – 0:08\.5$/],
    creates: true,
  },
  {
    what: 'nothing but a face seen for 0 ms',
    windows: [[3_000, 3_000]],
    verdict: /^No face here can speak\. Use another clip\.$/,
    lanes: [/^Face A, on screen for 0 s, too short/],
    creates: false,
  },
  {
    what: 'only a window shorter than 2 s',
    windows: [[1_000, 2_999]],
    verdict: /^No face here can speak\. Use another clip\.$/,
    lanes: [/^Face A, on screen for 1\.9+ s, too short/],
    creates: false,
  },
  {
    what: 'a window after the end of the clip',
    windows: [[12_000, 15_000]],
    verdict: /^Only 0 s of this face’s time lies within the clip, and 2 s are needed\./,
    lanes: [],
    creates: false,
  },
  {
    what: 'a window before the beginning of the clip',
    windows: [[-5_000, -1_000]],
    verdict: /^Only 0 s of this face’s time lies within the clip, and 2 s are needed\./,
    lanes: [],
    creates: false,
  },
  {
    what: 'a window that hangs out on both sides',
    windows: [[-3_000, 12_000]],
    verdict: /^It fits\. The voice runs 0:00\.0/,
    lanes: [/^Face A may speak here/],
    creates: true,
  },
  {
    what: 'a clip of 2.000 s with a voice of 2.000 s',
    clipSeconds: 2,
    voiceSeconds: 2,
    windows: [[0, 2_000]],
    verdict: /^It fits\. The voice runs 0:00\.0 – 0:02\.0, all of it while this face is on screen\. Tight:/,
    lanes: [/^Face A may speak here: 0:00\.0 – 0:02\.0$/],
    creates: true,
  },
  {
    what: 'a voice longer than the clip',
    voiceSeconds: 30,
    windows: [[500, 8_500]],
    verdict: /^It fits\. The voice runs 0:00\.5 – 0:09\.0/,
    lanes: [/^Face A may speak here/],
    creates: true,
  },
];

for (const { what, clipSeconds = 9, voiceSeconds = 5, windows, verdict, lanes, creates } of UNUSUAL_FACES) {
  test(`${what}: status bar and lanes show the expected text`, async ({ page }) => {
    const wizard = new Wizard(page);
    await withFaces(page, clipSeconds * 1000, windows);
    await wizard.open();
    await wizard.drop(await makeClip({ seconds: clipSeconds }), await makeVoice({ seconds: voiceSeconds, kind: 'wav' }));
    await expect(wizard.verdict.locator('p.tabular')).toHaveText(verdict);
    if (creates) await expect(wizard.create).toBeEnabled();
    else await expect(wizard.create).toBeDisabled();
    const { region } = new Timeline(page);
    for (const name of lanes) await expect(region.getByRole('button', { name })).toBeVisible();
    if (lanes.length === 0) await expect(region.getByText('outside the clip')).toBeVisible();
    await page.setViewportSize(PHONE);
    await expectNoHorizontalScroll(page);
  });
}

test('a clip of 2 s with a voice of 2 s: no handle can move, and each explains why', async ({ page }) => {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  await withFaces(page, 2_000, [[0, 2_000]]);
  await wizard.openWithFiles(await makeClip({ seconds: 2 }), await makeVoice({ seconds: 2, kind: 'wav' }));
  for (const slider of [wizard.insertSlider, wizard.cutFromSlider, wizard.cutToSlider]) {
    expect(await slider.getAttribute('min')).toBe(await slider.getAttribute('max'));
    await slider.focus();
    await page.keyboard.press('ArrowRight');
  }
  await expect(page.getByText(/^Stops at 0:02\.000\. The recording ends here\.$/)).toBeVisible();
  const { x, y } = await timeline.handleCenter('body');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 200, y, { steps: 4 });
  await expect(timeline.region.getByText('The voice must end by the end of the clip.')).toBeVisible();
  await page.mouse.up();
  await expect(wizard.insertField).toHaveValue('0:00.000');
});

test('with twenty faces, preview and voice stay visible and the last face can be chosen', async ({ page }, testInfo) => {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  const windows = Array.from({ length: 20 }, (_, index): FaceWindow => [index * 300, 3_000 + index * 300]);
  await withFaces(page, 9_000, windows);
  await wizard.open();
  await wizard.drop(await makeClip(), await makeVoice());
  await expect(wizard.verdict.locator('p.tabular')).toHaveText('Choose who speaks. The voice is placed by itself then.');
  await timeline.region.getByRole('button', { name: /^Face T may speak here/ }).click();
  await wizard.expectFits();
  await expect(timeline.handle('body')).toBeInViewport({ ratio: 1 });
  const picture = await page.locator('video').boundingBox();
  expect(picture?.height, 'the picture keeps its room').toBeGreaterThan(200);
  await inspectAppearance(page, 'twenty-faces', testInfo);
});

test('two faces with the same time window have a lane each, and either can be chosen', async ({ page }) => {
  const wizard = new Wizard(page);
  const { region } = new Timeline(page);
  await withFaces(page, 9_000, [
    [500, 8_500],
    [500, 8_500],
  ]);
  await wizard.open();
  await wizard.drop(await makeClip(), await makeVoice());
  const lane = (name: string) => region.getByRole('button', { name: `${name} may speak here: 0:00.5 – 0:08.5` });
  for (const [chosen, other] of [
    ['Face A', 'Face B'],
    ['Face B', 'Face A'],
  ] as const) {
    await lane(chosen).click();
    await expect(lane(chosen)).toHaveAttribute('aria-pressed', 'true');
    await expect(lane(other)).toHaveAttribute('aria-pressed', 'false');
    await wizard.expectFits();
  }
});

test('a voice at volume 0 shows a warning', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.openWithFiles(await makeClip(), await makeVoice());
  const volume = page.getByRole('slider', { name: 'Voice volume' });
  await volume.focus();
  await page.keyboard.press('Home');
  await expect(volume).toHaveAttribute('aria-valuetext', 'Silent');
  await expect(wizard.verdict.locator('p.tabular')).toHaveText(/The voice is set to 0\s?%: the mouth moves, and nothing is heard\.$/);
  await expect(wizard.create).toBeEnabled();
  await page.getByText('Keep the old sound').click();
  const old = page.getByRole('slider', { name: 'Old sound volume' });
  await old.focus();
  await page.keyboard.press('End');
  await expect(old).toHaveValue('200');
  await expect(wizard.verdict.locator('p.tabular')).toHaveText(/only the old sound is heard\.$/);
});
