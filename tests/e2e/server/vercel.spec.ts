import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { jobResponseSchema } from '@/lib/contracts/job';
import { uploadTicketSchema } from '@/lib/contracts/upload';
import { identifyFaceResponseSchema } from '@/lib/contracts/video';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { ROOT, type RunningApp, startApp } from '../../setup/app-server';
import { S3_BUCKET, S3_CREDENTIALS, S3_REGION, startFakeS3 } from '../../setup/services/fake-s3';
import { BLOB_TOKEN, startFakeVercelBlob } from '../../setup/services/fake-vercel-blob';
import { borrowLibsqlServer, findSqldBinary, stopLibsqlServers } from '../../setup/services/libsql-server';
import { type SimulatedUpstream, startLiveUpstream } from '../steps/live-app';

/**
 * The whole workflow under Vercel's conditions: the production build with Vercel's settings, a real libSQL server migrated by the build step,
 * and a network object store. Consecutive requests go to different processes, so that in-memory state
 * cannot help, and no process writes to disk.
 */

const SAMPLE = readFileSync(path.join(ROOT, 'public/sample/clip.mp4'));
/** The unchanged sample would run in practice mode. */
const CLIP = Buffer.concat([SAMPLE, Buffer.from([0, 0, 0, 8]), Buffer.from('free')]);
const VOICE = readFileSync(path.join(ROOT, 'public/sample/voice.mp3')).toString('base64');
/** Vercel's limit on request bodies. */
const MAX_BODY_BYTES = 4_500_000;

interface Store {
  readonly settings: Readonly<Record<string, string>>;
  readonly names: () => string[];
  readonly stop: () => Promise<void>;
}

async function s3(): Promise<Store> {
  const store = await startFakeS3();
  return {
    settings: {
      ...{ S3_ENDPOINT: store.endpoint, S3_REGION, S3_BUCKET },
      ...{ S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId, S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey },
    },
    names: () => [...store.objects.keys()],
    stop: store.stop,
  };
}

async function blob(): Promise<Store> {
  const store = await startFakeVercelBlob();
  return {
    settings: { BLOB_READ_WRITE_TOKEN: BLOB_TOKEN, VERCEL_BLOB_API_URL: store.apiUrl },
    names: () => [...store.blobs.keys()],
    stop: store.stop,
  };
}

/** Sends requests to the processes in rotation. */
class Functions {
  readonly #apps: readonly RunningApp[];
  #turn = 0;
  #cookie = '';

  constructor(apps: readonly RunningApp[]) {
    this.#apps = apps;
  }

