/**
 * Many editors each poll their own job for a minute: errors, latency and server memory. A second minute
 * follows, in which caches are filled, so that only leaks still grow.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { RunningApp } from '../setup/app-server.ts';
import { startFakeUpstream } from './fake-upstream.ts';
import { type BenchClient, clearRateLimits, createInvite, signIn, startSite } from './live-site.ts';
import { readCpuMs, readResidentBytes, watchMemory } from './memory/memory.ts';

const EDITORS = 200;
const MINUTE_MS = 60_000;
const MINUTES = 2;
/** The wizard's shortest poll interval for a live job, at which every poll queries upstream. */
const POLL_INTERVAL_MS = 5_000;
/** Rate limit on creating invites. */
const CONCURRENT_INVITES = 100;
const MEMORY_SAMPLE_INTERVAL_MS = 500;

export interface PollingFigures {
  readonly editors: number;
  readonly pollCount: number;
  readonly errors: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** The server's CPU time per response; `null` on systems other than Linux. */
  readonly cpuMs: number | null;
  readonly idleBytes: number;
  readonly peakBytes: number;
  /** From the second quarter of the first minute to its last, medians of each. */
  readonly firstGrowthBytes: number;
  /** From the first half of the second minute to its second half, medians of each. */
  readonly growthBytes: number;
}

interface Watcher {
  readonly person: BenchClient;
  readonly jobId: string;
}

async function makeWatchers(app: RunningApp): Promise<Watcher[]> {
  const owner = await signIn(app.origin);
  const watchers: Watcher[] = [];
  for (let number = 0; number < EDITORS; number += 1) {
    if (number % CONCURRENT_INVITES === 0) await clearRateLimits(app);
    const person = await signIn(app.origin, await createInvite(owner, `Editor ${number}`));
    watchers.push({ person, jobId: await person.createJob(await person.identifyFaces(), `polling-${number}-0123456789`) });
  }
  return watchers;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export async function measurePolling(): Promise<PollingFigures> {
  const fakeUpstream = await startFakeUpstream();
  try {
    const app = await startSite(fakeUpstream.origin);
    try {
      const idleBytes = readResidentBytes(app.pid);
      const watchers = await makeWatchers(app);
      const times: number[] = [];
      let errors = 0;
      let beganAt = 0;
      let asked = 0;
      const ask = async ({ person, jobId }: Watcher) => {
        asked += 1;
        const startedAt = performance.now();
        try {
          const response = await fetch(`${app.origin}/api/advanced-lip-sync/${jobId}`, { headers: { cookie: person.cookie } });
          await response.arrayBuffer();
          if (!response.ok) errors += 1;
        } catch {
          errors += 1;
        }
        // Latency is measured in the first minute; the second is only for memory.
        if (startedAt - beganAt < MINUTE_MS) times.push(performance.now() - startedAt);
      };
      const memory = watchMemory(app.pid, MEMORY_SAMPLE_INTERVAL_MS);
      const workedMs = readCpuMs(app.pid);
      beganAt = performance.now();
      await Promise.all(
        watchers.map(async (watcher, index) => {
          // At a fixed rate, so that a slow response does not reduce the load.
          for (let beat = (index / EDITORS) * POLL_INTERVAL_MS; beat < MINUTES * MINUTE_MS; beat += POLL_INTERVAL_MS) {
            await wait(Math.max(0, beat - (performance.now() - beganAt)));
            await ask(watcher);
          }
        }),
      );
      const seen = memory.stop();
      const worksMs = readCpuMs(app.pid);
      const part = (number: number, of: number) => {
        const share = seen.length / of;
        return quantile(seen.slice(Math.floor(share * number), Math.floor(share * (number + 1))), 0.5);
      };
      return {
        editors: EDITORS,
        pollCount: times.length,
        errors,
        medianMs: quantile(times, 0.5),
        p99Ms: quantile(times, 0.99),
        cpuMs: workedMs === null || worksMs === null ? null : (worksMs - workedMs) / asked,
        idleBytes,
        peakBytes: Math.max(...seen),
        // Two minutes: an eighth of them is a quarter of one.
        firstGrowthBytes: part(3, 8) - part(1, 8),
        growthBytes: part(3, 4) - part(2, 4),
      };
    } finally {
      await app.stop();
    }
  } finally {
    await fakeUpstream.stop();
  }
}
