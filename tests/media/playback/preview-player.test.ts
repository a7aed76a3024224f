import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Placement } from '@/lib/domain/placement';
import { AUDIO_RATE, findAudio, getPeakBetween } from '../../fixtures/media';
import { ROOT } from '../../setup/app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../../setup/browser.ts';
import type { RenderRequest, ScheduledAction } from './preview-page';

const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };
const CLIP_MS = 10_000;
const TOLERANCE_MS = 20;
/** Delay between an action and the start of the clip's clock, because audio is scheduled ahead. */
const SCHEDULE_AHEAD_MS = 30;
/** The page acts only in animation frames: an action runs in the first one at or after its time. */
const FRAME_MS = 16;
const toNextFrame = (ms: number) => Math.ceil(ms / FRAME_MS) * FRAME_MS;
/** Long enough to be unique. */
const SNIPPET_MS = 400;
const SILENCE = 0.001;
/** Duration of a gain ramp. */
const GAIN_RAMP_MS = 60;

let browser: Browser;
let page: Page;
const requestedUrls: string[] = [];

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': ROOT } },
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      lib: { entry: path.join(ROOT, 'tests/media/playback/preview-page.ts'), formats: ['iife'], name: 'page' },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const code = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((file) => file.type === 'chunk')?.code;
  if (code === undefined) throw new Error('the page was not built');
  const browserResult = await findBrowser();
  if ('problem' in browserResult) throw new Error(browserResult.problem);
  browser = await chromium.launch({ executablePath: browserResult.executablePath, args: BROWSER_ARGUMENTS });
  page = await browser.newPage();
  page.on('request', (request) => requestedUrls.push(request.url()));
  await page.addScriptTag({ content: code });
}, 120_000);

afterAll(() => browser?.close());

interface RenderedAudio {
  readonly voiceSamples: Float32Array;
  readonly outputSamples: Float32Array;
}

async function play(request: Partial<RenderRequest> = {}): Promise<RenderedAudio> {
  const fullRequest: RenderRequest = {
    rateHz: AUDIO_RATE,
    clipMs: CLIP_MS,
    voiceMs: 6_000,
    placement: placed,
    fromMs: 0,
    actions: [],
    renderMs: 9_000,
    ...request,
  };
  const { voiceSamples, outputSamples } = await page.evaluate((renderRequest) => window.previewPage.render(renderRequest), fullRequest);
  return { voiceSamples: Float32Array.from(voiceSamples), outputSamples: Float32Array.from(outputSamples) };
}

/** Finds the section of the recording that belongs to `clipTimeMs`, and returns when it is audible within a range of time. */
function findHeardAtMs(
  { voiceSamples, outputSamples }: RenderedAudio,
  clipTimeMs: number,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
  at = placed,
): number {
  const sample = (ms: number) => Math.round((ms * AUDIO_RATE) / 1000);
  const voiceTimeMs = clipTimeMs - at.insertAtMs + at.trimStartMs;
  const { atMs, correlation: likeness } = findAudio(
    voiceSamples.subarray(sample(voiceTimeMs), sample(voiceTimeMs + SNIPPET_MS)),
    outputSamples.subarray(sample(from), sample(to)),
  );
  expect(likeness, `what is said at ${clipTimeMs} ms was heard`).toBeGreaterThan(0.8);
  return from + atMs;
}

function expectNear(heardMs: number, expectedMs: number): void {
  expect(Math.abs(heardMs - expectedMs), `heard at ${heardMs} ms, wanted at ${expectedMs} ms`).toBeLessThanOrEqual(TOLERANCE_MS);
}

