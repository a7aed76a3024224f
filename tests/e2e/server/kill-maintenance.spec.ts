import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { serveFetch } from '../../setup/app/serve-fetch';
import { listStoredKeys } from '../../setup/app/stored-files';
import { ROOT, type RunningApp, startApp } from '../../setup/app-server';
import { openSeededSite } from '../steps/seeded-site';

/**
 * The production build, killed with SIGKILL in the middle of copying results and of deleting files, and started again on the same data.
 * Its timer would come by every 15 s; the scheduler's address does the same at once.
 */

const CLIP = readFileSync(path.join(ROOT, 'public/sample/clip.mp4'));
const HOUR = 3_600_000;

class Sweeper {
  #app: RunningApp | null = null;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;

  constructor(folder: string, settings: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    this.#app = await startApp({
      settings: { ...SECRETS, STORAGE: 'local', PUBLIC_BASE_URL: 'https://wizard.example', ...this.#settings },
      folder: this.#folder,
    });
  }

  /** `null` where it died over it. */
  async sweep(): Promise<unknown> {
    const headers = { authorization: `Bearer ${SECRETS.CRON_SECRET}` };
    return fetch(`${this.#app?.origin}/api/cron/night`, { headers })
      .then((answer) => answer.json())
      .catch(() => null);
  }

  async kill(): Promise<void> {
    await this.#app?.kill();
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
  }
}

/** Where in a copy the kill comes: after so many bytes, or so long after the last one. */
const MOMENTS = {
  'before its first byte': { bytes: 0, afterMs: 0 },
  'with one byte there': { bytes: 1, afterMs: 20 },
  'in the middle of it': { bytes: 250_000, afterMs: 20 },
  'with all but the last byte there': { bytes: CLIP.byteLength - 1, afterMs: 20 },
  'as its last byte comes': { bytes: CLIP.byteLength, afterMs: 0 },
  'as it is put into its place': { bytes: CLIP.byteLength, afterMs: 3 },
  'as it is looked at': { bytes: CLIP.byteLength, afterMs: 8 },
  'as it is written down': { bytes: CLIP.byteLength, afterMs: 20 },
} as const;
type Moment = keyof typeof MOMENTS;

test('a result whose copy is killed at any moment is saved by the next process, whole, and fetched twice at most', async () => {
  test.setTimeout(240_000);
  const fetched = new Map<string, number>();
  let onReached: ((moment: string) => void) | null = null;
  /** The store that results lie in; of a moment's first asker it reaches the moment, and tells. */
  const results = await serveFetch(async (input) => {
    const moment = decodeURIComponent(new URL(String(input)).pathname.slice(1));
    const times = (fetched.get(moment) ?? 0) + 1;
    fetched.set(moment, times);
    const headers = { 'content-type': 'video/mp4', 'content-length': String(CLIP.byteLength) };
    const at = Object.entries(MOMENTS).find(([name]) => name === moment)?.[1];
    if (at === undefined || times > 1) return new Response(CLIP, { headers });
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (at.bytes > 0) controller.enqueue(CLIP.subarray(0, at.bytes));
        setTimeout(() => onReached?.(moment), at.afterMs);
      },
    });
    return new Response(body, { headers });
  });
  const old = await openSeededSite();
  const seeded = { db: old.db, mode: 'live', now: Date.now } as const;
  const editorId = await old.seedEditor(seeded);
  const jobs = new Map<Moment, string>();
  for (const moment of Object.keys(MOMENTS) as Moment[]) {
    const resultUrl = `${results.origin}/${encodeURIComponent(moment)}`;
    const { jobId } = await old.seedJob(seeded, { editorId, status: 'succeeded', resultUrl, succeededAtMs: Date.now() });
    jobs.set(moment, jobId);
  }
  old.close();

  const sweeper = new Sweeper(old.folder, { AI302_BASE_URL: results.origin });
  try {
    for (let kills = 0; kills < jobs.size; kills += 1) {
      const reached = new Promise<void>((resolve) => {
        onReached = () => resolve();
      });
      await sweeper.start();
      // Whether the last of them was quicker than the kill, nobody can say.
      const swept = sweeper.sweep();
      await reached;
      await sweeper.kill();
      await swept;
    }
    onReached = null;
    await sweeper.start();
    await expect(async () => expect(await sweeper.sweep()).toEqual({ done: true })).toPass({ timeout: 20_000 });
    const after = await openSeededSite(old.folder);
    for (const [moment, jobId] of jobs) {
      const job = await after.db.findJob(jobId);
      expect(job?.archive, moment).toMatchObject({ archivedAtMs: expect.any(Number), leaseUntilMs: null });
      const copy = await new Response(await after.storage.read(`results/${jobId}`)).bytes();
      expect(Buffer.compare(copy, CLIP), moment).toBe(0);
      expect(fetched.get(moment), moment).toBeLessThanOrEqual(2);
      // What had not come whole had to come again.
      if (MOMENTS[moment].bytes < CLIP.byteLength) expect(fetched.get(moment), moment).toBe(2);
    }
    after.close();
  } finally {
    await sweeper.stop();
    await results.stop();
  }
});

