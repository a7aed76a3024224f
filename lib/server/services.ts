import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { after } from 'next/server';
import type { Database } from '@/lib/server/db/database';
import { openFile } from '@/lib/simulator/file-server';
import { createSimulator, SIMULATOR_ORIGIN, type Simulator } from '@/lib/simulator/simulator';
import { createConcurrencyLimiter } from './auth/concurrency-limiter';
import { createInvites } from './auth/invites';
import { createRateLimiter } from './auth/rate-limit';
import { createAuth } from './auth/sessions';
import type { Auth, ConcurrencyLimiter, Invites, RateLimiter } from './auth/types';
import { type Env, EnvError, readEnv } from './config/env';
import { openDatabase } from './db/database';
import type { Mode } from './db/records/records';
import { AppError } from './http/app-error';
import { createSafeFetch, type SafeFetch, type SafeFetchOptions } from './http/safe-fetch';
import { getSocketAddressHeader } from './http/socket-address';
import { INITIAL_LOOKUP_DELAY_MS } from './jobs/reconcile-job';
import type { MeasureCompleteVideo, MeasureVideo, MeasureVoice } from './media/measurable-file';
import { measureCompleteVideo, measureVideo, measureVoice } from './media/measure';
import { createSimulatorFiles } from './practice/simulator-files';
import { createLog, describeError, type Log } from './runtime/log';
import { createMonotonicClock } from './runtime/monotonic-clock';
import { createAi302Publisher } from './storage/ai302';
import { createLocalStorage } from './storage/local/storage';
import { createPublishedUrls, type PublishedUrls } from './storage/published-url';
import { createS3Client } from './storage/s3/client';
import { createS3Publisher, createS3Storage } from './storage/s3/storage';
import type { InputPublisher, Storage } from './storage/storage';
import { createStoreRequests } from './storage/store-request';
import { withCircuitBreaker } from './upstream/circuit-breaker';
import { createUpstream, type UpstreamSettings } from './upstream/client';
import type { Upstream } from './upstream/types';

/** The dependencies of all routes, constructed only in this file. */
export interface Services {
  readonly mode: Mode;
  readonly env: Env;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The system clock in Unix milliseconds, which may go backwards. */
  readonly wallClock: () => number;
  readonly auth: Auth;
  readonly invites: Invites;
  readonly rateLimit: RateLimiter;
  readonly concurrencyLimiter: ConcurrencyLimiter;
  readonly db: Database;
  /** Storage for inputs, thumbnails and results. */
  readonly storage: Storage;
  readonly inputs: InputPublisher;
  /** Signs URLs that lead to this server; `null` if the store has its own URLs. */
  readonly published: Pick<PublishedUrls, 'resolveSigned'> | null;
  readonly upstream: Upstream;
  readonly measureVideo: MeasureVideo;
  readonly examineVideo: MeasureCompleteVideo;
  readonly safeFetch: SafeFetch;
  readonly measureVoice: MeasureVoice;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** Fields for the current request's single log line. */
  readonly trace: AsyncLocalStorage<Trace>;
  /** The services for practice mode on a live server; `null` if the whole server is in practice mode. */
  readonly practice: PracticeServices | null;
  /** Runs a task after the response has been sent; a failure is only logged. */
  readonly defer: (task: () => Promise<void>) => void;
}

const MAX_TIMESTAMP_MS = Number.MAX_SAFE_INTEGER;

interface Trace {
  /** Upstream's ids of the calls made by this request, oldest first. */
  readonly upstreamRequestIds: string[];
}

/** The services that differ between live and practice mode. */
export type PracticeServices = Pick<Services, 'mode' | 'env' | 'upstream' | 'inputs' | 'safeFetch'>;

/** Base URL of inputs in practice mode: a reserved host name (RFC 2606) that only the simulator reads. */
const PRACTICE_BASE_URL = 'https://practice.invalid';

declare global {
  /** One instance per process: development reloads modules, but the database, the simulator and their timers must survive. */
  var lipSyncServices: Promise<Services> | undefined;
}

/** Returns the process's services, created on the first call. A failed creation is not cached, so the next request retries it. */
export function getServices(): Promise<Services> {
  globalThis.lipSyncServices ??= createProcessServices().catch((error: unknown) => {
    globalThis.lipSyncServices = undefined;
    throw error;
  });
  return globalThis.lipSyncServices;
}