  async send(route: string, init: RequestInit & { readonly json?: unknown } = {}): Promise<Response> {
    const { json, ...rest } = init;
    const app = this.#apps[this.#turn % this.#apps.length];
    this.#turn += 1;
    const headers = new Headers({ ...Object.fromEntries(new Headers(rest.headers)), cookie: this.#cookie });
    const body = json === undefined ? rest.body : JSON.stringify(json);
    if (json !== undefined) headers.set('content-type', 'application/json');
    expect(typeof body === 'string' ? body.length : 0).toBeLessThan(MAX_BODY_BYTES);
    const sending = { method: json === undefined ? 'GET' : 'POST', ...rest, headers, redirect: 'manual' as const };
    const answer = await fetch(`${app?.origin}${route}`, body === undefined ? sending : { ...sending, body });
    const set = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (set !== undefined) this.#cookie = set;
    return answer;
  }

  async read<Schema extends z.ZodType>(
    route: string,
    schema: Schema,
    init: RequestInit & { readonly json?: unknown } = {},
  ): Promise<z.infer<Schema>> {
    const answer = await this.send(route, init);
    const text = await answer.text();
    expect(answer.ok, `${route}: ${answer.status} ${text}`).toBe(true);
    return schema.parse(JSON.parse(text));
  }
}

/** @returns bytes that the process has written to disk, or `null` on systems other than Linux. */
function writtenBytes({ pid }: RunningApp): number | null {
  if (process.platform !== 'linux') return null;
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Tolerates a few 4096-byte pages; a database or a clip would be far larger. */
const MAX_WRITTEN_BYTES = 64 * 1024;

let upstream: SimulatedUpstream;

test.beforeAll(async () => {
  upstream = await startLiveUpstream();
});

test.afterAll(async () => {
  await upstream.stop();
  await stopLibsqlServers();
});

async function workFromClipToSavedResult(functions: Functions, store: Store): Promise<void> {
  expect((await functions.send('/api/access', { json: { code: SECRETS.OWNER_PASSCODE } })).status).toBe(204);
  const ticket = await functions.read('/api/uploads', uploadTicketSchema, {
    json: { fileName: 'interview.mp4', byteSize: CLIP.byteLength, contentType: 'video/mp4', inParts: true },
  });
  const etags: { partNumber: number; etag: string }[] = [];
  for (const { partNumber, method, url, headers, startByte, byteSize } of ticket.parts ?? []) {
    const sent = await fetch(url, { method, headers, body: CLIP.subarray(startByte, startByte + byteSize) });
    expect(sent.ok).toBe(true);
    if (ticket.needsEtags) etags.push({ partNumber, etag: z.object({ etag: z.string() }).parse(await sent.json()).etag });
    else await sent.arrayBuffer();
  }
  expect((await functions.send(ticket.url, { json: { etags } })).status).toBe(200);
  const found = await functions.read('/api/identify-face', identifyFaceResponseSchema, { json: { uploadId: ticket.uploadId } });
  const press = {
    json: {
      videoId: found.videoId,
      faceId: '0',
      voice: { base64: VOICE, durationMs: 5_381 },
      placement: { trimStartMs: 0, trimEndMs: 5_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    },
    headers: { 'idempotency-key': `vercel-${ticket.uploadId}`.slice(0, 100) },
  };
  const { jobId } = await functions.read('/api/advanced-lip-sync', jobResponseSchema, press);
  // The same key in another process returns the same job.
  expect((await functions.read('/api/advanced-lip-sync', jobResponseSchema, press)).jobId).toBe(jobId);
  const look = () => functions.read(`/api/advanced-lip-sync/${jobId}`, jobResponseSchema);
  await expect.poll(async () => (await look()).savedAt, { timeout: 30_000, intervals: [250] }).not.toBeNull();
  const watched = await functions.send(`/api/advanced-lip-sync/${jobId}/video`);
  expect(watched.status).toBe(302);
  const file = await fetch(watched.headers.get('location') ?? '', { headers: { range: 'bytes=4-7' } });
  expect([file.status, await file.text()]).toEqual([206, 'ftyp']);
  expect(
    store
      .names()
      .map((name) => name.split('/')[0])
      .sort(),
  ).toEqual(['inputs', 'results', 'thumbnails', 'voices']);
  const night = await functions.send('/api/cron/night', { headers: { authorization: `Bearer ${SECRETS.CRON_SECRET}` } });
  expect(night.status).toBe(200);
}

const STORES = [
  ['a bucket', s3],
  ['a private Blob store', blob],
] as const;

// sqld is not available for Windows.
for (const [name, open] of findSqldBinary() === null ? [] : STORES) {
  test(`the workflow from clip to archived result runs under Vercel’s conditions with ${name}`, async () => {
    const database = await borrowLibsqlServer();
    const store = await open();
    const settings = {
      ...{ VERCEL: '1', VERCEL_ENV: 'production', DATABASE_URL: `${database.url.replace('http:', 'libsql:')}?tls=0` },
      ...{ ...SECRETS, DATABASE_AUTH_TOKEN: '', AI302_BASE_URL: upstream.origin },
      ...store.settings,
    };
    const built = spawnSync(process.execPath, ['--conditions=react-server', 'lib/server/db/connection/migrate-at-build.ts'], {
      cwd: ROOT,
      env: { ...process.env, ...settings },
      encoding: 'utf8',
    });
    expect(built.stdout).toContain('The database was brought up to date');
    const apps = await Promise.all([startApp({ settings }), startApp({ settings })]);
    const billed = await upstream.chargedMilliPtc();
    try {
      const before = apps.map(writtenBytes);
      await workFromClipToSavedResult(new Functions(apps), store);
      expect(await upstream.chargedMilliPtc()).toBe(billed + 77);
      for (const [index, app] of apps.entries()) {
        expect(readdirSync(app.folder)).toEqual([]);
        const written = writtenBytes(app);
        if (written !== null) expect(written - (before[index] ?? 0)).toBeLessThan(MAX_WRITTEN_BYTES);
      }
    } finally {
      await Promise.all(apps.map((app) => app.stop()));
      await store.stop();
      await database.release();
    }
  });
}
