import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Placement } from '@/lib/domain/placement';
import { findSound, peakBetween, SOUND_RATE } from '../fixtures/media';
import { ROOT } from '../setup/app-server.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../setup/browser.ts';
import type { Doing, Wish } from './preview-page';

const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };
const CLIP_MS = 10_000;
const TOLERANCE_MS = 20;
/** How long after a press the clip's clock starts: sounds are scheduled ahead. */
const START_MS = 30;
/** The page acts at its frames alone: a wish is done at the first one that is not before it. */
const FRAME_MS = 16;
const frameAt = (ms: number) => Math.ceil(ms / FRAME_MS) * FRAME_MS;
/** Long enough to be found at one place alone. */
const PIECE_MS = 400;
const SILENCE = 0.001;
/** A volume glides to its new value. */
const GLIDE_MS = 60;

let browser: Browser;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': ROOT } },
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      lib: { entry: path.join(ROOT, 'tests/media/preview-page.ts'), formats: ['iife'], name: 'page' },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const code = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((file) => file.type === 'chunk')?.code;
  if (code === undefined) throw new Error('nothing was built');
  const found = await findBrowser();
  if ('problem' in found) throw new Error(found.problem);
  browser = await chromium.launch({ executablePath: found.executablePath, args: BROWSER_ARGUMENTS });
  page = await browser.newPage();
  page.on('request', (request) => asked.push(request.url()));
  await page.addScriptTag({ content: code });
}, 120_000);

afterAll(() => browser?.close());

interface Heard {
  readonly recorded: Float32Array;
  readonly heard: Float32Array;
}

async function play(wish: Partial<Wish> = {}): Promise<Heard> {
  const whole: Wish = {
    rateHz: SOUND_RATE,
    clipMs: CLIP_MS,
    voiceMs: 6_000,
    placement: placed,
    fromMs: 0,
    doings: [],
    renderMs: 9_000,
    ...wish,
  };
  const { recorded, heard } = await page.evaluate((asking) => window.preview.render(asking), whole);
  return { recorded: Float32Array.from(recorded), heard: Float32Array.from(heard) };
}

/** Looks for the piece of the recording that is said at `saidMs` of the clip, and answers when it was heard between two times. */
function whenHeard({ recorded, heard }: Heard, saidMs: number, from = 0, to = Number.MAX_SAFE_INTEGER, at = placed): number {
  const sample = (ms: number) => Math.round((ms * SOUND_RATE) / 1000);
  const pieceMs = saidMs - at.insertAtMs + at.trimStartMs;
  const { atMs, likeness } = findSound(
    recorded.subarray(sample(pieceMs), sample(pieceMs + PIECE_MS)),
    heard.subarray(sample(from), sample(to)),
  );
  expect(likeness, `what is said at ${saidMs} ms was heard`).toBeGreaterThan(0.8);
  return from + atMs;
}

function expectNear(heardMs: number, wantedMs: number): void {
  expect(Math.abs(heardMs - wantedMs), `heard at ${heardMs} ms, wanted at ${wantedMs} ms`).toBeLessThanOrEqual(TOLERANCE_MS);
}

describe('the voice', () => {
  it.each([0, 1_111, 2_400, 4_777])('is heard at its place when one plays from %i ms', async (fromMs) => {
    const heard = await play({ fromMs });
    for (const saidMs of [Math.max(fromMs, 2_500), 6_500]) expectNear(whenHeard(heard, saidMs), START_MS + saidMs - fromMs);
    if (fromMs < 2_300) expect(peakBetween(heard.heard, 0, START_MS + 2_390 - fromMs)).toBeLessThan(SILENCE);
    expect(peakBetween(heard.heard, START_MS + 7_210 - fromMs, 9_000)).toBeLessThan(SILENCE);
  });

  it.each([
    ['on', 1_000, 3_500],
    ['back', 4_000, 2_000],
    ['on, out of the middle of it', 3_500, 5_000],
  ])('is heard at its place after a jump %s', async (_way, atMs, seekMs) => {
    const heard = await play({ doings: [{ atMs, seekMs }] });
    const saidMs = Math.max(seekMs, placed.insertAtMs) + 500;
    expectNear(whenHeard(heard, saidMs, atMs), frameAt(atMs) + START_MS + saidMs - seekMs);
  });

  it('goes on where it was after a pause, and is silent meanwhile', async () => {
    const heard = await play({
      doings: [
        { atMs: 4_000, pause: true },
        { atMs: 5_000, play: true },
      ],
    });
    expect(peakBetween(heard.heard, 4_030, 4_990)).toBeLessThan(SILENCE);
    const pausedAtMs = frameAt(4_000) - START_MS;
    expectNear(whenHeard(heard, 5_000, 5_000), frameAt(5_000) + START_MS + 5_000 - pausedAtMs);
  });

  it('is at its place in every round of a loop', async () => {
    const short: Placement = { ...placed, trimEndMs: 2_600 };
    const heard = await play({ placement: short, fromMs: 1_400, doings: [{ atMs: 10, looping: true }], renderMs: 9_000 });
    // From a second before the voice to a second after it, and over at the first frame after that.
    const againMs = frameAt(START_MS + 4_000);
    const first = whenHeard(heard, 3_000, 0, 3_000);
    const second = whenHeard(heard, 3_000, 4_500, 7_000);
    expectNear(first, START_MS + 1_600);
    expectNear(second, againMs + START_MS + 1_600);
  });

  it('moves at once when it is placed elsewhere while it plays', async () => {
    const moved = { ...placed, insertAtMs: 4_400 };
    const heard = await play({ doings: [{ atMs: 1_000, place: moved }] });
    expectNear(whenHeard(heard, 5_000, 1_000, 9_000, moved), START_MS + 5_000);
    expect(peakBetween(heard.heard, 1_050, 4_400)).toBeLessThan(SILENCE);
  });
});

describe('the volumes', () => {
  const loudest = ({ heard }: Heard) => peakBetween(heard, 3_000, 6_000);

  it('are true gains, up to twice as loud', async () => {
    const asRecorded = loudest(await play());
    expect(loudest(await play({ placement: { ...placed, voiceVolume: 2 } })) / asRecorded).toBeCloseTo(2, 2);
    expect(loudest(await play({ placement: { ...placed, voiceVolume: 0.5 } })) / asRecorded).toBeCloseTo(0.5, 2);
    expect(loudest(await play({ placement: { ...placed, voiceVolume: 0 } }))).toBe(0);
  });

  it('let the old sound be heard as loud as it is set, and not at all by itself', async () => {
    expect(peakBetween((await play()).heard, 500, 2_000)).toBe(0);
    expect(peakBetween((await play({ placement: { ...placed, originalVolume: 1.5 } })).heard, 500, 2_000)).toBeCloseTo(0.15, 2);
  });

  it('change while it plays, without anything moving', async () => {
    const doings: Doing[] = [{ atMs: 4_000, place: { ...placed, voiceVolume: 0 } }];
    const heard = await play({ doings });
    expect(peakBetween(heard.heard, 4_000 + GLIDE_MS, 9_000)).toBeLessThan(SILENCE);
    const back: Doing[] = [...doings, { atMs: 5_000, place: { ...placed, voiceVolume: 2 } }];
    expectNear(whenHeard(await play({ doings: back }), 5_500, 5_100), START_MS + 5_500);
  });
});

it('the clip is heard as it was recorded while there is no voice to be placed', async () => {
  const { heard } = await play({ placement: null });
  expect(peakBetween(heard, 500, 8_000)).toBeCloseTo(0.1, 2);
});

it('nothing is asked of the network', () => {
  expect(asked).toEqual([]);
});
