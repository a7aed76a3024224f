import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** The sample: a clip of 9 s with a face from 0.5 s to 8.5 s, and a voice of about 5 s. */
async function ready(page: Page): Promise<Wizard> {
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  return wizard;
}

const part = (page: Page, name: string) => page.locator(`[data-part="voice-${name}"]`);
const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead' });
const pictureMs = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.currentTime * 1000));

test('every handle moves by keyboard within its limits, and aria-valuetext describes its position', async ({ page }) => {
  const wizard = await ready(page);
  const handles = [
    { slider: wizard.insertSlider, says: /^Starts at 0:0\d\.\d in the clip, ends at 0:0\d\.\d$/ },
    { slider: wizard.cutFromSlider, says: /^Uses the recording from 0:0\d\.\d$/ },
    { slider: wizard.cutToSlider, says: /^Uses the recording up to 0:0\d\.\d, \d(\.\d)? s in all$/ },
  ];
  for (const { slider, says } of handles) {
    await slider.focus();
    const value = async () => Number(await slider.inputValue());
    const [least, most] = [Number(await slider.getAttribute('min')), Number(await slider.getAttribute('max'))];
    await page.keyboard.press('Home');
    expect(await value()).toBe(least);
    await page.keyboard.press('ArrowRight');
    expect(await value()).toBe(Math.min(most, least + 100));
    await page.keyboard.press('PageUp');
    expect(await value()).toBe(Math.min(most, least + 1_100));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('End');
    expect(await value()).toBe(most);
    await page.keyboard.press('ArrowRight');
    expect(await value()).toBe(most);
    await expect(slider).toHaveAttribute('aria-valuetext', says);
    await page.keyboard.press('Home');
    await wizard.expectFits();
  }
});

test('a drag moves the voice, previews its frame, and one undo reverts it', async ({ page }) => {
  const wizard = await ready(page);
  const before = await wizard.cutToField.inputValue();
  const box = await part(page, 'end').boundingBox();
  if (!box) throw new Error('the end handle is not visible');
  const [x, y] = [box.x + 9, box.y + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 200, y, { steps: 8 });
  await expect.poll(() => pictureMs(page)).toBeGreaterThan(2_000);
  await page.mouse.up();
  await expect(wizard.cutToField).not.toHaveValue(before);
  // The preview returns to the playhead.
  await expect.poll(() => pictureMs(page)).toBe(0);
  await page.keyboard.press('Control+z');
  await expect(wizard.cutToField).toHaveValue(before);
  await page.keyboard.press('Control+Shift+z');
  await expect(wizard.cutToField).not.toHaveValue(before);
});

test('Play runs clip and voice without any network request', async ({ page }) => {
  await ready(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) asked.push(request.url());
  });
  await page.keyboard.press('Space');
  await expect.poll(() => pictureMs(page)).toBeGreaterThan(600);
  await page.keyboard.press('k');
  await expect.poll(async () => Math.abs((await pictureMs(page)) - Number(await playhead(page).inputValue()))).toBeLessThanOrEqual(20);
  // Browsers request the tab's icon.
  expect(asked.filter((url) => !/^\/(icon\.svg|favicon\.ico)$/.test(new URL(url).pathname))).toEqual([]);
});

