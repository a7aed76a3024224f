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
import { countVideoFrames, measureVideo, measureVoice } from './media/measure';
import type { CountVideoFrames, MeasureVideo, MeasureVoice } from './media/types';
import { createSimulatorFiles } from './practice/simulator-files';
import { createLog, describeError, type Log } from './runtime/log';
import { createMonotonicClock } from './runtime/monotonic-clock';
import { createAi302Publisher } from './storage/ai302';
import { createLocalStorage } from './storage/local/storage';
import { createPublishedUrls, type PublishedUrls } from './storage/published-url';
import { createS3Client } from './storage/s3/client';
import { createS3Publisher, createS3Storage } from './storage/s3/storage';
import { createStoreRequests } from './storage/store-request';
import type { InputPublisher, Storage } from './storage/types';
import { withCircuitBreaker } from './upstream/circuit-breaker';
import { createUpstream, type UpstreamSettings } from './upstream/client';
import type { Upstream } from './upstream/types';

/** Everything that a route may use, chosen here and nowhere else. */
export interface Services {
  readonly mode: Mode;
  readonly env: Env;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The same as the machine says it, which may go back. */
  readonly wallClock: () => number;
  readonly auth: Auth;
  readonly invites: Invites;
  readonly rateLimit: RateLimiter;
  readonly concurrencyLimiter: ConcurrencyLimiter;
  readonly db: Database;
  /** Inputs, thumbnails and results, where the store keeps them. */
  readonly storage: Storage;
  readonly inputs: InputPublisher;
  /** Whose signed addresses lead to this server; `null` where the store has addresses of its own. */
  readonly published: Pick<PublishedUrls, 'resolveSigned'> | null;
  readonly upstream: Upstream;
  readonly measureVideo: MeasureVideo;
  readonly examineVideo: CountVideoFrames;
  readonly safeFetch: SafeFetch;
  readonly measureVoice: MeasureVoice;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** What the request that is under way will say of itself in its one log line. */
  readonly trace: AsyncLocalStorage<Trace>;
  /** What takes its place for practice on a live server; `null` where everything is practice. */
  readonly practice: PracticeServices | null;
  /** Runs after the answer has been sent; its failure is logged, never felt. */
  readonly defer: (task: () => Promise<void>) => void;
}

const MAX_TIMESTAMP_MS = Number.MAX_SAFE_INTEGER;

interface Trace {
  /** Upstream's own ids of the calls that this request made, oldest first. */
  readonly upstreamRequestIds: string[];
}

/** All that knows whether it is practice or not. */
export type PracticeServices = Pick<Services, 'mode' | 'env' | 'upstream' | 'inputs' | 'safeFetch'>;

/** Where inputs lie in practice: a name that nobody has (RFC 2606), read by the simulator alone. */
const PRACTICE_BASE_URL = 'https://practice.invalid';

declare global {
  /** One for the process: development reloads modules, but the database, the simulator and their timers stay. */
  var lipSyncServices: Promise<Services> | undefined;
}

/** The process's services, made at the first call. A try that failed is forgotten, so that the next request tries again. */
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
    // Which setting is wrong is for the owner, in the log.
    if (error instanceof EnvError) throw new AppError('not-configured', 'the settings of this server need attention', { cause: error });
    throw error;
  }
}

/** For tests: what `getServices` answers from now on; `null` makes it choose anew. */
export function setServicesForTests(services: Services | null): void {
  globalThis.lipSyncServices = services === null ? undefined : Promise.resolve(services);
}

export interface ServicesOptions {
  readonly env: Env;
  /** How the real upstream is reached. */
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  /** The machine's own clock, where `now` is not it. */
  readonly wallClock?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
  readonly upstreamTimeouts?: UpstreamSettings['timeouts'];
  readonly log?: Log;
  readonly defer?: Services['defer'];
  /** Addresses that never leave this process; in practice, the simulator's. */
  readonly inProcess?: SafeFetchOptions['inProcess'];
}

/** Chooses the adapters by the settings, and settles what a process that died on the same database has left behind. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const { env, now = createMonotonicClock(), sleep = setTimeout } = options;
  const wallClock = options.wallClock ?? options.now ?? Date.now;
  const log = options.log ?? createLog({ secrets: getSecrets(env) });
  const db = await openDatabase({ url: env.database.url, authToken: env.database.authToken?.reveal() ?? null, migrates: !env.onVercel });
  try {
    const nowMs = now();
    // An embedded database belongs to this one server: whoever was in the middle of a call is gone, whatever the clock said then.
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
      ...{ measureVideo, examineVideo: countVideoFrames },
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
  /** How upstream reaches an input, live; `null` where it comes to this server for it. In practice the simulator reads the store itself. */
  readonly createPublisher: ((upstream: Pick<Upstream, 'uploadFile'>) => InputPublisher) | null;
}

/** A store has a clock of its own, and refuses what is signed by one that is ahead: where the machine's was set right, ours must follow. */
async function createStorage(env: Env, { now, wallClock, sleep }: Pick<Services, 'now' | 'wallClock' | 'sleep'>): Promise<StorageSetup> {
  if (env.s3 !== null) {
    const client = createS3Client({ settings: env.s3, calls: createStoreRequests({ sleep }), now: wallClock });
    return { storage: createS3Storage(client), createPublisher: () => createS3Publisher(client) };
  }
  if (env.blob !== null) {
    // With the store's own package, which no other site need load.
    const [{ createBlobClient }, { createBlobPublisher, createBlobStorage }] = await Promise.all([
      import('./storage/vercel-blob/client'),
      import('./storage/vercel-blob/storage'),
    ]);
    const client = createBlobClient({ settings: env.blob, calls: createStoreRequests({ sleep }), now: wallClock });
    return { storage: createBlobStorage(client, env.blob, wallClock), createPublisher: () => createBlobPublisher(client) };
  }
  const storage = createLocalStorage({ folder: env.filesFolder, now });
  return { storage, createPublisher: env.storage === '302ai' ? ({ uploadFile }) => createAi302Publisher({ storage, uploadFile }) : null };
}

/** Practice mode: the simulator behind the real client, on our own database and files, so that it survives a kill. */
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
 * Practice beside live: the simulator behind the real client, with a key that opens nothing and a `fetch` that reaches nobody else. Its
 * circuit breaker is its own, so that neither's trouble is the other's, and no budget applies to it.
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

/** Behind the answer where there is one; by itself elsewhere, as in a sweep. */
function runAfterResponse(log: Log, task: () => Promise<void>): void {
  const runLogged = () => task().catch((error: unknown) => log({ event: 'deferred-failed', error: describeError(error) }));
  try {
    after(runLogged);
  } catch {
    void runLogged();
  }
}
