import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS_FOLDER, corpusFile } from '../../fixtures/corpus.ts';
import { measureEdgeDeviation, measurePeakDb } from '../harness/ffprobe.ts';
import type { ConversionRequest } from '../harness/main.ts';
import { type MediaPage, openMediaPage, startBrowser } from '../harness/media-page.ts';
import { buildHarness, type Harness, serveHarness } from '../harness/serve.ts';

let folder: string;
let harness: Harness;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-doctor-'));
  await buildHarness(folder);
  harness = await serveHarness(folder, folder, CORPUS_FOLDER);
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await harness?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function convert(mediaPage: MediaPage, file: string, request: ConversionRequest) {
  await mediaPage.page.setInputFiles('input', file);
  return mediaPage.page.evaluate((conversionRequest) => window.mediaPage.heal(conversionRequest), request);
}

/** The finest column that is drawn. */
const BUCKET_MS = 10;
/** What an encoder puts before the sound, and not every decoder takes away. */
const PREROLL_MS = 30;

/** When it becomes loud. */
function findBeepStarts(peaks: readonly number[]): number[] {
  return peaks.flatMap((peak, index) => (peak > 0.3 && (peaks[index - 1] ?? 0) <= 0.3 ? [index * BUCKET_MS] : []));
}

describe('the doctor', () => {
  it('stops within 100 ms of being told to, whatever it is doing, and says so', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    // Long work, so that it is still at it at each of these moments, however quick the machine.
    const file = await corpusFile('4k.mp4');
    for (const cancelAfterMs of [0, 30, 200, 500]) {
      const conversion = await convert(mediaPage, file, { use: 'video', cancelAfterMs });
      expect(conversion.outcome).toEqual({ kind: 'cancelled' });
      expect(conversion.cancelTookMs).toBeLessThan(100);
    }
    // And is as good as new afterwards.
    expect((await convert(mediaPage, file, { use: 'video' })).outcome?.kind).toBe('done');
    expect(mediaPage.consoleErrors).toEqual([]);
    await mediaPage.close();
  });

  it('tells how far it is, and never goes backwards', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    const { progress = [], outcome } = await convert(mediaPage, await corpusFile('vp8.webm'), { use: 'video' });
    expect(outcome?.kind).toBe('done');
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
    await mediaPage.close();
  });

  it('does without its own encoders where a page may not run WebAssembly, and never hangs', { timeout: 120_000 }, async () => {
    const mediaPage = await openMediaPage(browser, `${harness.origin}/strict/`);
    const clip = await convert(mediaPage, await corpusFile('h264-opus.mkv'), { use: 'video' });
    expect(clip.outcome).toMatchObject({ kind: 'done', done: { sound: 'leave-out' } });
    const voice = await convert(mediaPage, await corpusFile('voice.opus'), { use: 'voice' });
    expect(voice.outcome).toMatchObject({ kind: 'done', done: { to: { format: 'wav' } } });
    await mediaPage.close();
  });

  it('says in a word when a file is gone since it was chosen', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    const copy = path.join(folder, 'gone.mp4');
    await copyFile(await corpusFile('h264.mp4'), copy);
    await mediaPage.page.setInputFiles('input', copy);
    // The browser has seen it by then.
    expect(await mediaPage.page.evaluate(() => document.querySelector('input')?.files?.[0]?.size)).toBeGreaterThan(0);
    await rm(copy);
    const { answer: result } = await mediaPage.page.evaluate(() => window.mediaPage.examined('video'));
    expect(result).toEqual({ kind: 'fault', fault: 'unreadable' });
    await mediaPage.close();
  });

  it.each([
    ['too quiet', 'quiet.wav', 'voice-quiet', [12, 40], -18],
    ['nearly silent', 'nearly-silent.wav', 'voice-silent', [30, 40], -40],
    ['cut off at the top', 'clipped.wav', 'voice-clipped', [-3.1, -2.9], -3.5],
    ['louder than a file of whole numbers holds', 'hot.wav', 'voice-clipped', [-6.1, -5.7], -3.5],
  ] as const)('points out a voice that is %s, and one press helps without touching the limit', { timeout: 60_000 }, async (...row) => {
    const [, name, code, [minGainDb, maxGainDb], audibleDb] = row;
    const mediaPage = await openMediaPage(browser, harness.origin);
    const { looked: preview, outcome } = await convert(mediaPage, await corpusFile(name), {
      use: 'voice',
      gain: true,
      uploadUrl: `/put/${name}.outcome`,
    });
    expect(preview && 'judged' in preview ? preview.judged?.findings.map((finding) => finding.code) : null).toEqual([code]);
    const gainDb = outcome?.kind === 'done' && 'gainDb' in outcome.result ? outcome.result.gainDb : 0;
    expect(gainDb).toBeGreaterThanOrEqual(minGainDb);
    expect(gainDb).toBeLessThanOrEqual(maxGainDb);
    const peakDb = await measurePeakDb(path.join(folder, `${name}.outcome`));
    expect(peakDb).toBeGreaterThan(audibleDb);
    expect(peakDb).toBeLessThanOrEqual(-0.5);
    await mediaPage.close();
  });

  it.each([
    ['read as it was decoded', 'flat.mp4'],
    ['drawn by the browser', 'flat-high-range.mp4'],
  ] as const)('scales 854 × 480 to 720p without a line at any edge: a picture %s', { timeout: 60_000 }, async (_, name) => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    const { outcome } = await convert(mediaPage, await corpusFile(name), { use: 'video', uploadUrl: `/put/${name}.outcome` });
    expect(outcome).toMatchObject({ kind: 'done', done: { to: { widthPx: 1280, heightPx: 720 } } });
    const deviation = await measureEdgeDeviation(path.join(folder, `${name}.outcome`), 1280, 720);
    // Coding alone makes one or two; a line of black or green, a hundred.
    expect(Math.max(...Object.values(deviation)), JSON.stringify(deviation)).toBeLessThanOrEqual(4);
    expect(mediaPage.consoleErrors).toEqual([]);
    await mediaPage.close();
  });

  it('draws pictures coarse first and hears sound, each once a file, and lets go of them with it', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    await mediaPage.page.setInputFiles('input', await corpusFile('off-key-picture.mp4'));
    const { first, second, isSameWaveform, countAfterClose } = await mediaPage.page.evaluate(() => window.mediaPage.again(8));
    expect(first.slots[0]).toBe(0);
    expect(first.slots.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(second.slots).toEqual(first.slots);
    expect(second.tookMs).toBeLessThan(first.tookMs / 5);
    expect(isSameWaveform).toBe(true);
    expect(first.map?.levels.map(({ bucketMs }) => bucketMs)).toEqual([10, 40, 160, 640, 2560]);
    expect(countAfterClose).toBe(0);
    await mediaPage.close();
  });

  it.each([
    'voice.mp3',
    'voice.m4a',
    'voice.flac',
    'voice.ogg',
    'voice.opus',
    'voice.webm',
    // Says nowhere how much its encoder put before the sound.
    'voice.aac',
  ])('hears the beeps of %s where they are, and no less so when it goes piece by piece', { timeout: 60_000 }, async (name) => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    await mediaPage.page.setInputFiles('input', await corpusFile(name));
    const { atOnce, inChunks } = await mediaPage.page.evaluate(() => window.mediaPage.heardBothWays());
    expect(atOnce.durationMs).toBe(inChunks.durationMs);
    for (const [waveform, withinMs] of [
      [atOnce, name === 'voice.aac' ? PREROLL_MS : BUCKET_MS],
      [inChunks, PREROLL_MS],
    ] as const) {
      const beepStarts = findBeepStarts(waveform.peaks);
      expect(beepStarts).toHaveLength(Math.floor((waveform.durationMs ?? 0) / 1000));
      for (const [second, beginMs] of beepStarts.entries()) {
        expect(Math.abs(beginMs - second * 1000 - 500), `beep ${second} at ${beginMs} ms`).toBeLessThanOrEqual(withinMs);
      }
    }
    expect(mediaPage.consoleErrors).toEqual([]);
    await mediaPage.close();
  });

  it('reads less than 1 % of a large file to say what it is', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    await mediaPage.page.setInputFiles('input', await corpusFile('long-phone.mp4'));
    const { answer: result } = await mediaPage.page.evaluate(() => window.mediaPage.examined('video'));
    expect(result.kind).toBe('measured');
    if (result.kind === 'measured') expect(result.bytesRead / result.facts.byteSize).toBeLessThan(0.01);
    await mediaPage.close();
  });
});