describe('voice', () => {
  it.each([0, 1_111, 2_400, 4_777])('the preview plays the voice at its place from %i ms', async (fromMs) => {
    const outputSamples = await play({ fromMs });
    for (const clipTimeMs of [Math.max(fromMs, 2_500), 6_500])
      expectNear(findHeardAtMs(outputSamples, clipTimeMs), SCHEDULE_AHEAD_MS + clipTimeMs - fromMs);
    if (fromMs < 2_300) expect(getPeakBetween(outputSamples.outputSamples, 0, SCHEDULE_AHEAD_MS + 2_390 - fromMs)).toBeLessThan(SILENCE);
    expect(getPeakBetween(outputSamples.outputSamples, SCHEDULE_AHEAD_MS + 7_210 - fromMs, 9_000)).toBeLessThan(SILENCE);
  });

  it.each([
    ['on', 1_000, 3_500],
    ['back', 4_000, 2_000],
    ['on, out of the middle of it', 3_500, 5_000],
  ])('the preview plays the voice at its place after a seek %s', async (_way, atMs, seekMs) => {
    const outputSamples = await play({ actions: [{ atMs, seekMs }] });
    const clipTimeMs = Math.max(seekMs, placed.insertAtMs) + 500;
    expectNear(findHeardAtMs(outputSamples, clipTimeMs, atMs), toNextFrame(atMs) + SCHEDULE_AHEAD_MS + clipTimeMs - seekMs);
  });

  it('the preview resumes at its position after a pause and is silent during it', async () => {
    const outputSamples = await play({
      actions: [
        { atMs: 4_000, pause: true },
        { atMs: 5_000, play: true },
      ],
    });
    expect(getPeakBetween(outputSamples.outputSamples, 4_030, 4_990)).toBeLessThan(SILENCE);
    const pausedAtMs = toNextFrame(4_000) - SCHEDULE_AHEAD_MS;
    expectNear(findHeardAtMs(outputSamples, 5_000, 5_000), toNextFrame(5_000) + SCHEDULE_AHEAD_MS + 5_000 - pausedAtMs);
  });

  it('the preview plays the voice at its place in every repetition of a loop', async () => {
    const short: Placement = { ...placed, trimEndMs: 2_600 };
    const outputSamples = await play({ placement: short, fromMs: 1_400, actions: [{ atMs: 10, looping: true }], renderMs: 9_000 });
    // From a second before the voice to a second after it, ending at the first animation frame after that.
    const againMs = toNextFrame(SCHEDULE_AHEAD_MS + 4_000);
    const first = findHeardAtMs(outputSamples, 3_000, 0, 3_000);
    const second = findHeardAtMs(outputSamples, 3_000, 4_500, 7_000);
    expectNear(first, SCHEDULE_AHEAD_MS + 1_600);
    expectNear(second, againMs + SCHEDULE_AHEAD_MS + 1_600);
  });

  it('the preview moves the voice immediately when its placement changes during playback', async () => {
    const moved = { ...placed, insertAtMs: 4_400 };
    const outputSamples = await play({ actions: [{ atMs: 1_000, placement: moved }] });
    expectNear(findHeardAtMs(outputSamples, 5_000, 1_000, 9_000, moved), SCHEDULE_AHEAD_MS + 5_000);
    expect(getPeakBetween(outputSamples.outputSamples, 1_050, 4_400)).toBeLessThan(SILENCE);
  });
});

describe('volumes', () => {
  const loudest = ({ outputSamples }: RenderedAudio) => getPeakBetween(outputSamples, 3_000, 6_000);

  it('the preview applies volumes as gains of up to 2', async () => {
    const asRecorded = loudest(await play());
    expect(loudest(await play({ placement: { ...placed, voiceVolume: 2 } })) / asRecorded).toBeCloseTo(2, 2);
    expect(loudest(await play({ placement: { ...placed, voiceVolume: 0.5 } })) / asRecorded).toBeCloseTo(0.5, 2);
    expect(loudest(await play({ placement: { ...placed, voiceVolume: 0 } }))).toBe(0);
  });

  it('the preview plays the original audio at its volume, which is 0 by default', async () => {
    expect(getPeakBetween((await play()).outputSamples, 500, 2_000)).toBe(0);
    expect(getPeakBetween((await play({ placement: { ...placed, originalVolume: 1.5 } })).outputSamples, 500, 2_000)).toBeCloseTo(0.15, 2);
  });

  it('the preview changes volumes during playback without a gap', async () => {
    const doings: ScheduledAction[] = [{ atMs: 4_000, placement: { ...placed, voiceVolume: 0 } }];
    const outputSamples = await play({ actions: doings });
    expect(getPeakBetween(outputSamples.outputSamples, 4_000 + GAIN_RAMP_MS, 9_000)).toBeLessThan(SILENCE);
    const back: ScheduledAction[] = [...doings, { atMs: 5_000, placement: { ...placed, voiceVolume: 2 } }];
    expectNear(findHeardAtMs(await play({ actions: back }), 5_500, 5_100), SCHEDULE_AHEAD_MS + 5_500);
  });
});

it('the preview plays the clip as recorded while there is no placement', async () => {
  const { outputSamples } = await play({ placement: null });
  expect(getPeakBetween(outputSamples, 500, 8_000)).toBeCloseTo(0.1, 2);
});

it('the preview sends no network request', () => {
  expect(requestedUrls).toEqual([]);
});
