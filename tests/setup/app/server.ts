import { onTestFinished } from 'vitest';
import { readEnv } from '@/lib/server/config/env';
import { createServices, type Services, type ServicesOptions, setServicesForTests } from '@/lib/server/services';
import { temporaryFolder } from '../temporary-folder';

/** The app's services without Next: real adapters in a temporary folder, an injected clock and upstream, and route handlers called with a `Request`. */

export interface TestServer {
  readonly services: Services;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Advances the clock. */
  readonly advance: (ms: number) => void;
  /** Runs the tasks that were deferred until after the responses. */
  readonly runDeferred: () => Promise<void>;
}

export const START_MS = Date.UTC(2026, 10, 22, 12);

type Handler = (request: Request, context: { readonly params: Promise<Record<string, string>> }) => Promise<Response>;

export interface Clock {
  nowMs: number;
}

export interface ServerOptions extends Partial<Omit<ServicesOptions, 'env' | 'now' | 'log' | 'defer'>> {
  /** Added to the database and storage settings. Default: an API key, which selects live mode. */
  readonly env?: Readonly<Record<string, string>>;
  /** Data folder of an earlier server, to simulate a restart. */
  readonly folder?: string;
  readonly clock?: Clock;
}

/** Starts a server and injects its services into the routes. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { env = { AI302_API_KEY: 'sk-test' }, folder = await temporaryFolder(), clock = { nowMs: START_MS }, ...otherOptions } = options;
  const log: Record<string, unknown>[] = [];
  const deferred: Promise<void>[] = [];
  const services = await createServices({
    // Yields to other tasks without waiting for the real delay.
    sleep: () => new Promise((resolve) => setTimeout(resolve, 2)),
    random: () => 0,
    ...otherOptions,
    env: readEnv({ DATABASE_URL: `file:${folder}/ledger.db`, STORAGE: 'local', PUBLIC_BASE_URL: 'https://wizard.example', ...env }),
    now: () => clock.nowMs,
    log: (entry) => log.push(entry),
    defer: (task) => deferred.push(task()),
  });
  setServicesForTests(services);
  // A weak reference, because a run of ten thousand scenarios would otherwise keep every server in memory; those close their servers themselves.
  const servicesRef = new WeakRef(services);
  onTestFinished(() => {
    servicesRef.deref()?.db.close();
    setServicesForTests(null);
  });
  return {
    services,
    log,
    advance: (ms) => {
      clock.nowMs += ms;
    },
    runDeferred: async () => {
      while (deferred.length > 0) await deferred.shift();
    },
  };
}

/** Calls route handlers and keeps the session cookie. */
export class TestBrowser {
  #cookie: string | null = null;

  async call(
    handler: Handler,
    path: string,
    init: RequestInit & { readonly json?: unknown; readonly params?: Record<string, string> } = {},
  ): Promise<Response> {
    const { json, params = {}, ...otherOptions } = init;
    const headers = new Headers(otherOptions.headers);
    if (this.#cookie !== null) headers.set('cookie', this.#cookie);
    if (json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const body = json === undefined ? otherOptions.body : JSON.stringify(json);
    const request = new Request(`http://wizard.test${path}`, {
      method: json === undefined ? 'GET' : 'POST',
      ...otherOptions,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const response = await handler(request, { params: Promise.resolve(params) });
    const set = response.headers.getSetCookie()[0]?.split(';')[0];
    if (set !== undefined) this.#cookie = set;
    return response;
  }
}
