import type { Browser, Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { expect, test } from '../fixtures';
import { type LiveApp, startLiveApp } from '../steps/live-app';
import { createLiveJob, signInLive } from '../steps/sign-in';

/** The result page on a live site in a browser. Upstream is the simulator, which never changes the video. */

let app: LiveApp;

test.beforeAll(async () => {
  app = await startLiveApp(SECRETS);
});

test.afterAll(async () => {
  await app.stop();
});

/** One frame at 25 frames per second. */
const ONE_CLOCK_SECONDS = 0.04;

interface ComparedTimes {
  readonly before: number;
  readonly after: number;
}

/** @returns the times of both videos, read at the same moment. */
function readTimes(page: Page): Promise<ComparedTimes> {
  return page.evaluate(() => {
    const timeOf = (label: string) => document.querySelector<HTMLVideoElement>(`video[aria-label="${label}"]`)?.currentTime ?? Number.NaN;
    return { before: timeOf('Before'), after: timeOf('Result') };
  });
}

/** @returns the median difference, so that one late sample does not fail the test. */
async function measureDriftWhilePlaying(page: Page): Promise<number> {
  const seen: number[] = [];
  for (let look = 0; look < 15; look += 1) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const { before, after } = await readTimes(page);
    seen.push(Math.abs(before - after));
  }
  return seen.sort((a, b) => a - b)[7] ?? Number.NaN;
}

const expectTimeAt = (page: Page, seconds: number) =>
  expect
    .poll(async () => {
      const { before, after } = await readTimes(page);
      return Math.max(Math.abs(before - seconds), Math.abs(after - seconds));
    })
    .toBeLessThan(ONE_CLOCK_SECONDS);