async function createProcessServices(): Promise<Services> {
  try {
    return await createServices({ env: readEnv(process.env) });
  } catch (error) {
    // The log names the invalid setting for the owner; the response does not.
    if (error instanceof EnvError) throw new AppError('not-configured', 'the settings of this server need attention', { cause: error });
    throw error;
  }
}

/** For tests: replaces the services that `getServices` returns; `null` resets it. */
export function setServicesForTests(services: Services | null): void {
  globalThis.lipSyncServices = services === null ? undefined : Promise.resolve(services);
}

export interface ServicesOptions {
  readonly env: Env;
  /** The `fetch` that reaches the real upstream. */
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  /** The system clock, if it differs from `now`. */
  readonly wallClock?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
  readonly upstreamTimeouts?: UpstreamSettings['timeouts'];
  readonly log?: Log;
  readonly defer?: Services['defer'];
  /** URLs for use inside this process only; in practice mode, the simulator's. */
  readonly inProcess?: SafeFetchOptions['inProcess'];
}

/** Constructs the services from the settings, and settles claims that a dead process left in the same database. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const { env, now = createMonotonicClock(), sleep = setTimeout } = options;
  const wallClock = options.wallClock ?? options.now ?? Date.now;
  const log = options.log ?? createLog({ secrets: getSecrets(env) });
  const db = await openDatabase({ url: env.database.url, authToken: env.database.authToken?.reveal() ?? null, migrates: !env.onVercel });
  try {
    const nowMs = now();
    // An embedded database belongs to this server alone, so every open claim is from a dead process, whatever its expiry time.
    if (isEmbedded(env)) {
      await db.markAllUnknown(MAX_TIMESTAMP_MS, nowMs, nowMs + INITIAL_LOOKUP_DELAY_MS);
      await db.expireClaims(nowMs, MAX_TIMESTAMP_MS);
      await db.releaseCopies(nowMs);
    }
    const { storage, createPublisher } = await createStorage(env, { now, wallClock, sleep });
    const published = createPublishedUrls({ baseUrl: env.publicBaseUrl ?? PRACTICE_BASE_URL, secret: () => db.secret('publish'), now });
    const practiceInputs = createPublishedUrls({ baseUrl: PRACTICE_BASE_URL, secret: () => db.secret('practice'), now });
    const isLive = env.mode === 'live';
    const practiceSimulator = createPracticeSimulator({ db, storage, published: isLive ? practiceInputs : published, now, log });
    const simulator = isLive ? null : practiceSimulator;
    const trace = new AsyncLocalStorage<Trace>();
    const client = createUpstream({
      baseUrl: env.ai302BaseUrl,
      apiKey: env.ai302ApiKey?.reveal() ?? 'practice',
      fetch: options.fetch ?? simulator?.fetch ?? fetch,
      now,
      sleep,
      onRequestId: (requestId) => trace.getStore()?.upstreamRequestIds.push(requestId),
      ...(options.random === undefined ? {} : { random: options.random }),
      ...(options.upstreamTimeouts === undefined ? {} : { timeouts: options.upstreamTimeouts }),
    });
    const upstream = withCircuitBreaker(client, { now, onChange: (state) => log({ event: `upstream-circuit-${state}` }) });
    const inputs = simulator === null ? (createPublisher?.({ uploadFile: upstream.uploadFile }) ?? published) : published;
    const inProcess = options.inProcess ?? (simulator === null ? undefined : { isTrusted: isSimulatorUrl, fetch: simulator.fetch });
    const safeFetch = createSafeFetch({ allowedOrigin: env.ai302BaseUrl, ...(inProcess === undefined ? {} : { inProcess }) });
    return {
      mode: env.mode,
      env,
      ...{ now, wallClock },
      auth: createAuth({ store: db, env, now, peerHeader: getSocketAddressHeader }),
      invites: createInvites({ store: db, env, now }),
      rateLimit: createRateLimiter({ store: db, now }),
      concurrencyLimiter: createConcurrencyLimiter(),
      db,
      storage,
      inputs,
      published: inputs === published ? published : null,
      practice: isLive ? createPracticeServices(env, practiceSimulator, practiceInputs, { now, sleep }) : null,
      upstream,
      ...{ measureVideo, examineVideo: measureCompleteVideo },
      measureVoice,
      safeFetch,
      sleep,
      log,
      trace,
      defer: options.defer ?? ((task) => runAfterResponse(log, task)),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

interface StorageSetup {
  readonly storage: Storage;
  /**
   * How upstream reaches an input in live mode; `null` if it fetches the input from this server. In practice mode the simulator reads the
   * storage directly.
   */
  readonly createPublisher: ((upstream: Pick<Upstream, 'uploadFile'>) => InputPublisher) | null;
}