test('shortcuts are ignored while typing in a field', async ({ page }) => {
  const wizard = await ready(page);
  const before = await wizard.insertSlider.inputValue();
  await wizard.insertField.focus();
  await page.keyboard.press('End');
  await page.keyboard.type('nik');
  await expect(page.getByRole('button', { name: 'Snap on' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await wizard.insertSlider.inputValue()).toBe(before);
});

test('the timeline is described in sentences for screen readers', async ({ page }) => {
  await ready(page);
  await expect(page.getByRole('region', { name: 'Timeline' })).toMatchAriaSnapshot(`
    - region "Timeline":
      - button "Play"
      - paragraph: 0:00.000 / 0:09.000
      - button "Undo" [disabled]
      - button "Redo" [disabled]
      - button "Loop"
      - button "Snap on" [pressed]
      - button "Further away" [disabled]
      - group "Zoom":
        - slider "Zoom"
      - button "100%, Whole clip"
      - button "Closer"
      - button "Keys"
      - button "Fit to face"
      - group "Playhead":
        - slider "Playhead"
      - 'button "Face A may speak here: 0:00.5 – 0:08.5" [pressed]'
  `);
});

test('every handle exposes its name, value and limits to screen readers', async ({ page }) => {
  await ready(page);
  await page.getByText('Keep the old sound').click();
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  // Chromium's accessibility tree reports the number of a range input, so aria-valuetext is read from the element.
  const textOf = async (backendNodeId: number | undefined) => {
    if (backendNodeId === undefined) return undefined;
    const { node } = await devtools.send('DOM.describeNode', { backendNodeId });
    const { attributes = [] } = node;
    return attributes[attributes.indexOf('aria-valuetext') + 1];
  };
  const found = nodes.filter(({ role }) => role?.value === 'slider');
  const sliders = await Promise.all(
    found.map(async ({ name, description, backendDOMNodeId }) => [
      String(name?.value),
      await textOf(backendDOMNodeId),
      ...(description?.value ? [description.value] : []),
    ]),
  );
  expect(sliders).toEqual([
    ['Zoom', 'The whole clip'],
    ['Starts in the clip', 'Starts at 0:00.5 in the clip, ends at 0:05.8', 'From 0:00.0 to 0:03.7.'],
    ['Cut from Part of the recording', 'Uses the recording from 0:00.0', 'From 0:00.0 to 0:03.3.'],
    ['Cut to Part of the recording', 'Uses the recording up to 0:05.3, 5.3 s in all', 'From 0:02.0 to 0:05.4.'],
    ['Voice volume', '100 percent, as recorded'],
    ['Old sound volume', '100 percent, as recorded'],
    ['Playhead', '0:00.0 of 0:09.0'],
  ]);
});

test('at every width, the main controls are in one row above the lanes', async ({ page }) => {
  await ready(page);
  for (const width of [600, 640, 660, 690, 767, 768, 1024, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const middles = await Promise.all(
      ['Play', 'Fit to face'].map(async (name) => {
        const box = await page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name }).boundingBox();
        return box === null ? Number.NaN : box.y + box.height / 2;
      }),
    );
    expect(Math.abs((middles[0] ?? Number.NaN) - (middles[1] ?? Number.NaN)), `at ${width} px`).toBeLessThanOrEqual(1);
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

  test('on a phone, touch drags the voice, a pinch zooms, and every target is large enough', async ({ page }) => {
    const wizard = await ready(page);
    const devtools = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
      devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });

    await part(page, 'body').scrollIntoViewIfNeeded();
    const box = await part(page, 'body').boundingBox();
    if (!box) throw new Error('the voice is not visible');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const before = Number(await wizard.insertSlider.inputValue());
    await touch('touchStart', [x, y]);
    for (let byPx = 5; byPx <= 40; byPx += 5) await touch('touchMove', [x + byPx, y]);
    await touch('touchEnd');
    await expect.poll(async () => Number(await wizard.insertSlider.inputValue())).toBeGreaterThan(before + 500);
    const after = await wizard.insertSlider.inputValue();

    await touch('touchStart', [x - 20, y]);
    await touch('touchStart', [x - 20, y], [x + 20, y]);
    for (let byPx = 0; byPx <= 60; byPx += 10) await touch('touchMove', [x - 20 - byPx, y], [x + 20 + byPx, y]);
    await touch('touchEnd');
    await expect(page.getByRole('slider', { name: 'Part of the clip on show' })).toBeAttached();
    expect(await wizard.insertSlider.inputValue(), 'two fingers move nothing').toBe(after);

    // The inputs of sliders and switches are hidden inside the touch target.
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'a, button, summary, label:has(input), [data-part=thumb], textarea, select, input:not([type=range], [role=switch])',
        ),
      ]
        .map((target) => ({ name: target.getAttribute('aria-label') ?? target.textContent ?? '', box: target.getBoundingClientRect() }))
        .filter(({ box: { width, height } }) => width > 1 && (width < 24 || height < 24))
        .map(({ name, box: { width, height } }) => `${name}: ${Math.round(width)} × ${Math.round(height)}`),
    );
    expect(small).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
