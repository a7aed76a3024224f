/** Measures the media engine against a baseline in the same run. Generates its media files once. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Browser } from '@playwright/test';
import type { ConversionRequest } from '../media/harness/main.ts';
import { openMediaPage, startBrowser } from '../media/harness/media-page.ts';
import { buildHarness, type Harness, serveHarness } from '../media/harness/serve.ts';
import { ensureFfmpeg } from '../setup/app/media-assertions.ts';
import { ROOT } from '../setup/app-server.ts';

const run = promisify(execFile);
const FOLDER = path.join(ROOT, '.cache/bench/media');
const ROUNDS = 5;
const TRANSFER_ALLOWANCE_MS = 400;

export interface Comparison {
  readonly what: string;
  readonly oursMs: number;
  readonly baselineMs: number;
  /** Required speed relative to the baseline. */
  readonly wantedTimes: number;
}

export interface MediaFigures {
  readonly compared: readonly Comparison[];
  readonly readShare: { readonly indexAtEnd: number; readonly indexAtStart: number };
  readonly firstThumbnailMs: number;
  /** Seconds of video cut per second. */
  readonly cutTimesRealTime: number;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function made(name: string, ...options: readonly string[]): Promise<string> {
  const target = path.join(FOLDER, name);
  if (existsSync(target)) return target;
  await mkdir(FOLDER, { recursive: true });
  const unfinished = path.join(FOLDER, `making-${name}`);
  await run('ffmpeg', ['-v', 'error', '-y', '-nostdin', ...options, unfinished]);
  await rename(unfinished, target);
  return target;
}

/** 60 s of 1080p with stereo sound in just under 100 MB, its index at the end. */
function clip(): Promise<string> {
  return made(
    'clip.mp4',
    ...[
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=1920x1080:r=30:d=60,noise=alls=12:allf=t',
      '-f',
      'lavfi',
      '-i',
      'aevalsrc=0.4*sin(880*t)|0.4*sin(660*t):s=48000:d=60',
    ],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '60', '-b:v', '13M', '-maxrate', '13M', '-bufsize', '13M'],
    ...['-c:a', 'aac', '-b:a', '192k'],
  );
}

class Bench {
  readonly #browser: Browser;
  readonly #harness: Harness;
  constructor(browser: Browser, harness: Harness) {
    this.#browser = browser;
    this.#harness = harness;
  }

  /** In a new tab, so that nothing is cached. */
  async #inTab<Answer>(file: string, work: (engine: Awaited<ReturnType<typeof openMediaPage>>) => Promise<Answer>): Promise<Answer> {
    const engine = await openMediaPage(this.#browser, this.#harness.origin);
    try {
      await engine.page.setInputFiles('input', file);
      // The worker starts during the drag, which takes a user longer than this.
      await wait(TRANSFER_ALLOWANCE_MS);
      return await work(engine);
    } finally {
      await engine.close();
    }
  }

  async examine(file: string): Promise<{ tookMs: number; readShare: number }> {
    const rounds = await this.#rounds(() => this.#inTab(file, ({ page }) => page.evaluate(() => window.mediaPage.examined('video'))));
    const { answer } = rounds[0] ?? { answer: null };
    if (answer?.kind !== 'measured') throw new Error(`${file} could not be examined`);
    return { tookMs: median(rounds.map(({ tookMs }) => tookMs)), readShare: answer.bytesRead / (await stat(file)).size };
  }

