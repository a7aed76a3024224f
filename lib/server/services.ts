import 'server-only';
import { setTimeout } from 'node:timers/promises';
import { after } from 'next/server';
import { openStored } from '@/lib/simulator/file-desk';
import { createSimulator, SIMULATOR_ORIGIN, type Simulator } from '@/lib/simulator/simulator';
import { createInvites } from './access/invites';
import { createLimits } from './access/limits';
import type { Access, Invites, Limits } from './access/port';
import { createAccess } from './access/sessions';
import { AppError } from './app-error';
import { createEgress, type Egress, type EgressOptions } from './egress';
import { type Env, EnvError, readEnv } from './env';
import { openLedger } from './ledger/ledger';
import type { Ledger, Mode } from './ledger/port';
import { createLog, describeError, type Log } from './log';
import { measureVideo, measureVoice } from './media/measure';
import type { MeasureVideo, MeasureVoice } from './media/port';
import { peerHeader } from './peer-address';
import { FIRST_LOOKUP_MS } from './reconcile';
import { createAi302Publisher } from './storage/ai302';
import { createLocalStorage } from './storage/local';
import type { InputPublisher, Storage } from './storage/port';
import { createPublishedUrls, type PublishedUrls } from './storage/published-url';
import { withCircuitBreaker } from './upstream/circuit-breaker';
import { createUpstream, type UpstreamSettings } from './upstream/client';
import type { Upstream } from './upstream/port';

/** Everything that a route may use, chosen here and nowhere else. */
export interface Services {
  readonly mode: Mode;
  readonly env: Env;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly access: Access;
  readonly invites: Invites;
  readonly limits: Limits;
  readonly ledger: Ledger;
  /** Inputs, thumbnails and results, where the store keeps them. */
  readonly storage: Storage;
  readonly inputs: InputPublisher;
  /** Whose signed addresses lead to this server; `null` where the store has addresses of its own. */
  readonly published: Pick<PublishedUrls, 'resolveSigned'> | null;
  readonly upstream: Upstream;
  readonly measureVideo: MeasureVideo;
  readonly egress: Egress;
  readonly measureVoice: MeasureVoice;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** Runs after the answer has been sent; its failure is logged, never felt. */
  readonly defer: (task: () => Promise<void>) => void;
}

/** Where inputs lie in practice: a name that nobody has (RFC 2606), read by the simulator alone. */
const PRACTICE_BASE_URL = 'https://practice.invalid';

declare global {
  /** One for the process: development reloads modules, but the database, the simulator and their timers stay. */
  var lipSyncServices: Promise<Services> | undefined;
}

/** The process's services, made at the first call. A try that failed is forgotten, so that the next request tries again. */
export function getServices(): Promise<Services> {
  globalThis.lipSyncServices ??= servicesOfProcess().catch((error: unknown) => {
    globalThis.lipSyncServices = undefined;
    throw error;
  });
  return globalThis.lipSyncServices;
}

async function servicesOfProcess(): Promise<Services> {
  try {
    return await createServices({ env: readEnv(process.env) });
  } catch (error) {
    // Which setting is wrong is for the owner, in the log.
    if (error instanceof EnvError) throw new AppError('not-configured', 'the settings of this server need attention', { cause: error });
    throw error;
  }
}

/** For tests: what `getServices` answers from now on; `null` makes it choose anew. */
export function provideServices(services: Services | null): void {
  globalThis.lipSyncServices = services === null ? undefined : Promise.resolve(services);
}

export interface ServicesOptions {
  readonly env: Env;
  /** How the real upstream is reached. */
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
  readonly upstreamTimeouts?: UpstreamSettings['timeouts'];
  readonly log?: Log;
  readonly defer?: Services['defer'];
  /** Addresses that never leave this process; in practice, the simulator's. */
  readonly inProcess?: EgressOptions['inProcess'];
}

