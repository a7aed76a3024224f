import 'server-only';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { Access } from './access/port';
import type { Egress } from './egress';
import type { Env } from './env';
import type { Ledger, Mode } from './ledger/port';
import type { Log } from './log';
import type { MeasureVideo } from './media/port';
import type { InputPublisher, Storage } from './storage/port';
import type { PublishedUrls } from './storage/published-url';
import type { Upstream } from './upstream/port';

/** Everything that a route may use, chosen here and nowhere else. */
export interface Services {
  readonly mode: Mode;
  readonly env: Env;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly access: Access;
  readonly ledger: Ledger;
  /** Inputs, thumbnails and results, where the store keeps them. */
  readonly storage: Storage;
  readonly inputs: InputPublisher;
  /** Whose signed addresses lead to this server; `null` where the store has addresses of its own. */
  readonly published: Pick<PublishedUrls, 'resolveSigned'> | null;
  readonly upstream: Upstream;
  readonly measureVideo: MeasureVideo;
  readonly egress: Egress;
  readonly measureVoice: (bytes: Uint8Array) => Promise<VoiceFacts>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** Runs after the answer has been sent; its failure is logged, never felt. */
  readonly defer: (task: () => Promise<void>) => void;
}

declare global {
  /** One for the process: development reloads modules, but the database, the simulator and their timers stay. */
  var lipSyncServices: Promise<Services> | undefined;
}

/** The process's services, made at the first call. A try that failed is forgotten, so that the next request tries again. */
export function getServices(): Promise<Services> {
  globalThis.lipSyncServices ??= createServices().catch((error: unknown) => {
    globalThis.lipSyncServices = undefined;
    throw error;
  });
  return globalThis.lipSyncServices;
}

/** For tests: what `getServices` answers from now on; `null` makes it choose anew. */
export function provideServices(services: Services | null): void {
  globalThis.lipSyncServices = services === null ? undefined : Promise.resolve(services);
}

async function createServices(): Promise<Services> {
  throw new Error('the adapters are not chosen yet');
}
