/** The production build in live mode with the fake upstream, and clients for it. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { z } from 'zod';
import { ROOT, type RunningApp, startApp } from '../setup/app-server.ts';

const PASSCODE = 'bench';
const VOICE = readFileSync(path.join(ROOT, 'public/sample/voice.mp3')).toString('base64');

export interface BenchClient {
  readonly cookie: string;
  send(route: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Identifies the faces of a video link. */
  identifyFaces(): Promise<string>;
  createJob(videoId: string, key: string): Promise<string>;
}

export function startSite(upstreamOrigin: string, settings: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  return startApp({
    settings: { AI302_API_KEY: 'bench', AI302_BASE_URL: upstreamOrigin, OWNER_PASSCODE: PASSCODE, DAILY_BUDGET_PTC: '1000', ...settings },
  });
}

async function parseJson<Schema extends z.ZodType>(response: Response, wanted: number, schema: Schema): Promise<z.infer<Schema>> {
  const json: unknown = await response.json();
  if (response.status !== wanted) throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${JSON.stringify(json)}`);
  return schema.parse(json);
}

/** Signs in with the passcode or an invite token. */
export async function signIn(origin: string, code = PASSCODE): Promise<BenchClient> {
  const post = (route: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${origin}${route}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
  const access = await post('/api/access', { code });
  if (access.status !== 204) throw new Error(`sign-in returned ${access.status}`);
  const cookie = access.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const send: BenchClient['send'] = (route, body, headers = {}) => post(route, body, { cookie, ...headers });
  return {
    cookie,
    send,
    async identifyFaces() {
      const found = await send('/api/identify-face', { videoUrl: 'https://example.com/clip.mp4', durationMs: 9000 });
      return (await parseJson(found, 200, z.object({ videoId: z.string() }))).videoId;
    },
    async createJob(videoId, key) {
      const body = {
        videoId,
        faceId: '0',
        voice: { base64: VOICE, durationMs: 5381 },
        placement: { trimStartMs: 0, trimEndMs: 5000, insertAtMs: 1000, voiceVolume: 1, originalVolume: 0 },
      };
      const response = await send('/api/advanced-lip-sync', body, { 'idempotency-key': key });
      return (await parseJson(response, 201, z.object({ jobId: z.string() }))).jobId;
    },
  };
}

/** Creates an invite for one editor. @returns its token. */
export async function createInvite(owner: BenchClient, label: string): Promise<string> {
  const made = await parseJson(await owner.send('/api/team/invites', { label }), 201, z.object({ path: z.string() }));
  return new URL(made.path, 'http://localhost').hash.slice(1);
}

/** Clears the rate limits, which a benchmark would exceed. */
export async function clearRateLimits({ folder }: RunningApp): Promise<void> {
  const database = createClient({ url: `file:${path.join(folder, 'lip-sync.db')}` });
  try {
    // The server may hold the write lock.
    await database.execute('pragma busy_timeout = 5000');
    await database.execute('delete from limits');
  } finally {
    database.close();
  }
}