/** Chooses the adapters by the settings, and settles what a process that died on the same database has left behind. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const { env, now = Date.now, sleep = setTimeout } = options;
  const log = options.log ?? createLog({ secrets: secretsOf(env) });
  const ledger = await openLedger({ url: env.database.url, authToken: env.database.authToken?.reveal() ?? null });
  try {
    // An embedded database belongs to this one server: whoever was in the middle of a call is gone.
    if (isEmbedded(env)) {
      const nowMs = now();
      await ledger.markAllUnknown(nowMs, nowMs, nowMs + FIRST_LOOKUP_MS);
      await ledger.endOverdueClaims(nowMs, nowMs);
    }
    const storage = createLocalStorage({ folder: env.filesFolder, now });
    const published = createPublishedUrls({ baseUrl: env.publicBaseUrl ?? PRACTICE_BASE_URL, secret: () => ledger.secret('publish'), now });
    const simulator = env.mode === 'practice' ? practise({ ledger, storage, published, now, log }) : null;
    const client = createUpstream({
      baseUrl: env.ai302BaseUrl,
      apiKey: env.ai302ApiKey?.reveal() ?? 'practice',
      fetch: options.fetch ?? simulator?.fetch ?? fetch,
      now,
      sleep,
      ...(options.random === undefined ? {} : { random: options.random }),
      ...(options.upstreamTimeouts === undefined ? {} : { timeouts: options.upstreamTimeouts }),
    });
    const upstream = withCircuitBreaker(client, { now, onChange: (state) => log({ event: `upstream-circuit-${state}` }) });
    const sendsFiles = env.storage === '302ai';
    const inProcess = options.inProcess ?? (simulator === null ? undefined : { isTrusted: isSimulators, fetch: simulator.fetch });
    const egress = createEgress({ allowedOrigin: env.ai302BaseUrl, ...(inProcess === undefined ? {} : { inProcess }) });
    return {
      mode: env.mode,
      env,
      now,
      access: createAccess({ store: ledger, env, now, peerHeader }),
      invites: createInvites({ store: ledger, env, now }),
      limits: createLimits({ store: ledger, now }),
      ledger,
      storage,
      inputs: sendsFiles ? createAi302Publisher({ storage, uploadFile: upstream.uploadFile }) : published,
      published: sendsFiles ? null : published,
      upstream,
      measureVideo,
      measureVoice,
      egress,
      sleep,
      log,
      defer: options.defer ?? ((task) => deferTo(log, task)),
    };
  } catch (error) {
    ledger.close();
    throw error;
  }
}

/** Practice mode: the simulator behind the real client, on our own database and files, so that it survives a kill. */
function practise(deps: Pick<Services, 'ledger' | 'storage' | 'now' | 'log'> & { readonly published: PublishedUrls }): Simulator {
  const { ledger, storage, published, now, log } = deps;
  return createSimulator({
    now,
    state: ledger.simulatorState,
    files: storage,
    measureVideo,
    measureVoice,
    async resolveVideo(url) {
      const key = await published.resolvePublished(url);
      return key === null ? null : openStored(storage, key);
    },
    report: (error) => log({ event: 'simulator-failed', error: describeError(error) }),
  });
}

function isSimulators(url: URL): boolean {
  return url.origin === SIMULATOR_ORIGIN;
}

function isEmbedded(env: Env): boolean {
  return env.database.url.startsWith('file:') || env.database.url === ':memory:';
}

function secretsOf(env: Env): string[] {
  return [env.ai302ApiKey, env.database.authToken, env.ownerPasscode, env.cronSecret].flatMap((secret) => secret?.reveal() ?? []);
}

/** Behind the answer where there is one; by itself elsewhere, as in a sweep. */
function deferTo(log: Log, task: () => Promise<void>): void {
  const guarded = () => task().catch((error: unknown) => log({ event: 'deferred-failed', error: describeError(error) }));
  try {
    after(guarded);
  } catch {
    void guarded();
  }
}
