/** Measures the query route's overhead over a direct upstream call, and how many upstream queries many watchers cause. */

import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { ROOT, startApp, temporaryFolder } from '../setup/app-server.ts';
import { startBareProxy } from './bare-proxy.ts';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts';
import { BARE_UPSTREAM, buildBarePage } from './first-load.ts';

const PASSCODE = 'bench';
/** A separate task id for direct calls, so that they are not counted as queries of a job. */
const DIRECT = '/klingai/v1/videos/advanced-lip-sync/direct';
const JOBS = 60;
const WARM_UP_JOBS = 10;
const WARM_UP_QUERIES = 2_000;
/** Minimum interval between upstream queries of one job. */
const COALESCED_MS = 5_000;
const WATCHERS = 100;
const WATCH_MS = 16_000;
const WATCHER_POLL_INTERVAL_MS = 1_000;

export interface QueryCost {
  readonly samples: number;
  readonly directMs: number;
  /** Through a minimal proxy in a separate process. */
  readonly proxyMs: number;
  /** Through a route of the same Next that does nothing else. */
  readonly bareRouteMs: number;
  readonly routeMs: number;
  /** When upstream was queried less than 5 s ago. */
  readonly coalescedMs: number;
}

export interface CoalescingFigures {
  readonly watchers: number;
  readonly pollCount: number;
  readonly upstreamQueries: number;
  readonly seconds: number;
  /** Between two queries of upstream, in milliseconds; `null` when there were fewer than two. */
  readonly shortestGapMs: number | null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function timed(url: string, headers: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
  return performance.now() - startedAt;
}

/** Signs in and returns a function that creates jobs. */
async function signIn(origin: string) {
  const sendJson = (route: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin}${route}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

  const access = await sendJson('/api/access', { code: PASSCODE });
  if (access.status !== 204) throw new Error(`sign-in returned ${access.status}`);
  const cookie = access.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

  const found = await sendJson('/api/identify-face', { videoUrl: 'https://example.com/clip.mp4', durationMs: 9000 }, { cookie });
  const faces: unknown = await found.json();
  if (found.status !== 200) throw new Error(`identify-face answered ${found.status}: ${JSON.stringify(faces)}`);
  const { videoId } = z.object({ videoId: z.string() }).parse(faces);

  const base64 = readFileSync(path.join(ROOT, 'public/sample/voice.mp3')).toString('base64');
  const createJob = async (number: number): Promise<string> => {
    const body = {
      videoId,
      faceId: '0',
      voice: { base64, durationMs: 5381 },
      placement: { trimStartMs: 0, trimEndMs: 5000, insertAtMs: 1000, voiceVolume: 1, originalVolume: 0 },
    };
    const response = await sendJson('/api/advanced-lip-sync', body, { cookie, 'idempotency-key': `bench-${number}-0123456789` });
    const job: unknown = await response.json();
    if (response.status !== 201) throw new Error(`advanced-lip-sync answered ${response.status}: ${JSON.stringify(job)}`);
    return z.object({ jobId: z.string() }).parse(job).jobId;
  };
  return { cookie, createJob };
}

async function measureCost(
  origin: string,
  fakeUpstream: FakeUpstream,
  { proxyOrigin, bareRoute }: { readonly proxyOrigin: string; readonly bareRoute: string },
  cookie: string,
  jobIds: readonly string[],
): Promise<QueryCost> {
  const direct: number[] = [];
  const proxy: number[] = [];
  const bare: number[] = [];
  const route: number[] = [];
  const coalesced: number[] = [];
  // Warm-up: every route is called until its code is compiled.
  for (let number = 0; number < WARM_UP_QUERIES; number += 1) {
    await timed(`${proxyOrigin}${DIRECT}`, { authorization: 'Bearer bench' });
    await timed(bareRoute, {});
    await timed(`${origin}/api/advanced-lip-sync/${jobIds[0] ?? ''}`, { cookie });
  }
  for (const [index, jobId] of jobIds.entries()) {
    const ours = `${origin}/api/advanced-lip-sync/${jobId}`;
    const times = {
      direct: await timed(`${fakeUpstream.origin}${DIRECT}`, { authorization: 'Bearer bench' }),
      proxy: await timed(`${proxyOrigin}${DIRECT}`, { authorization: 'Bearer bench' }),
      bare: await timed(bareRoute, {}),
      route: await timed(ours, { cookie }),
      coalesced: await timed(ours, { cookie }),
    };
    if (index < WARM_UP_JOBS) continue;
    direct.push(times.direct);
    proxy.push(times.proxy);
    bare.push(times.bare);
    route.push(times.route);
    coalesced.push(times.coalesced);
  }
  return {
    samples: route.length,
    directMs: median(direct),
    proxyMs: median(proxy),
    bareRouteMs: median(bare),
    routeMs: median(route),
    coalescedMs: median(coalesced),
  };
}

async function watch(origin: string, fakeUpstream: FakeUpstream, cookie: string, jobId: string): Promise<CoalescingFigures> {
  const before = new Map([...fakeUpstream.queries].map(([id, times]) => [id, times.length]));
  let asked = 0;
  const endsAt = performance.now() + WATCH_MS;
  await Promise.all(
    Array.from({ length: WATCHERS }, async (_, watcher) => {
      await wait((watcher / WATCHERS) * WATCHER_POLL_INTERVAL_MS);
      while (performance.now() < endsAt) {
        await timed(`${origin}/api/advanced-lip-sync/${jobId}`, { cookie });
        asked += 1;
        await wait(WATCHER_POLL_INTERVAL_MS);
      }
    }),
  );
  const times = [...fakeUpstream.queries].flatMap(([id, all]) => all.slice(before.get(id) ?? 0)).sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return {
    watchers: WATCHERS,
    pollCount: asked,
    upstreamQueries: times.length,
    seconds: WATCH_MS / 1000,
    shortestGapMs: gaps.length === 0 ? null : Math.min(...gaps),
  };
}

/** Starts a minimal proxy and a minimal Next route with the same upstream. */
async function withBaselines<T>(
  fakeUpstream: FakeUpstream,
  measure: (bare: { readonly proxyOrigin: string; readonly bareRoute: string }) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const proxy = await startBareProxy(fakeUpstream.origin);
  try {
    buildBarePage(folder);
    const bare = await startApp({ appFolder: folder, readyPath: '/', settings: { [BARE_UPSTREAM]: `${fakeUpstream.origin}${DIRECT}` } });
    return await measure({ proxyOrigin: proxy.origin, bareRoute: `${bare.origin}/ask` }).finally(bare.stop);
  } finally {
    await proxy.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function measureQueryRoute(): Promise<{ readonly cost: QueryCost; readonly watched: CoalescingFigures }> {
  const fakeUpstream = await startFakeUpstream();
  try {
    const app = await startApp({
      settings: { AI302_API_KEY: 'bench', AI302_BASE_URL: fakeUpstream.origin, OWNER_PASSCODE: PASSCODE, DAILY_BUDGET_PTC: '1000' },
    });
    try {
      const { cookie, createJob } = await signIn(app.origin);
      const jobIds: string[] = [];
      for (let number = 0; number < JOBS + WARM_UP_JOBS; number += 1) jobIds.push(await createJob(number));
      const watchedJobId = await createJob(jobIds.length);
      // Waits until queries from job creation are older than the interval.
      await wait(COALESCED_MS + 500);
      const asked = fakeUpstream.queries.size;
      const cost = await withBaselines(fakeUpstream, (bare) => measureCost(app.origin, fakeUpstream, bare, cookie, jobIds));
      const askedFor = fakeUpstream.queries.size - asked - 1;
      if (askedFor !== jobIds.length)
        throw new Error(`only ${askedFor} of ${jobIds.length} queries reached upstream, so the measurement is invalid`);
      return { cost, watched: await watch(app.origin, fakeUpstream, cookie, watchedJobId) };
    } finally {
      await app.stop();
    }
  } finally {
    await fakeUpstream.stop();
  }
}
