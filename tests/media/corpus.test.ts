import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CORPUS, CORPUS_FOLDER, type CorpusFile, corpusFile } from '../fixtures/corpus.ts';
import { type EnginePage, openEngine, startBrowser } from './engine-page.ts';
import type { Engine } from './harness/main.ts';
import { buildHarness, type Harness, serveHarness } from './harness/serve.ts';
import { beatOf, type Judged, judge, peakDbOf } from './judge.ts';

/** All of them in `npm run test:deep`; those marked in `npm test`. `CORPUS_ONLY` names one. */
const only = process.env.CORPUS_ONLY;
const files = CORPUS.filter(({ name, quick }) => (only ? name === only : process.env.TEST_DEEP === '1' || quick === true));

const MB = 1_000_000;
const MOST_MEMORY = 500 * MB;
const ONE_FILE_MS = 400_000;

type Healing = Awaited<ReturnType<Engine['heal']>>;

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

async function heal(engine: EnginePage, file: CorpusFile, putAt: string): Promise<Healing> {
  await engine.page.setInputFiles('input', await corpusFile(file.name));
  const { use, part, snapToKeyframe, gain } = file;
  const wish = { use, putAt, ...(part ? { part } : {}), ...(snapToKeyframe ? { snapToKeyframe } : {}), ...(gain ? { gain } : {}) };
  return engine.page.evaluate((asked) => window.engine.heal(asked), wish);
}

/** What became of a file, in the words of the corpus. */
function verdictOf(healing: Healing): CorpusFile['expected'] {
  if (healing.examination.kind === 'no-sound') return { fault: 'no-sound' };
  if (healing.examination.kind === 'fault') return { fault: healing.examination.fault };
  const { plan, outcome } = healing;
  if (plan === undefined) return { fault: 'no plan' };
  if (plan.kind === 'as-is') return { healed: 'as-is' };
  if (plan.kind === 'impossible') return { impossible: plan.because.map(({ code }) => code).join() };
  if (outcome?.kind === 'failed') return { failed: outcome.fault };
  return outcome?.kind === 'done' ? { healed: plan.kind } : { failed: outcome?.kind ?? 'no outcome' };
}

/** Upstream's limits as ffprobe sees them. */
function expectLegalVideo(judged: Judged): void {
  expect(judged.formats).toContain('mp4');
  expect(judged.byteSize).toBeLessThanOrEqual(100 * MB);
  expect(judged.durationMs).toBeGreaterThanOrEqual(2_000);
  expect(judged.durationMs).toBeLessThanOrEqual(60_000);
  for (const side of [judged.widthPx, judged.heightPx]) {
    expect(side).toBeGreaterThanOrEqual(512);
    expect(side).toBeLessThanOrEqual(2160);
  }
}

function expectLegalVoice(judged: Judged): void {
  expect(['mp3', 'wav', 'mov']).toContain(judged.formats[0]);
  expect(judged.byteSize).toBeLessThanOrEqual(3 * MB);
  expect(judged.durationMs).toBeGreaterThanOrEqual(2_000);
  expect(judged.durationMs).toBeLessThanOrEqual(60_000);
  if (judged.audioCodec === 'mp3') expect(judged.audioBitsPerSecond).toBeGreaterThanOrEqual(128_000);
}

async function expectInStep(file: CorpusFile, source: string, outcome: string, startMs: number): Promise<void> {
  const [before, after] = [await beatOf(source), await beatOf(outcome)];
  expect(after.beats, 'beats that are both seen and heard').toBeGreaterThanOrEqual(2);
  expect(Math.abs(after.soundLateMs - before.soundLateMs), `sound against picture in ${file.name}`).toBeLessThanOrEqual(40);
  // Each second has its beat at the half: where the first one falls says where the cut was made.
  const apart = (((after.firstFlashMs - before.firstFlashMs + startMs) % 1000) + 1500) % 1000;
  expect(Math.abs(apart - 500), 'where the part starts').toBeLessThanOrEqual(60);
}

describe('the media doctor in a real browser', () => {
  it.each(files)('brings $name to its expected end', { timeout: ONE_FILE_MS }, async (file) => {
    // A tab of its own, so that its memory is this file's alone.
    const engine = await openEngine(browser, harness.origin);
    onTestFinished(() => engine.close());
    const source = await corpusFile(file.name);
    const before = await stat(source);
    const outcomeFile = path.join(folder, `${file.name}.outcome`);
    const healing = await heal(engine, file, `/put/${file.name}.outcome`);
    const memory = await engine.peakMemory();

    const verdict = verdictOf(healing);
    if ('impossible' in file.expected && 'impossible' in verdict) expect(verdict.impossible.split(',')).toContain(file.expected.impossible);
    else expect(verdict, JSON.stringify(healing)).toEqual(file.expected);
    expect(engine.complaints).toEqual([]);
    expect(memory).toBeLessThan(MOST_MEMORY);
    expect((await stat(source)).mtimeMs).toBe(before.mtimeMs);

    const { outcome, plan } = healing;
    if (outcome?.kind !== 'done' || plan === undefined || !('part' in plan)) return;
    const judged = await judge(outcomeFile);
    if (file.use === 'video') expectLegalVideo(judged);
    else expectLegalVoice(judged);
    const asked = plan.part.endMs - plan.part.startMs;
    expect(Math.abs(judged.durationMs - asked), `${judged.durationMs} ms for ${asked} ms`).toBeLessThanOrEqual(50 + (file.frayedMs ?? 0));
    if (file.part) expect(asked).toBe(file.part[1] - file.part[0]);
    if (file.gain) expect(await peakDbOf(outcomeFile), 'the loudest sample, which must not touch the limit').toBeLessThanOrEqual(-0.5);
    if (file.beeps) await expectInStep(file, source, outcomeFile, outcome.done.part.startMs);
    await rm(outcomeFile, { force: true });
  });
});