test('files are deleted by whoever comes after a kill, all that nothing needs and none that something does', async () => {
  test.setTimeout(120_000);
  const old = await openSeededSite();
  const nowMs = Date.now();
  const facts = { container: 'mp4', byteSize: 4, durationMs: 3_000, widthPx: 1_280, heightPx: 720, hasSound: true } as const;
  const editorId = await old.seedEditor({ db: old.db, mode: 'live', now: Date.now });
  const seed = async (uploadId: string, createdAtMs: number) => {
    const upload = {
      uploadId,
      editorId,
      fileName: 'a.mp4',
      byteSize: 4,
      contentType: 'video/mp4',
      createdAtMs,
      expiresAtMs: createdAtMs + 24 * HOUR,
    };
    await old.db.insertUpload({ ...upload, parts: null });
    await old.storage.write(`inputs/${uploadId}`, new Blob(['clip']).stream(), 'video/mp4');
    await old.db.completeUpload(uploadId, facts, createdAtMs);
  };
  const NEEDLESS = 300;
  const needed = ['needed-1', 'needed-2', 'needed-3'];
  for (let n = 0; n < NEEDLESS; n += 1) await seed(`needless-${n}`, nowMs - 72 * HOUR);
  for (const uploadId of needed) await seed(uploadId, nowMs - 1 * HOUR);
  // The sweeper has watched its clock for more than a day.
  for (const agoMs of [26 * HOUR, 13 * HOUR, HOUR]) await old.db.beginRound({ nowMs: nowMs - agoMs, everyMs: 1, gapMs: 48 * HOUR });
  old.close();

  const sweeper = new Sweeper(old.folder, {});
  const left = async () => (await listStoredKeys(old.folder)).length;
  try {
    for (const killAt of [NEEDLESS * 0.8, NEEDLESS * 0.4]) {
      await sweeper.start();
      const swept = sweeper.sweep();
      while ((await left()) > killAt) await wait(1);
      await sweeper.kill();
      expect(await swept).toBeNull();
      expect(await left()).toBeGreaterThan(needed.length);
    }
    await sweeper.start();
    await expect(async () => {
      await sweeper.sweep();
      expect(await listStoredKeys(old.folder)).toEqual(needed.map((uploadId) => `inputs/${uploadId}`));
    }).toPass({ timeout: 20_000 });
    const after = await openSeededSite(old.folder);
    expect(await after.db.countPendingDeletion()).toBe(0);
    expect(await after.db.countFilesByKind()).toEqual([{ kind: 'input', files: needed.length, byteSize: 4 * needed.length }]);
    after.close();
  } finally {
    await sweeper.stop();
  }
});
