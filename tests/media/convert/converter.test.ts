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
  folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-converter-'));
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
  return mediaPage.page.evaluate((conversionRequest) => window.mediaPage.convert(conversionRequest), request);
}

/** Width of the finest waveform column. */
const BUCKET_MS = 10;
/** Encoder delay that some decoders do not remove. */
const PREROLL_MS = 30;

/** Columns at which the level rises above 0.3. */
function findBeepStarts(peaks: readonly number[]): number[] {
  return peaks.flatMap((peak, index) => (peak > 0.3 && (peaks[index - 1] ?? 0) <= 0.3 ? [index * BUCKET_MS] : []));
}

describe('converter', () => {
  it('the converter stops within 100 ms of an abort at any stage and reports "cancelled"', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    // A long conversion, so that it is still running at each of these times on any machine.
    const file = await corpusFile('4k.mp4');
    for (const cancelAfterMs of [0, 30, 200, 500]) {
      const conversion = await convert(mediaPage, file, { use: 'video', cancelAfterMs });
      expect(conversion.outcome).toEqual({ kind: 'cancelled' });
      expect(conversion.cancelTookMs).toBeLessThan(100);
    }
    // The page still works afterwards.
    expect((await convert(mediaPage, file, { use: 'video' })).outcome?.kind).toBe('done');
    expect(mediaPage.consoleErrors).toEqual([]);
    await mediaPage.close();
  });

  it('convertVideo reports progress that never decreases', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    const { progress = [], outcome } = await convert(mediaPage, await corpusFile('vp8.webm'), { use: 'video' });
    expect(outcome?.kind).toBe('done');
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
    await mediaPage.close();
  });

  it('the converter finishes without WebAssembly encoders when the CSP forbids WebAssembly', { timeout: 120_000 }, async () => {
    const mediaPage = await openMediaPage(browser, `${harness.origin}/strict/`);
    const clip = await convert(mediaPage, await corpusFile('h264-opus.mkv'), { use: 'video' });
    expect(clip.outcome).toMatchObject({ kind: 'done', result: { audio: 'leave-out' } });
    const voice = await convert(mediaPage, await corpusFile('voice.opus'), { use: 'voice' });
    expect(voice.outcome).toMatchObject({ kind: 'done', result: { to: { format: 'wav' } } });
    await mediaPage.close();
  });

  it('the converter reports "unreadable" for a file that was deleted after it was chosen', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    const copy = path.join(folder, 'gone.mp4');
    await copyFile(await corpusFile('h264.mp4'), copy);
    await mediaPage.page.setInputFiles('input', copy);
    // The browser has read the file's size by then.
    expect(await mediaPage.page.evaluate(() => document.querySelector('input')?.files?.[0]?.size)).toBeGreaterThan(0);
    await rm(copy);
    const { answer: result } = await mediaPage.page.evaluate(() => window.mediaPage.examined('video'));
    expect(result).toEqual({ kind: 'fault', fault: 'unreadable' });
    await mediaPage.close();
  });

  it.each([
    ['too quiet', 'quiet.wav', 'voice-quiet', [12, 40], -18],
    ['nearly silent', 'nearly-silent.wav', 'voice-silent', [30, 40], -40],
    ['clipped', 'clipped.wav', 'voice-clipped', [-3.1, -2.9], -3.5],
    ['above full scale', 'hot.wav', 'voice-clipped', [-6.1, -5.7], -3.5],
  ] as const)('judgeLoudness reports a voice that is %s, and the suggested gain does not clip', { timeout: 60_000 }, async (...row) => {
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
    ['read directly', 'flat.mp4'],
    ['drawn on a canvas', 'flat-high-range.mp4'],
  ] as const)('convertVideo scales 854 × 480 to 720p without artefacts at the edges: frames %s', { timeout: 60_000 }, async (_, name) => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    const { outcome } = await convert(mediaPage, await corpusFile(name), { use: 'video', uploadUrl: `/put/${name}.outcome` });
    expect(outcome).toMatchObject({ kind: 'done', result: { to: { widthPx: 1280, heightPx: 720 } } });
    const deviation = await measureEdgeDeviation(path.join(folder, `${name}.outcome`), 1280, 720);
    // Compression causes a deviation of one or two; a line of black or green causes a hundred.
    expect(Math.max(...Object.values(deviation)), JSON.stringify(deviation)).toBeLessThanOrEqual(4);
    expect(mediaPage.consoleErrors).toEqual([]);
    await mediaPage.close();
  });

  it('openMedia draws thumbnails progressively, decodes thumbnails and audio once and frees them on close', {
    timeout: 60_000,
  }, async () => {
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
    // ADTS does not store the encoder delay.
    'voice.aac',
  ])('the waveform of %s has each beep at its time, decoded whole or in chunks', { timeout: 60_000 }, async (name) => {
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

  it('probing reads less than 1 % of a large file', { timeout: 60_000 }, async () => {
    const mediaPage = await openMediaPage(browser, harness.origin);
    await mediaPage.page.setInputFiles('input', await corpusFile('long-phone.mp4'));
    const { answer: result } = await mediaPage.page.evaluate(() => window.mediaPage.examined('video'));
    expect(result.kind).toBe('measured');
    if (result.kind === 'measured') expect(result.bytesRead / result.facts.byteSize).toBeLessThan(0.01);
    await mediaPage.close();
  });
});
