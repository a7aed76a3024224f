import { onTestFinished } from 'vitest';
import { readEnv } from '@/lib/server/config/env';
import { createServices, type Services, type ServicesOptions, setServicesForTests } from '@/lib/server/services';
import { temporaryFolder } from '../temporary-folder';

/** A whole server without Next: real adapters in a folder of its own, an injected clock and upstream, and handlers called with a `Request`. */

export interface TestServer {
  readonly services: Services;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Moves the clock. */
  readonly pass: (ms: number) => void;
  /** Runs what was left for after the answers. */
  readonly settle: () => Promise<void>;
}

export const START_MS = Date.UTC(2026, 10, 22, 12);

type Handler = (request: Request, context: { readonly params: Promise<Record<string, string>> }) => Promise<Response>;

export interface Clock {
  nowMs: number;
}

export interface ServerOptions extends Partial<Omit<ServicesOptions, 'env' | 'now' | 'log' | 'defer'>> {
  /** On top of a database in the folder. Default: a key, so live mode. */
  readonly env?: Readonly<Record<string, string>>;
  /** To start again where another server stopped. */
  readonly folder?: string;
  readonly clock?: Clock;
}

/** Starts a server and makes it the one that the routes use. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { env = { AI302_API_KEY: 'sk-test' }, folder = await temporaryFolder(), clock = { nowMs: START_MS }, ...rest } = options;
  const log: Record<string, unknown>[] = [];
  const deferred: Promise<void>[] = [];
  const services = await createServices({
    // Long enough for others to get on, and no time of the test's.
    sleep: () => new Promise((resolve) => setTimeout(resolve, 2)),
    random: () => 0,
    ...rest,
    env: readEnv({ DATABASE_URL: `file:${folder}/ledger.db`, STORAGE: 'local', PUBLIC_BASE_URL: 'https://wizard.example', ...env }),
    now: () => clock.nowMs,
    log: (entry) => log.push(entry),
    defer: (task) => deferred.push(task()),
  });
  setServicesForTests(services);
  // Weakly, for a run of ten thousand lives makes more servers than the memory holds, and closes them itself.
  const made = new WeakRef(services);
  onTestFinished(() => {
    made.deref()?.db.close();
    setServicesForTests(null);
  });
  return {
    services,
    log,
    pass: (ms) => {
      clock.nowMs += ms;
    },
    settle: async () => {
      while (deferred.length > 0) await deferred.shift();
    },
  };
}

/** One browser: it keeps its session's cookie. */
export class Browser {
  #cookie: string | null = null;

  async call(
    handler: Handler,
    path: string,
    init: RequestInit & { readonly json?: unknown; readonly params?: Record<string, string> } = {},
  ): Promise<Response> {
    const { json, params = {}, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (this.#cookie !== null) headers.set('cookie', this.#cookie);
    if (json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const body = json === undefined ? rest.body : JSON.stringify(json);
    const request = new Request(`http://wizard.test${path}`, {
      method: json === undefined ? 'GET' : 'POST',
      ...rest,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const response = await handler(request, { params: Promise.resolve(params) });
    const set = response.headers.getSetCookie()[0]?.split(';')[0];
    if (set !== undefined) this.#cookie = set;
    return response;
  }
}
