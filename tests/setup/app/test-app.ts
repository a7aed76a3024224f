import { measureVideo, measureVoice } from '@/lib/server/media/measure';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import { isConnectError } from '@/lib/server/upstream/is-connect-error';
import type { CallKind, Fault } from '@/lib/simulator/faults';
import { openFile } from '@/lib/simulator/file-server';
import { createSimulator, SIMULATOR_ORIGIN, type Simulator } from '@/lib/simulator/simulator';
import { openRemoteFile } from '../services/open-remote';
import { temporaryFolder } from '../temporary-folder';
import { SAMPLE_CLIP } from './api-client';
import { type Clock, START_MS, startServer, type TestServer } from './server';

/**
 * A live-mode server with the simulator as upstream: real client, database and files, one clock. The simulator keeps its state when the server
 * is killed and restarted, and faults can be injected into any upstream call.
 */
export interface TestApp {
  readonly server: TestServer;
  readonly clock: Clock;
  readonly folder: string;
  readonly simulator: Simulator;
  /** @returns how many upstream calls of a kind the server has attempted. */
  readonly calls: (kind: CallKind) => number;
  /** Every attempt to create a task: its external id, and whether a connection was made. */
  readonly creates: readonly { readonly externalTaskId: string; readonly connected: boolean }[];
  /** @returns whether upstream accepted, and so charged, a task with this external id. */
  readonly hasTask: (externalTaskId: string) => boolean;
  /** Injects the fault into the next `times` calls of a kind. */
  readonly next: (kind: CallKind, fault: Fault, times?: number) => void;
  /** Injects the fault into every call of a kind, until set to `null`. */
  readonly always: (kind: CallKind, fault: Fault | null) => void;
  /** Closes the database, so that pending work can no longer write, as after SIGKILL. */
  readonly kill: () => void;
  readonly restart: () => Promise<void>;
}

export interface TestAppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly findsByExternalId?: boolean;
}

/** Every URL on this host resolves to the sample clip. */
export const SAMPLE_CLIP_HOST = 'clips.example';

export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = await temporaryFolder();
  const clock: Clock = { nowMs: START_MS };
  const now = () => clock.nowMs;
  const state = new Map<string, string>();
  const queuedFaults = new Map<CallKind, Fault[]>();
  const persistentFaults = new Map<CallKind, Fault>();
  const callCounts = new Map<CallKind, number>();
  const creates: { externalTaskId: string; connected: boolean }[] = [];
  // The simulator's storage, separate from the server's.
  const files = createLocalStorage({ folder: `${folder}/upstream`, now });
  const appFiles = createLocalStorage({ folder: `${folder}/files`, now });
  const simulator = createSimulator({
    now,
    state: {
      get: async (key) => state.get(key) ?? null,
      put: async (key, value) => void state.set(key, value),
      insert: async (key, value) => {
        if (state.has(key)) return false;
        state.set(key, value);
        return true;
      },
    },
    files,
    measureVideo,
    measureVoice,
    findsByExternalId: () => options.findsByExternalId ?? true,
    async resolveVideo(videoUrl) {
      const url = new URL(videoUrl);
      const uploadId = /^\/api\/uploads\/([\w-]+)\/file$/.exec(url.pathname)?.[1];
      const folder = url.searchParams.get('of') === 'result' ? 'results' : 'inputs';
      if (uploadId !== undefined) return openFile(appFiles, `${folder}/${uploadId}`);
      // A fake object store, which the simulator reads over HTTP.
      if (url.hostname === '127.0.0.1') return openRemoteFile(url);
      if (url.hostname !== SAMPLE_CLIP_HOST) return null;
      return { byteSize: SAMPLE_CLIP.byteLength, read: async ({ start, end }) => new Uint8Array(SAMPLE_CLIP.subarray(start, end + 1)) };
    },
    faults({ kind }) {
      return queuedFaults.get(kind)?.shift() ?? persistentFaults.get(kind) ?? null;
    },
    report: (error) => {
      throw error;
    },
  });

  const upstreamFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const kind = kindOf(request.method, pathname);
    callCounts.set(kind, (callCounts.get(kind) ?? 0) + 1);
    if (kind !== 'create') return simulator.fetch(request);
    const create = { externalTaskId: externalIdOf(await request.clone().text()), connected: true };
    creates.push(create);
    return simulator.fetch(request).catch((error: unknown) => {
      create.connected = !isConnectError(error);
      throw error;
    });
  };

  const start = () =>
    startServer({
      folder,
      clock,
      fetch: upstreamFetch,
      inProcess: { isTrusted: ({ origin }) => origin === SIMULATOR_ORIGIN, fetch: upstreamFetch },
      env: { AI302_API_KEY: 'sk-test', ...options.env },
    });
  let server = await start();
  return {
    get server() {
      return server;
    },
    clock,
    folder,
    simulator,
    calls: (kind) => callCounts.get(kind) ?? 0,
    creates,
    hasTask: (externalTaskId) => state.has(`external/${externalTaskId}`),
    next: (kind, fault, times = 1) => {
      queuedFaults.set(kind, [...(queuedFaults.get(kind) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    always: (kind, fault) => {
      if (fault === null) persistentFaults.delete(kind);
      else persistentFaults.set(kind, fault);
    },
    kill: () => server.services.db.close(),
    restart: async () => {
      server.services.db.close();
      server = await start();
    },
  };
}

function kindOf(method: string, pathname: string): CallKind {
  if (pathname.endsWith('/identify-face')) return 'identify';
  if (pathname.includes('/advanced-lip-sync')) return method === 'POST' ? 'create' : 'query';
  return pathname.endsWith('/upload-file') ? 'upload' : 'file';
}

function externalIdOf(body: string): string {
  const found = /"external_task_id":"([^"]+)"/.exec(body)?.[1];
  if (found === undefined) throw new Error('a task was created without an external id');
  return found;
}