async function elsewhere(browser: Browser, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${app.origin}${path}`);
  return page;
}

test('a result can be compared in sync, looped, slowed down, checked for motion, shared and unshared', async ({
  page,
  browser,
  pageErrors,
}) => {
  pageErrors.expect(/status of 404/);
  const wizard = await signInLive(page, app);
  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  await createLiveJob(page, wizard);
  const before = page.locator('video[aria-label="Before"]');

  await test.step('the page reports no mouth movement and suggests what helps', async () => {
    const mouth = page.getByRole('region', { name: 'Did the mouth move?' });
    await expect(mouth.getByText('The picture did not change while the voice speaks.')).toBeVisible({ timeout: 60_000 });
    await expect(mouth).toContainText('That happens when the face is too small or turned away.');
    await expect(mouth).toContainText('This is a measurement');
  });

  await test.step('wipe: both videos overlap with a movable divider', async () => {
    await expect(page.getByRole('radio', { name: 'Wipe' })).toBeChecked();
    const divider = page.getByRole('slider', { name: 'Divider between before and after' });
    const shownShare = () => before.evaluate((video) => getComputedStyle(video.parentElement as HTMLElement).clipPath);
    expect(await shownShare()).toBe('inset(0px 50% 0px 0px)');
    await divider.press('Home');
    expect(await shownShare()).toBe('inset(0px 100% 0px 0px)');
    await divider.press('End');
    expect(await shownShare()).toBe('inset(0px 0% 0px 0px)');
    // While the divider has focus, arrow keys move it.
    await divider.blur();
  });

  await test.step('shortcuts move both videos to the same frame', async () => {
    await page.keyboard.press('l');
    await expectTimeAt(page, 1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await readTimes(page)).after).toBeGreaterThan(1.01);
    const { after } = await readTimes(page);
    await expectTimeAt(page, after);
    await page.keyboard.press('Home');
    await expectTimeAt(page, 0);
  });

  await test.step('side by side, both videos play in sync at any speed', async () => {
    await page.keyboard.press('c');
    await expect(page.getByRole('radio', { name: 'Side by side' })).toBeChecked();
    const boxes = [await before.boundingBox(), await page.locator('video[aria-label="Result"]').boundingBox()];
    // In a row or a column, whichever makes them larger.
    const distancePx = Math.max(Math.abs((boxes[0]?.x ?? 0) - (boxes[1]?.x ?? 0)), Math.abs((boxes[0]?.y ?? 0) - (boxes[1]?.y ?? 0)));
    expect(distancePx).toBeGreaterThan(100);
    await page.keyboard.press('k');
    await wizard.expectPlaying();
    expect(await measureDriftWhilePlaying(page)).toBeLessThan(ONE_CLOCK_SECONDS);
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('0.5×');
    // Drift is corrected by a slightly changed playback rate.
    await expect(page.locator('video[aria-label="Result"]')).toHaveJSProperty('playbackRate', 0.5);
    expect(await measureDriftWhilePlaying(page)).toBeLessThan(ONE_CLOCK_SECONDS);
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('2×');
  });

  await test.step('the spoken part is looped with a second before and after it', async () => {
    await page.keyboard.press('r');
    await expect(page.getByRole('button', { name: 'Loop the voice' })).toHaveAttribute('aria-pressed', 'true');
    const told = await page.getByText(/The voice runs/).innerText();
    const [from = 0, to = 0] = [...told.matchAll(/(\d+):(\d\d\.\d)/g)].map(
      ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
    );
    expect(to).toBeGreaterThan(from);
    // Waits until the loop reaches its end and restarts.
    const seen: number[] = [];
    await expect
      .poll(
        async () => {
          seen.push((await readTimes(page)).after);
          return seen.some((at, index) => at < (seen[index - 1] ?? 0) - 1);
        },
        // Frequent enough to observe each loop, with a long timeout for a busy machine.
        { intervals: [100], timeout: 60_000 },
      )
      .toBe(true);
    const looped = seen.slice(seen.findIndex((at, index) => at < (seen[index - 1] ?? 0) - 1));
    expect(Math.min(...looped)).toBeGreaterThanOrEqual(Math.max(0, from - 1) - 0.1);
    expect(Math.max(...seen)).toBeLessThanOrEqual(to + 1.4);
    await page.keyboard.press('k');
  });

  await test.step('the share link shows the result beside the original clip, and nothing else', async () => {
    await page.getByRole('button', { name: 'Make a share link' }).click();
    const link = new URL(await page.getByLabel('Share link', { exact: true }).inputValue());
    const guest = await elsewhere(browser, link.pathname);
    await guest.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(async () => (await readTimes(guest)).after).toBeGreaterThan(0.3);
    await expect(guest.getByRole('radio', { name: 'Wipe' })).toBeChecked();
    // Playback has just started beside another playing tab: a drift of up to 250 ms is corrected at 12 %, which takes two seconds (`correctDrift`).
    await expect.poll(() => measureDriftWhilePlaying(guest), { timeout: 3_000 }).toBeLessThan(ONE_CLOCK_SECONDS);
    await expect(guest.getByRole('button', { name: /Change|Dub|share/ })).toHaveCount(0);
    expect(
      (await guest.request.get(`${app.origin}${new URL(page.url()).pathname.replace('/jobs/', '/api/advanced-lip-sync/')}`)).status(),
    ).toBe(401);

    await page.getByRole('button', { name: 'End it' }).click();
    await expect(page.getByText('Nobody can watch by a share link any more.')).toBeVisible();
    await guest.reload();
    await expect(guest.getByText('This link leads nowhere')).toBeVisible();
    for (const file of ['video', 'original'])
      expect((await guest.request.get(`${app.origin}/api${link.pathname}/${file}`)).status()).toBe(404);
    await guest.context().close();
  });
});

test('on a second device, a job can be changed and repeated, and only the lip-sync is charged', async ({ page, browser }) => {
  const wizard = await signInLive(page, app);
  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  await wizard.typeTime(wizard.insertField, '1.5');
  await wizard.expectFits();
  const placed = await wizard.insertField.inputValue();
  const jobId = await createLiveJob(page, wizard);
  const paid = await app.chargedMilliPtc();

  const other = await (await browser.newContext()).newPage();
  const there = await signInLive(other, app);
  await other.goto(`${app.origin}/jobs/${jobId}`);
  await expect(other.getByText('The faces are still known: only the lip-sync is paid again, 0.07 PTC.')).toBeVisible();
  await other.getByRole('button', { name: 'Change and try again' }).click();
  await there.expectStep('Place');
  await there.expectFits();
  await expect(there.insertField).toHaveValue(placed);
  await there.typeTime(there.insertField, '2');
  await there.expectFits();
  const second = await createLiveJob(other, there, jobId);
  expect(second).not.toBe(jobId);
  expect(await app.chargedMilliPtc()).toBe(paid + 70);
  await other.context().close();
});

test('dubbing another face in a result adds a second pass with one total price', async ({ page }) => {
  const wizard = await signInLive(page, app);
  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  const first = await createLiveJob(page, wizard);
  await page.getByRole('button', { name: 'Dub another face in this result' }).click();
  await wizard.expectStep('Voice');
  await wizard.drop(await makeVoice());
  await wizard.expectFits();
  // The result contains the first pass's voice.
  await expect(page.getByRole('switch', { name: /old sound/i })).toBeChecked();
  const second = await createLiveJob(page, wizard, first);
  const passes = page.getByRole('region', { name: 'Passes of this piece of work' });
  await expect(passes.getByRole('heading', { name: '2 passes, one piece of work' })).toBeVisible();
  // Per pass: 0.001 PTC for the upload, 0.007 for identify-face, 0.07 for the lip-sync.
  await expect(passes).toContainText('0.156 PTC in all');
  await expect(passes.getByRole('listitem')).toHaveCount(2);
  await expect(page.getByRole('radio', { name: 'Pass before' })).toBeChecked();
  const comparedWith = () => page.locator('video[aria-label="Before"]').getAttribute('src');
  const previous = await comparedWith();
  await page.getByRole('radio', { name: 'First clip' }).check();
  await expect.poll(comparedWith).not.toBe(previous);
  expect(await comparedWith()).toContain(first);
  await passes.getByRole('link', { name: /Pass 1/ }).click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${first}$`));
  await expect(passes.getByText('Pass 2, made of this result')).toBeVisible();
  expect(second).not.toBe(first);
});
