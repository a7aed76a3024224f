import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Clock, START_MS, startServer } from '../setup/app/server';
import { actAt, PAID_FAULTS, QUERY_FAULTS, STALL_FAULTS, startFakeUpstream, type UpstreamFault } from './fake-upstream';
import { BUDGET_MILLI_PTC, type DisruptibleCall, type FaultTestApp } from './random-scenario';
import { SHORT_VOICE } from './short-voice';

/** The real client and database, connected to a fake upstream over a real socket. */

/** The client's timeout for create calls: stalled calls take this long, other calls are much faster. */
const CREATE_TIMEOUT_MS = 150;
/** In-memory files survive a simulated kill, as files on disk do, without disk latency. */
const MEMORY_FOLDER = '/dev/shm';

const NEVER_CONNECTED = 'never connected';
const KILL_POINT_MOMENTS = { before: 'arrived', acted: 'applied', answered: 'answered' } as const;

export const PAID_FAULT_NAMES = [...Object.keys(PAID_FAULTS), ...Object.keys(STALL_FAULTS), NEVER_CONNECTED];
export const QUERY_FAULT_NAMES = [...Object.keys(QUERY_FAULTS), NEVER_CONNECTED];

/** The fake upstream is stopped only by `stop`. */
export interface SocketTestApp extends FaultTestApp {
  readonly violations: readonly string[];
  /** Number of calls that took effect, counted by upstream. */
  readonly charges: () => number;
  readonly stop: () => Promise<void>;
}

export async function startSocketTestApp(supportsLookup: boolean): Promise<SocketTestApp> {
  const folder = await mkdtemp(path.join(existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), 'lip-sync-test-'));
  const clock: Clock = { nowMs: START_MS };
  const upstream = await startFakeUpstream({ now: () => clock.nowMs, findsByExternalId: supportsLookup });
  const start = () =>
    startServer({
      folder,
      clock,
      upstreamTimeouts: { createMs: CREATE_TIMEOUT_MS },
      env: {
        AI302_API_KEY: 'sk-test',
        AI302_BASE_URL: upstream.origin,
        STORAGE: '302ai',
        DAILY_BUDGET_PTC: String(BUDGET_MILLI_PTC / 1_000),
      },
    });
  let server = await start();

  /** Deferred work fails when the database is closed, as it would end with the process. */
  async function stopServer(): Promise<void> {
    server.services.db.close();
    await server.runDeferred();
  }

  function findFault(kind: DisruptibleCall, name: string): UpstreamFault | null {
    if (kind === 'query') return QUERY_FAULTS[name] ?? null;
    // Timeouts of 2 minutes for identify-face and 10 for an upload.
    return PAID_FAULTS[kind === 'create' ? name : name.replace('stalled', 'dropped')] ?? STALL_FAULTS[name] ?? null;
  }

  return {
    get server() {
      return server;
    },
    clock,
    bill: async () => upstream.bill(),
    charges: upstream.charges,
    identifyCalls: () => upstream.calls('identify'),
    sentCreateIds: () => upstream.receivedCreateIds,
    timesCharged: upstream.timesCharged,
    request: (videoId) => ({
      videoId,
      faceId: '0',
      voice: { base64: SHORT_VOICE.toString('base64'), durationMs: 2_000 },
      placement: { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    }),
    async setDisruption(kind, trouble, onKill) {
      await upstream.setUnreachable(trouble !== null && 'fault' in trouble && trouble.fault === NEVER_CONNECTED);
      if (trouble === null) upstream.setFault(kind, null);
      else upstream.setFault(kind, 'fault' in trouble ? findFault(kind, trouble.fault) : actAt(KILL_POINT_MOMENTS[trouble.kill], onKill));
    },
    waitUntilIdle: upstream.waitUntilIdle,
    kill: () => server.services.db.close(),
    restart: async () => {
      await stopServer();
      server = await start();
    },
    violations: upstream.violations,
    async stop() {
      await stopServer();
      await upstream.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
