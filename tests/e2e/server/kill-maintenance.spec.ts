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
 * Kills the production build with SIGKILL while it copies results and deletes files, and restarts it on the same data.
 * Maintenance is started through the cron route, because its timer runs only every 15 s.
 */

const CLIP = readFileSync(path.join(ROOT, 'public/sample/clip.mp4'));
const HOUR = 3_600_000;

class MaintenanceApp {
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

  /** Runs maintenance. @returns `null` when the server was killed. */
  async runMaintenance(): Promise<unknown> {
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

/** Moment of the kill during a copy: bytes sent so far, and delay after the last one. */
const KILL_POINTS = {
  'before the first byte': { bytes: 0, afterMs: 0 },
  'after one byte': { bytes: 1, afterMs: 20 },
  halfway: { bytes: 250_000, afterMs: 20 },
  'before the last byte': { bytes: CLIP.byteLength - 1, afterMs: 20 },
  'with the last byte': { bytes: CLIP.byteLength, afterMs: 0 },
  'while the file is moved into place': { bytes: CLIP.byteLength, afterMs: 3 },
  'while the file is validated': { bytes: CLIP.byteLength, afterMs: 8 },
  'while the database is updated': { bytes: CLIP.byteLength, afterMs: 20 },
} as const;
type KillPoint = keyof typeof KILL_POINTS;

test('a result whose copy was killed is archived completely by the next process, with at most two downloads', async () => {
  test.setTimeout(240_000);
  const fetched = new Map<string, number>();
  let onReached: ((killPoint: string) => void) | null = null;
  /** Serves the results. The first download of each stops at its moment and triggers the kill. */
  const results = await serveFetch(async (input) => {
    const killPoint = decodeURIComponent(new URL(String(input)).pathname.slice(1));
    const times = (fetched.get(killPoint) ?? 0) + 1;
    fetched.set(killPoint, times);
    const headers = { 'content-type': 'video/mp4', 'content-length': String(CLIP.byteLength) };
    const at = Object.entries(KILL_POINTS).find(([name]) => name === killPoint)?.[1];
    if (at === undefined || times > 1) return new Response(CLIP, { headers });
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (at.bytes > 0) controller.enqueue(CLIP.subarray(0, at.bytes));
        setTimeout(() => onReached?.(killPoint), at.afterMs);
      },
    });
    return new Response(body, { headers });
  });
  const old = await openSeededSite();
  const seeded = { db: old.db, mode: 'live', now: Date.now } as const;
  const editorId = await old.seedEditor(seeded);
  const jobs = new Map<KillPoint, string>();
  for (const killPoint of Object.keys(KILL_POINTS) as KillPoint[]) {
    const resultUrl = `${results.origin}/${encodeURIComponent(killPoint)}`;
    const { jobId } = await old.seedJob(seeded, { editorId, status: 'succeeded', resultUrl, succeededAtMs: Date.now() });
    jobs.set(killPoint, jobId);
  }
  old.close();

  const app = new MaintenanceApp(old.folder, { AI302_BASE_URL: results.origin });
  try {
    for (let kills = 0; kills < jobs.size; kills += 1) {
      const reached = new Promise<void>((resolve) => {
        onReached = () => resolve();
      });
      await app.start();
      // The last copies may finish before the kill.
      const swept = app.runMaintenance();
      await reached;
      await app.kill();
      await swept;
    }
    onReached = null;
    await app.start();
    await expect(async () => expect(await app.runMaintenance()).toEqual({ done: true })).toPass({ timeout: 20_000 });
    const after = await openSeededSite(old.folder);
    for (const [killPoint, jobId] of jobs) {
      const job = await after.db.findJob(jobId);
      expect(job?.archive, killPoint).toMatchObject({ archivedAtMs: expect.any(Number), leaseUntilMs: null });
      const copy = await new Response(await after.storage.read(`results/${jobId}`)).bytes();
      expect(Buffer.compare(copy, CLIP), killPoint).toBe(0);
      expect(fetched.get(killPoint), killPoint).toBeLessThanOrEqual(2);
      // An incomplete download must be repeated.
      if (KILL_POINTS[killPoint].bytes < CLIP.byteLength) expect(fetched.get(killPoint), killPoint).toBe(2);
    }
    after.close();
  } finally {
    await app.stop();
    await results.stop();
  }
});

test('after a kill, maintenance deletes every unneeded file and no needed one', async () => {
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
  const UNUSED_FILES = 300;
  const needed = ['needed-1', 'needed-2', 'needed-3'];
  for (let n = 0; n < UNUSED_FILES; n += 1) await seed(`needless-${n}`, nowMs - 72 * HOUR);
  for (const uploadId of needed) await seed(uploadId, nowMs - 1 * HOUR);
  // Deletion requires maintenance rounds over more than a day.
  for (const agoMs of [26 * HOUR, 13 * HOUR, HOUR]) await old.db.beginRound({ nowMs: nowMs - agoMs, everyMs: 1, gapMs: 48 * HOUR });
  old.close();

  const app = new MaintenanceApp(old.folder, {});
  const left = async () => (await listStoredKeys(old.folder)).length;
  try {
    for (const killAt of [UNUSED_FILES * 0.8, UNUSED_FILES * 0.4]) {
      await app.start();
      const swept = app.runMaintenance();
      while ((await left()) > killAt) await wait(1);
      await app.kill();
      expect(await swept).toBeNull();
      expect(await left()).toBeGreaterThan(needed.length);
    }
    await app.start();
    await expect(async () => {
      await app.runMaintenance();
      expect(await listStoredKeys(old.folder)).toEqual(needed.map((uploadId) => `inputs/${uploadId}`));
    }).toPass({ timeout: 20_000 });
    const after = await openSeededSite(old.folder);
    expect(await after.db.countPendingDeletion()).toBe(0);
    expect(await after.db.countFilesByKind()).toEqual([{ kind: 'input', files: needed.length, byteSize: 4 * needed.length }]);
    after.close();
  } finally {
    await app.stop();
  }
});
