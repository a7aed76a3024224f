/** Measures library and poll requests with 10,000 jobs against a small database, and keyset pagination against OFFSET. */

import path from 'node:path';
import { createClient } from '@libsql/client';
import { z } from 'zod';
import { seedManyJobs } from '../setup/app/seed-many-jobs.ts';
import type { RunningApp } from '../setup/app-server.ts';
import { startFakeUpstream } from './fake-upstream.ts';
import { signIn, startSite } from './live-site.ts';

const JOBS = 10_000;
const FEW_JOBS = 60;
const EDITORS = 10;
const SAMPLES = 200;
const WARM_UP = 60;
const MINUTE_MS = 60_000;

/** Medians, in milliseconds. */
interface Times {
  readonly first: number;
  readonly deep: number;
  readonly search: number;
  readonly searchInVain: number;
  readonly oneState: number;
  readonly poll: number;
}

export interface LibrarySpeed {
  readonly jobs: number;
  readonly few: Times;
  readonly many: Times;
  /** The query for the last page by OFFSET and by keyset, run in this process on the same database. */
  readonly byOffsetMs: number;
  readonly byKeysetMs: number;
}

const pageSchema = z.object({ jobs: z.array(z.object({ jobId: z.string() })), nextCursor: z.string().nullable() });

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function measureMedian(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    const startedAt = performance.now();
    await ask();
    if (sample >= 0) times.push(performance.now() - startedAt);
  }
  return median(times);
}

const getDatabaseUrl = ({ folder }: RunningApp) => `file:${path.join(folder, 'lip-sync.db')}`;

/** The owner's list of all jobs, the longest list. */
async function measure(app: RunningApp, count: number): Promise<Times> {
  const owner = await signIn(app.origin);
  const newestMs = Date.now() - MINUTE_MS;
  const seeded = await seedManyJobs(getDatabaseUrl(app), {
    ...{ editorIds: Array.from({ length: EDITORS }, (_, index) => `editor-${index}`), count, newestMs, everyMs: MINUTE_MS, mode: 'live' },
    nameOf: (index) => (index === count - 1 ? 'The oldest needle' : `Interview ${count - index}`),
  });
  const get = async (address: string) => {
    const answer = await fetch(`${app.origin}${address}`, { headers: { cookie: owner.cookie } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${text}`);
    return text;
  };
  const list = (query: string) => get(`/api/advanced-lip-sync?${query}`);
  const found = async (query: string) => pageSchema.parse(JSON.parse(await list(query))).jobs.length;
  // Verifies that the timed requests return the expected jobs.
  const [before] = seeded.slice(-51);
  const deep = `cursor=${before?.createdAtMs}-${before?.jobId}`;
  const [last] = seeded.slice(-1);
  if (last === undefined) throw new Error('no job was seeded');
  for (const [query, wanted] of Object.entries({ '': 50, [deep]: 50, 'q=needle': 1, 'q=nothing': 0 })) {
    const jobs = await found(query);
    if (jobs !== wanted) throw new Error(`${query} found ${jobs} jobs, not ${wanted}`);
  }
  return {
    first: await measureMedian(() => list('')),
    deep: await measureMedian(() => list(deep)),
    search: await measureMedian(() => list('q=needle')),
    searchInVain: await measureMedian(() => list('q=nothing')),
    oneState: await measureMedian(() => list('state=failed')),
    poll: await measureMedian(() => get(`/api/advanced-lip-sync/${last.jobId}`)),
  };
}

async function compareWays(app: RunningApp): Promise<Pick<LibrarySpeed, 'byOffsetMs' | 'byKeysetMs'>> {
  const database = createClient({ url: getDatabaseUrl(app) });
  try {
    const ids = "select job_id, created_at_ms from jobs where +mode = 'live' and +deleted_at_ms is null";
    const order = 'order by created_at_ms desc, job_id desc limit 51';
    const offset = JOBS - 60;
    const {
      rows: [start],
    } = await database.execute(`${ids} order by created_at_ms desc, job_id desc limit 1 offset ${offset - 1}`);
    const from = z.object({ job_id: z.string(), created_at_ms: z.number() }).parse(start);
    return {
      byOffsetMs: await measureMedian(() => database.execute(`${ids} ${order} offset ${offset}`)),
      byKeysetMs: await measureMedian(() =>
        database.execute({ sql: `${ids} and (created_at_ms, job_id) < (?, ?) ${order}`, args: [from.created_at_ms, from.job_id] }),
      ),
    };
  } finally {
    database.close();
  }
}

export async function measureLibrary(): Promise<LibrarySpeed> {
  const fakeUpstream = await startFakeUpstream();
  try {
    const measureOn = async <T>(work: (app: RunningApp) => Promise<T>) => {
      const app = await startSite(fakeUpstream.origin);
      try {
        return await work(app);
      } finally {
        await app.stop();
      }
    };
    const few = await measureOn((app) => measure(app, FEW_JOBS));
    return await measureOn(async (app) => ({ jobs: JOBS, few, many: await measure(app, JOBS), ...(await compareWays(app)) }));
  } finally {
    await fakeUpstream.stop();
  }
}