  async thumbnails(file: string, how: 'timed' | 'seeked'): Promise<{ tookMs: number; firstMs: number }> {
    const rounds = await this.#rounds(() =>
      this.#inTab(file, ({ page }) =>
        page.evaluate((way) => (way === 'timed' ? window.mediaPage.timed('thumbnails', 20) : window.mediaPage.seeked(20)), how),
      ),
    );
    return { tookMs: median(rounds.map(({ tookMs }) => tookMs)), firstMs: median(rounds.map(({ firstMs }) => firstMs ?? Number.NaN)) };
  }

  async peaks(file: string): Promise<number> {
    const rounds = await this.#rounds(() => this.#inTab(file, ({ page }) => page.evaluate(() => window.mediaPage.timed('waveform'))));
    return median(rounds.map(({ tookMs }) => tookMs));
  }

  async convert(file: string, wish: ConversionRequest, rounds = 3): Promise<number> {
    const healings = await this.#rounds(
      () => this.#inTab(file, ({ page }) => page.evaluate((asked) => window.mediaPage.convert(asked), wish)),
      rounds,
    );
    const took = healings.map(({ tookMs, outcome }) => {
      if (outcome?.kind !== 'done' || tookMs === undefined) throw new Error(`${file} was not converted`);
      return tookMs;
    });
    return median(took);
  }

  async #rounds<Answer>(work: () => Promise<Answer>, count = ROUNDS): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let round = 0; round < count; round += 1) answers.push(await work());
    return answers;
  }
}

async function baseline(program: string, options: readonly string[], rounds = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    times.push(await timed(() => run(program, [...options], { encoding: 'buffer', maxBuffer: 2 ** 28 })));
  return median(times);
}

export async function measureMedia(): Promise<MediaFigures> {
  // ffmpeg is the baseline and generates the files.
  const missing = ensureFfmpeg();
  if (missing !== null) throw new Error(missing);
  const atEnd = await clip();
  const atStart = await made('clip-faststart.mp4', '-i', atEnd, '-c', 'copy', '-movflags', '+faststart');
  const tenSeconds = await made('ten-seconds.mp4', '-t', '10', '-i', atEnd, '-c', 'copy');
  const voice = await made('voice.m4a', '-i', atEnd, '-vn', '-c', 'copy');
  const folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-bench-'));
  await buildHarness(folder);
  const harness = await serveHarness(folder, folder, FOLDER);
  const browser = await startBrowser();
  try {
    const bench = new Bench(browser, harness);
    const ended = await bench.examine(atEnd);
    const started = await bench.examine(atStart);
    const probeOptions = ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams'];
    const drawn = await bench.thumbnails(atEnd, 'timed');
    const seeked = await bench.thumbnails(atEnd, 'seeked');
    // Just off a key frame, so that the cut needs re-encoding.
    const coded = await bench.convert(tenSeconds, { use: 'video', part: [100, 10_000] });
    const cutMs = await bench.convert(atEnd, { use: 'video', part: [10_000, 50_000] });
    const compared: Comparison[] = [
      {
        what: 'probe of 100 MB, index at its end (ffprobe)',
        oursMs: ended.tookMs,
        baselineMs: await baseline('ffprobe', [...probeOptions, atEnd]),
        wantedTimes: 2,
      },
      {
        what: 'probe of 100 MB, index at its start (ffprobe)',
        oursMs: started.tookMs,
        baselineMs: await baseline('ffprobe', [...probeOptions, atStart]),
        wantedTimes: 2,
      },
      { what: '20 thumbnails of it (<video> seeked 20 times)', oursMs: drawn.tookMs, baselineMs: seeked.tookMs, wantedTimes: 3 },
      {
        what: 'peaks of 60 s stereo (ffmpeg decoding it to PCM)',
        oursMs: await bench.peaks(voice),
        baselineMs: await baseline('ffmpeg', ['-v', 'error', '-i', voice, '-f', 'f32le', '-']),
        wantedTimes: 1,
      },
      {
        what: '10 s of 1080p coded again (ffmpeg -preset veryfast)',
        oursMs: coded,
        baselineMs: await baseline(
          'ffmpeg',
          [
            '-v',
            'error',
            '-y',
            '-ss',
            '0.1',
            '-i',
            tenSeconds,
            '-c:v',
            'libx264',
            '-preset',
            'veryfast',
            '-b:v',
            '8M',
            '-c:a',
            'copy',
            path.join(folder, 'baseline.mp4'),
          ],
          3,
        ),
        wantedTimes: 1,
      },
    ];
    return {
      compared,
      readShare: { indexAtEnd: ended.readShare, indexAtStart: started.readShare },
      firstThumbnailMs: drawn.firstMs,
      cutTimesRealTime: 40_000 / cutMs,
    };
  } finally {
    await browser.close();
    await harness.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) console.log(await measureMedia());
