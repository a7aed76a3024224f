import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Request } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClip, makeRecoded } from '../../fixtures/media.ts';
import { ROOT } from '../../setup/app-server.ts';
import { type MediaPage, openMediaPage, startBrowser } from '../harness/media-page.ts';
import { buildHarness, type Harness, serveHarness } from '../harness/serve.ts';

/** Pairs of videos of which ffmpeg made one from the other, so that what changed, where and when is known. */

const VOICE = { startMs: 3_000, endMs: 7_000 };
const WHOLE = { startMs: 0, endMs: 9_000 };
/** The project's own sample: 9 s of somebody who talks and moves. */
const SAMPLE = path.join(ROOT, 'public/sample/clip.mp4');

/** Something as large as a mouth that opens and shuts over the sample's mouth, seven times in two seconds, while the voice speaks. */
const movingBoxFilter = (widthPx: number, heightPx: number) =>
  `drawbox=x=${640 - widthPx / 2}:y=${505 - heightPx / 2}:w=${widthPx}:h=${heightPx}:color=0x501010@0.75:t=fill:enable='between(t,3,7)*lt(mod(t,0.28),0.14)'`;

let folder: string;
let browser: Browser;
let mediaPage: MediaPage;
let harness: Harness;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-mouth-'));
  await buildHarness(folder);
  // All recoded files lie beside each other.
  harness = await serveHarness(folder, folder, path.dirname(await getOriginal()));
  browser = await startBrowser();
  mediaPage = await openMediaPage(browser, harness.origin);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await harness?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const getOriginal = () => makeRecoded(SAMPLE, { crf: 20 });

async function checkMotion(
  before: string,
  after: string,
  { voice = VOICE, face = WHOLE, giveUpAfterMs: abortAfterMs = undefined as number | undefined } = {},
) {
  const toUrl = (file: string) => `/files/${path.basename(file)}`;
  const input = { before: toUrl(before), after: toUrl(after), voice, face, durationMs: 9_000 };
  return mediaPage.page.evaluate(([requestedPaths, abortAfter]) => window.mediaPage.mouth(requestedPaths, abortAfter), [
    input,
    abortAfterMs,
  ] as const);
}

async function getReport(encodingOptions: Parameters<typeof makeRecoded>[1], options?: Parameters<typeof checkMotion>[2]) {
  const before = await getOriginal();
  return (await checkMotion(before, await makeRecoded(before, encodingOptions), options)).report;
}

describe('the picture did not change', { timeout: 60_000 }, () => {
  it.each<[string, Parameters<typeof makeRecoded>[1]]>([
    ['in a copy', {}],
    ['by being coded anew', { crf: 28 }],
    ['by being coded coarsely', { crf: 36 }],
    ['by being shifted by a frame', { crf: 28, filter: 'tpad=start=1:start_mode=clone' }],
    ['by another size', { crf: 26, filter: 'scale=960:540' }],
    ['by another frame rate', { crf: 26, filter: 'fps=30' }],
    ['by another tone', { crf: 28, filter: 'eq=brightness=0.06:contrast=1.06' }],
    ['by a mark that is always there', { crf: 28, filter: 'drawbox=x=1100:y=40:w=120:h=60:color=white@0.9:t=fill' }],
  ])('%s', async (_, encodingOptions) => {
    expect(await getReport(encodingOptions)).toEqual({ kind: 'unchanged' });
  });

  it('by a mark, though the voice leaves no quiet moment', async () => {
    const encodingOptions = { crf: 28, filter: 'drawbox=x=1100:y=40:w=120:h=60:color=white@0.9:t=fill' };
    expect(await getReport(encodingOptions, { voice: WHOLE })).toEqual({ kind: 'unchanged' });
  });
});

