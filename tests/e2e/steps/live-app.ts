import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveFetch } from '../../setup/app/serve-fetch';
import { ROOT, startApp } from '../../setup/app-server';
import { openRemote } from '../../setup/services/open-remote';

export interface LiveApp {
  readonly origin: string;
  /** What the server has written so far, to either output. */
  log(): string;
  /** What upstream would have charged, in 1/1000 PTC. */
  bill(): Promise<number>;
  stop(): Promise<void>;
}

/** Faster than practice: what is tested here is the door and the money, not the wait. */
const PACE = { processingAfterMs: 200, doneAfterMs: 1_000 };

export interface LiveUpstream {
  readonly origin: string;
  bill(): Promise<number>;
  stop(): Promise<void>;
}

/** The simulator plays the upstream on loopback, over real HTTP, and reads clips from any store there. */
export async function startUpstream(): Promise<LiveUpstream> {
  // Server code refuses to load outside a server bundle; here the test is the server.
  const empty = pathToFileURL(path.join(ROOT, 'tests/setup/empty.ts')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => (specifier === 'server-only' ? { url: empty, shortCircuit: true } : next(specifier, context)),
  });
  const [{ createSimulator }, { measureVideo, measureVoice }, { memoryFiles, memoryState }] = await Promise.all([
    import('@/lib/simulator/simulator'),
    import('@/lib/server/media/measure'),
    import('../../setup/app/practice-app'),
  ]);
  hooks.deregister();

  let origin = '';
  const simulator = createSimulator({
    now: Date.now,
    measureVideo,
    measureVoice,
    state: memoryState(),
    files: memoryFiles(),
    resolveVideo: async (address) => openRemote(new URL(address)),
    timing: PACE,
    origin: () => origin,
  });
  const upstream = await serveFetch(simulator.fetch);
  origin = upstream.origin;
  return { origin, bill: () => simulator.billing(), stop: () => upstream.stop() };
}

/** The production build in live mode before that upstream. */
export async function startLiveApp(settings: Readonly<Record<string, string>>): Promise<LiveApp> {
  const upstream = await startUpstream();
  const written: string[] = [];
  const app = await startApp({
    settings: { AI302_BASE_URL: upstream.origin, ...settings },
    onOutput: (text) => written.push(text),
  });
  return {
    origin: app.origin,
    log: () => written.join(''),
    bill: () => upstream.bill(),
    stop: async () => {
      await app.stop();
      await upstream.stop();
    },
  };
}
