import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS_FOLDER, corpusFile } from '../fixtures/corpus.ts';
import { type EnginePage, openEngine, startBrowser } from './engine-page.ts';
import type { Wish } from './harness/main.ts';
import { buildHarness, type Harness, serveHarness } from './harness/serve.ts';

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

async function heal(engine: EnginePage, file: string, wish: Wish) {
  await engine.page.setInputFiles('input', file);
  return engine.page.evaluate((asked) => window.engine.heal(asked), wish);
}

describe('the doctor', () => {
  it('stops within 100 ms of being told to, whatever it is doing, and says so', { timeout: 60_000 }, async () => {
    const engine = await openEngine(browser, harness.origin);
    const file = await corpusFile('vp8.webm');
    for (const cancelAfterMs of [0, 30, 200, 500]) {
      const healing = await heal(engine, file, { use: 'video', cancelAfterMs });
      expect(healing.outcome).toEqual({ kind: 'cancelled' });
      expect(healing.cancelTookMs).toBeLessThan(100);
    }
    // And is as good as new afterwards.
    expect((await heal(engine, file, { use: 'video' })).outcome?.kind).toBe('done');
    expect(engine.complaints).toEqual([]);
    await engine.close();
  });

  it('tells how far it is, and never goes backwards', { timeout: 60_000 }, async () => {
    const engine = await openEngine(browser, harness.origin);
    const { progress = [], outcome } = await heal(engine, await corpusFile('vp8.webm'), { use: 'video' });
    expect(outcome?.kind).toBe('done');
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
    await engine.close();
  });

  it('does without its own encoders where a page may not run WebAssembly, and never hangs', { timeout: 120_000 }, async () => {
    const engine = await openEngine(browser, `${harness.origin}/strict/`);
    const clip = await heal(engine, await corpusFile('h264-opus.mkv'), { use: 'video' });
    expect(clip.outcome).toMatchObject({ kind: 'done', done: { sound: 'leave-out' } });
    const voice = await heal(engine, await corpusFile('voice.opus'), { use: 'voice' });
    expect(voice.outcome).toMatchObject({ kind: 'done', done: { to: { format: 'wav' } } });
    await engine.close();
  });

  it('says in a word when a file is gone since it was chosen', { timeout: 60_000 }, async () => {
    const engine = await openEngine(browser, harness.origin);
    const copy = path.join(folder, 'gone.mp4');
    await copyFile(await corpusFile('h264.mp4'), copy);
    await engine.page.setInputFiles('input', copy);
    // The browser has seen it by then.
    expect(await engine.page.evaluate(() => document.querySelector('input')?.files?.[0]?.size)).toBeGreaterThan(0);
    await rm(copy);
    const { answer } = await engine.page.evaluate(() => window.engine.examined('video'));
    expect(answer).toEqual({ kind: 'fault', fault: 'unreadable' });
    await engine.close();
  });

  it('points out a voice that is nearly silent, too quiet or cut off at the top', { timeout: 60_000 }, async () => {
    const engine = await openEngine(browser, harness.origin);
    const quiet = await heal(engine, await corpusFile('quiet.wav'), { use: 'voice', gain: true });
    expect(quiet.looked && 'judged' in quiet.looked ? quiet.looked.judged?.findings.map(({ code }) => code) : null).toEqual([
      'voice-quiet',
    ]);
    expect(quiet.outcome?.kind === 'done' && 'gainDb' in quiet.outcome.done ? quiet.outcome.done.gainDb : 0).toBeGreaterThan(10);
    await engine.close();
  });

  it('reads less than 1 % of a large file to say what it is', { timeout: 60_000 }, async () => {
    const engine = await openEngine(browser, harness.origin);
    await engine.page.setInputFiles('input', await corpusFile('long-phone.mp4'));
    const { answer } = await engine.page.evaluate(() => window.engine.examined('video'));
    expect(answer.kind).toBe('measured');
    if (answer.kind === 'measured') expect(answer.bytesRead / answer.facts.byteSize).toBeLessThan(0.01);
    await engine.close();
  });
});