describe('the mouth moved', { timeout: 60_000 }, () => {
  it.each<[string, Parameters<typeof makeRecoded>[1]]>([
    ['and all was coded anew', { crf: 28, filter: movingBoxFilter(120, 50) }],
    ['and all was coded coarsely', { crf: 36, filter: movingBoxFilter(120, 50) }],
    ['though it is small', { crf: 28, filter: movingBoxFilter(50, 22) }],
    ['and all is a frame late', { crf: 28, filter: `tpad=start=1:start_mode=clone,${movingBoxFilter(120, 50)}` }],
    ['and all is brighter', { crf: 28, filter: `${movingBoxFilter(120, 50)},eq=brightness=0.06:contrast=1.06` }],
  ])('%s', async (_, encodingOptions) => {
    expect(await getReport(encodingOptions)).toEqual({ kind: 'moved' });
  });

  it('though the voice leaves no quiet moment', async () => {
    expect(
      await getReport({ crf: 28, filter: movingBoxFilter(120, 50) }, { voice: { startMs: 2_700, endMs: 7_300 }, face: WHOLE }),
    ).toEqual({
      kind: 'moved',
    });
  });
});

describe('nothing can be told', { timeout: 60_000 }, () => {
  it.each<[string, Parameters<typeof makeRecoded>[1], string]>([
    ['of another picture', { crf: 24, filter: 'hflip' }, 'everywhere'],
    [
      'of one that differs all over while the voice speaks',
      { crf: 20, filter: "noise=alls=70:allf=t:enable='between(t,3,7)'" },
      'everywhere',
    ],
    ['of one in another shape', { crf: 26, filter: 'crop=720:720' }, 'other-shape'],
  ])('%s', async (_, encodingOptions, reason) => {
    expect(await getReport(encodingOptions)).toEqual({ kind: 'cannot-tell', because: reason });
  });

  it('of a file that is no video, or is not there', async () => {
    const before = await getOriginal();
    for (const after of [path.join(ROOT, 'package.json'), 'missing.mp4']) {
      expect((await checkMotion(before, after)).report).toEqual({ kind: 'cannot-tell', because: 'unreadable' });
    }
  });

  it('of a face that is hardly there while the voice speaks', async () => {
    const report = await getReport({ crf: 28, filter: movingBoxFilter(120, 50) }, { face: { startMs: 0, endMs: 3_500 } });
    expect(report).toEqual({ kind: 'cannot-tell', because: 'too-few' });
  });
});

describe('measuring', { timeout: 90_000 }, () => {
  it('asks for both videos and nothing else, in ranges', async () => {
    const before = await getOriginal();
    const after = await makeRecoded(before, { crf: 28 });
    const requestedPaths = new Set<string>();
    const requestsWithoutRange: string[] = [];
    const recordRequest = (request: Request) => {
      requestedPaths.add(new URL(request.url()).pathname);
      if (request.url().includes('/files/') && !request.headers().range) requestsWithoutRange.push(request.url());
    };
    mediaPage.page.context().on('request', recordRequest);
    await checkMotion(before, after);
    mediaPage.page.context().off('request', recordRequest);
    expect([...requestedPaths].filter((name) => !name.endsWith('.js')).sort()).toEqual(
      [before, after].map((file) => `/files/${path.basename(file)}`).sort(),
    );
    expect(requestsWithoutRange).toEqual([]);
    expect(mediaPage.consoleErrors.filter((line) => !line.includes('404'))).toEqual([]);
  });

  it('ends its worker as soon as nobody waits any more', async () => {
    const clip = await makeClip({ seconds: 9 });
    const before = await makeRecoded(clip, { crf: 20 });
    const { report, tookMs } = await checkMotion(before, await makeRecoded(before, { crf: 28 }), { giveUpAfterMs: 50 });
    expect(report).toBe('given up');
    expect(tookMs).toBeLessThan(1_000);
    const remainingWorkers = () => mediaPage.page.workers().filter((worker) => worker.url().includes('mouth-worker'));
    await vi.waitFor(() => expect(remainingWorkers()).toEqual([]));
  });
});
