import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Request } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeClip, makeReencoded } from '../../fixtures/media.ts';
import { ROOT } from '../../setup/app-server.ts';
import { type MediaPage, openMediaPage, startBrowser } from '../harness/media-page.ts';
import { buildHarness, type Harness, serveHarness } from '../harness/serve.ts';

/** Pairs of videos made with ffmpeg, so that the place and time of each change are known. */

const VOICE = { startMs: 3_000, endMs: 7_000 };
const WHOLE = { startMs: 0, endMs: 9_000 };
/** The project's sample: 9 s of a person who talks and moves. */
const SAMPLE = path.join(ROOT, 'public/sample/clip.mp4');

/** A box of the size of a mouth that opens and closes over the sample's mouth, 3.5 times a second, while the voice speaks. */
const movingBoxFilter = (widthPx: number, heightPx: number) =>
  `drawbox=x=${640 - widthPx / 2}:y=${505 - heightPx / 2}:w=${widthPx}:h=${heightPx}:color=0x501010@0.75:t=fill:enable='between(t,3,7)*lt(mod(t,0.28),0.14)'`;

let folder: string;
let browser: Browser;
let mediaPage: MediaPage;
let harness: Harness;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-mouth-'));
  await buildHarness(folder);
  // All recoded files are in one folder.
  harness = await serveHarness(folder, folder, path.dirname(await getOriginal()));
  browser = await startBrowser();
  mediaPage = await openMediaPage(browser, harness.origin);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await harness?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const getOriginal = () => makeReencoded(SAMPLE, { crf: 20 });

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

async function getReport(encodingOptions: Parameters<typeof makeReencoded>[1], options?: Parameters<typeof checkMotion>[2]) {
  const before = await getOriginal();
  return (await checkMotion(before, await makeReencoded(before, encodingOptions), options)).report;
}

describe('unchanged lips', { timeout: 60_000 }, () => {
  it.each<[string, Parameters<typeof makeReencoded>[1]]>([
    ['only in its file name', {}],
    ['by re-encoding', { crf: 28 }],
    ['by coarse re-encoding', { crf: 36 }],
    ['by a shift of one frame', { crf: 28, filter: 'tpad=start=1:start_mode=clone' }],
    ['in size', { crf: 26, filter: 'scale=960:540' }],
    ['in frame rate', { crf: 26, filter: 'fps=30' }],
    ['in brightness and contrast', { crf: 28, filter: 'eq=brightness=0.06:contrast=1.06' }],
    ['by a watermark', { crf: 28, filter: 'drawbox=x=1100:y=40:w=120:h=60:color=white@0.9:t=fill' }],
  ])('checkMotion returns "unchanged" for video that changed %s', async (_, encodingOptions) => {
    expect(await getReport(encodingOptions)).toEqual({ kind: 'unchanged' });
  });

  it('checkMotion returns "unchanged" for a watermark without a quiet moment', async () => {
    const encodingOptions = { crf: 28, filter: 'drawbox=x=1100:y=40:w=120:h=60:color=white@0.9:t=fill' };
    expect(await getReport(encodingOptions, { voice: WHOLE })).toEqual({ kind: 'unchanged' });
  });
});

describe('moved lips', { timeout: 60_000 }, () => {
  it.each<[string, Parameters<typeof makeReencoded>[1]]>([
    ['and the video was re-encoded', { crf: 28, filter: movingBoxFilter(120, 50) }],
    ['and the video was coarsely re-encoded', { crf: 36, filter: movingBoxFilter(120, 50) }],
    ['in a small mouth', { crf: 28, filter: movingBoxFilter(50, 22) }],
    ['and the video is a frame late', { crf: 28, filter: `tpad=start=1:start_mode=clone,${movingBoxFilter(120, 50)}` }],
    ['and the video is brighter', { crf: 28, filter: `${movingBoxFilter(120, 50)},eq=brightness=0.06:contrast=1.06` }],
  ])('checkMotion returns "moved" when the lips moved %s', async (_, encodingOptions) => {
    expect(await getReport(encodingOptions)).toEqual({ kind: 'moved' });
  });

  it('checkMotion returns "moved" without a quiet moment', async () => {
    expect(
      await getReport({ crf: 28, filter: movingBoxFilter(120, 50) }, { voice: { startMs: 2_700, endMs: 7_300 }, face: WHOLE }),
    ).toEqual({
      kind: 'moved',
    });
  });
});

describe('inconclusive', { timeout: 60_000 }, () => {
  it.each<[string, Parameters<typeof makeReencoded>[1], string]>([
    ['that is other footage', { crf: 24, filter: 'hflip' }, 'everywhere'],
    ['that differs everywhere while the voice speaks', { crf: 20, filter: "noise=alls=70:allf=t:enable='between(t,3,7)'" }, 'everywhere'],
    ['with another aspect ratio', { crf: 26, filter: 'crop=720:720' }, 'other-shape'],
  ])('checkMotion is inconclusive for a result %s', async (_, encodingOptions, reason) => {
    expect(await getReport(encodingOptions)).toEqual({ kind: 'cannot-tell', reason: reason });
  });

  it('checkMotion is inconclusive for a file that is not a video or is missing', async () => {
    const before = await getOriginal();
    for (const after of [path.join(ROOT, 'package.json'), 'missing.mp4']) {
      expect((await checkMotion(before, after)).report).toEqual({ kind: 'cannot-tell', reason: 'unreadable' });
    }
  });

  it('checkMotion is inconclusive for a face that is rarely visible while the voice speaks', async () => {
    const report = await getReport({ crf: 28, filter: movingBoxFilter(120, 50) }, { face: { startMs: 0, endMs: 3_500 } });
    expect(report).toEqual({ kind: 'cannot-tell', reason: 'too-few' });
  });
});

describe('requests and worker', { timeout: 90_000 }, () => {
  it('checkMotion requests only the two videos, in ranges', async () => {
    const before = await getOriginal();
    const after = await makeReencoded(before, { crf: 28 });
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

  it('checkMotion terminates its worker on abort', async () => {
    const clip = await makeClip({ seconds: 9 });
    const before = await makeReencoded(clip, { crf: 20 });
    const { report, tookMs } = await checkMotion(before, await makeReencoded(before, { crf: 28 }), { giveUpAfterMs: 50 });
    expect(report).toBe('given up');
    expect(tookMs).toBeLessThan(1_000);
    const remainingWorkers = () => mediaPage.page.workers().filter((worker) => worker.url().includes('mouth-worker'));
    await vi.waitFor(() => expect(remainingWorkers()).toEqual([]));
  });
});
