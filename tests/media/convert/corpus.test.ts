import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CORPUS, CORPUS_FOLDER, type CorpusFile, corpusFile } from '../../fixtures/corpus.ts';
import { type FfprobeReport, ffprobe, measureAvSync, measurePeakDb } from '../harness/ffprobe.ts';
import type { MediaPageApi } from '../harness/main.ts';
import { type MediaPage, openMediaPage, startBrowser } from '../harness/media-page.ts';
import { buildHarness, type Harness, serveHarness } from '../harness/serve.ts';

/** All files in `npm run test:deep`; those marked `quick` in `npm test`. `CORPUS_ONLY` selects one. */
const only = process.env.CORPUS_ONLY;
const files = CORPUS.filter(({ name, quick }) => (only ? name === only : process.env.TEST_DEEP === '1' || quick === true));

const MB = 1_000_000;
const MAX_MEMORY_BYTES = 500 * MB;
const FILE_TIMEOUT_MS = 400_000;

type ConversionReport = Awaited<ReturnType<MediaPageApi['convert']>>;

let folder: string;
let harness: Harness;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-media-'));
  await buildHarness(folder);
  harness = await serveHarness(folder, folder, CORPUS_FOLDER);
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await harness?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function convert(engine: MediaPage, file: CorpusFile, uploadUrl: string): Promise<ConversionReport> {
  await engine.page.setInputFiles('input', await corpusFile(file.name));
  const { use, part, snapToKeyframe, gain } = file;
  const request = {
    use,
    uploadUrl,
    ...(part ? { part } : {}),
    ...(snapToKeyframe ? { snapToKeyframe } : {}),
    ...(gain ? { gain } : {}),
  };
  return engine.page.evaluate((conversionRequest) => window.mediaPage.convert(conversionRequest), request);
}

/** The outcome of a conversion in the form of the corpus. */
function toExpectation(conversion: ConversionReport): CorpusFile['expected'] {
  if (conversion.examination.kind === 'no-sound') return { fault: 'no-sound' };
  if (conversion.examination.kind === 'fault') return { fault: conversion.examination.fault };
  const { plan, outcome } = conversion;
  if (plan === undefined) return { fault: 'no plan' };
  if (plan.kind === 'as-is') return { converted: 'as-is' };
  if (plan.kind === 'impossible') return { impossible: plan.reasons.map(({ code }) => code).join() };
  if (outcome?.kind === 'failed') return { failed: outcome.fault };
  return outcome?.kind === 'done' ? { converted: plan.kind } : { failed: outcome?.kind ?? 'no outcome' };
}

/** Checks upstream's limits with ffprobe. */
function expectLegalVideo(report: FfprobeReport): void {
  expect(report.formats).toContain('mp4');
  expect(report.byteSize).toBeLessThanOrEqual(100 * MB);
  expect(report.durationMs).toBeGreaterThanOrEqual(2_000);
  expect(report.durationMs).toBeLessThanOrEqual(60_000);
  for (const side of [report.widthPx, report.heightPx]) {
    expect(side).toBeGreaterThanOrEqual(512);
    expect(side).toBeLessThanOrEqual(2160);
  }
}

function expectLegalVoice(report: FfprobeReport): void {
  expect(['mp3', 'wav', 'mov']).toContain(report.formats[0]);
  expect(report.byteSize).toBeLessThanOrEqual(3 * MB);
  expect(report.durationMs).toBeGreaterThanOrEqual(2_000);
  expect(report.durationMs).toBeLessThanOrEqual(60_000);
  if (report.audioCodec === 'mp3') expect(report.audioBitsPerSecond).toBeGreaterThanOrEqual(128_000);
}

async function expectAvSync(file: CorpusFile, source: string, outcome: string, startMs: number): Promise<void> {
  const [before, after] = [await measureAvSync(source), await measureAvSync(outcome)];
  expect(after.beats, 'beats that are both seen and heard').toBeGreaterThanOrEqual(2);
  expect(Math.abs(after.audioDelayMs - before.audioDelayMs), `audio delay in ${file.name}`).toBeLessThanOrEqual(40);
  // Each second has a beat in its middle, so the time of the first one shows where the cut is.
  const phaseMs = (((after.firstFlashMs - before.firstFlashMs + startMs) % 1000) + 1500) % 1000;
  expect(Math.abs(phaseMs - 500), 'where the part starts').toBeLessThanOrEqual(60);
}

describe('converter corpus', () => {
  it.each(files)('the converter handles $name as the corpus expects', { timeout: FILE_TIMEOUT_MS }, async (file) => {
    // A separate tab, so that its memory belongs to this file only.
    const engine = await openMediaPage(browser, harness.origin);
    onTestFinished(() => engine.close());
    const source = await corpusFile(file.name);
    const before = await stat(source);
    const outcomeFile = path.join(folder, `${file.name}.outcome`);
    const conversion = await convert(engine, file, `/put/${file.name}.outcome`);
    const memory = await engine.getPeakMemory();

    const verdict = toExpectation(conversion);
    if ('impossible' in file.expected && 'impossible' in verdict) expect(verdict.impossible.split(',')).toContain(file.expected.impossible);
    else expect(verdict, JSON.stringify(conversion)).toEqual(file.expected);
    expect(engine.consoleErrors).toEqual([]);
    expect(memory).toBeLessThan(MAX_MEMORY_BYTES);
    expect((await stat(source)).mtimeMs).toBe(before.mtimeMs);

    const { outcome, plan } = conversion;
    if (outcome?.kind !== 'done' || plan === undefined || !('part' in plan)) return;
    const report = await ffprobe(outcomeFile);
    if (file.use === 'video') expectLegalVideo(report);
    else expectLegalVoice(report);
    const conversionRequest = plan.part.endMs - plan.part.startMs;
    expect(Math.abs(report.durationMs - conversionRequest), `${report.durationMs} ms for ${conversionRequest} ms`).toBeLessThanOrEqual(
      50 + (file.truncationToleranceMs ?? 0),
    );
    if (file.part) expect(conversionRequest).toBe(file.part[1] - file.part[0]);
    if (file.gain) expect(await measurePeakDb(outcomeFile), 'the loudest sample, which must not touch the limit').toBeLessThanOrEqual(-0.5);
    if (file.beeps) await expectAvSync(file, source, outcomeFile, outcome.result.part.startMs);
    await rm(outcomeFile, { force: true });
  });
});