/** A store rejects signatures dated in the future. After the system clock was corrected backwards, signing must use the corrected time. */
async function createStorage(env: Env, { now, wallClock, sleep }: Pick<Services, 'now' | 'wallClock' | 'sleep'>): Promise<StorageSetup> {
  if (env.s3 !== null) {
    const client = createS3Client({ settings: env.s3, requests: createStoreRequests({ sleep }), now: wallClock });
    return { storage: createS3Storage(client), createPublisher: () => createS3Publisher(client) };
  }
  if (env.blob !== null) {
    // Imported on demand, because only sites with this store need its package.
    const [{ createBlobClient }, { createBlobPublisher, createBlobStorage }] = await Promise.all([
      import('./storage/vercel-blob/client'),
      import('./storage/vercel-blob/storage'),
    ]);
    const client = createBlobClient({ settings: env.blob, requests: createStoreRequests({ sleep }), now: wallClock });
    return { storage: createBlobStorage(client, env.blob, wallClock), createPublisher: () => createBlobPublisher(client) };
  }
  const storage = createLocalStorage({ folder: env.filesFolder, now });
  return { storage, createPublisher: env.storage === '302ai' ? ({ uploadFile }) => createAi302Publisher({ storage, uploadFile }) : null };
}

/** Practice mode: the simulator behind the real client, with our own database and storage, so that its state survives a crash. */
function createPracticeSimulator(
  deps: Pick<Services, 'db' | 'storage' | 'now' | 'log'> & { readonly published: PublishedUrls },
): Simulator {
  const { db, storage, published, now, log } = deps;
  return createSimulator({
    now,
    state: db.simulatorState,
    files: createSimulatorFiles({ db, storage, now }),
    measureVideo,
    measureVoice,
    async resolveVideo(url) {
      const key = await published.resolvePublished(url);
      return key === null ? null : openFile(storage, key);
    },
    report: (error) => log({ event: 'simulator-failed', error: describeError(error) }),
  });
}

/**
 * Practice mode beside live mode: the simulator behind the real client, with an invalid key and a `fetch` that reaches only the simulator.
 * It has a separate circuit breaker, so that failures of one mode do not affect the other, and no budget.
 */
function createPracticeServices(
  env: Env,
  simulator: Simulator,
  inputs: InputPublisher,
  clock: Pick<Services, 'now' | 'sleep'>,
): PracticeServices {
  const client = createUpstream({ baseUrl: SIMULATOR_ORIGIN, apiKey: 'practice', fetch: simulator.fetch, ...clock });
  return {
    mode: 'practice',
    env: { ...env, mode: 'practice', budgetIsExplicit: false },
    upstream: withCircuitBreaker(client, { now: clock.now, onChange: () => undefined }),
    inputs,
    safeFetch: createSafeFetch({ allowedOrigin: SIMULATOR_ORIGIN, inProcess: { isTrusted: isSimulatorUrl, fetch: simulator.fetch } }),
  };
}

function isSimulatorUrl(url: URL): boolean {
  return url.origin === SIMULATOR_ORIGIN;
}

function isEmbedded(env: Env): boolean {
  return env.database.url.startsWith('file:') || env.database.url === ':memory:';
}

function getSecrets(env: Env): string[] {
  const secrets = [env.ai302ApiKey, env.database.authToken, env.ownerPasscode, env.cronSecret, env.s3?.secretAccessKey, env.blob?.token];
  return secrets.flatMap((secret) => secret?.reveal() ?? []);
}

/** Runs after the response in a request; runs directly elsewhere, for example in maintenance. */
function runAfterResponse(log: Log, task: () => Promise<void>): void {
  const runLogged = () => task().catch((error: unknown) => log({ event: 'deferred-failed', error: describeError(error) }));
  try {
    after(runLogged);
  } catch {
    void runLogged();
  }
}
