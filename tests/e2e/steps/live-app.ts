import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveFetch } from '../../setup/app/serve-fetch';
import { ROOT, startApp } from '../../setup/app-server';
import { openRemoteFile } from '../../setup/services/open-remote';

export interface LiveApp {
  readonly origin: string;
  /** @returns everything the server has written to stdout and stderr. */
  getLog(): string;
  /** @returns the total that upstream has charged, in 1/1000 PTC. */
  chargedMilliPtc(): Promise<number>;
  stop(): Promise<void>;
}

/** Faster than practice mode, because these tests cover sign-in and charges, not waiting. */
const TIMING = { processingAfterMs: 200, doneAfterMs: 1_000 };

export interface SimulatedUpstream {
  readonly origin: string;
  chargedMilliPtc(): Promise<number>;
  stop(): Promise<void>;
}

/** Serves the simulator as upstream over HTTP on loopback. It can read clips from any store on loopback. */
export async function startLiveUpstream(): Promise<SimulatedUpstream> {
  // `server-only` throws outside a server bundle, so it is replaced with an empty module here.
  const empty = pathToFileURL(path.join(ROOT, 'tests/setup/empty.ts')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => (specifier === 'server-only' ? { url: empty, shortCircuit: true } : next(specifier, context)),
  });
  const [{ createSimulator }, { measureVideo, measureVoice }, { createMemoryFiles, createMemoryState }] = await Promise.all([
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
    state: createMemoryState(),
    files: createMemoryFiles(),
    resolveVideo: async (address) => openRemoteFile(new URL(address)),
    timing: TIMING,
    origin: () => origin,
  });
  const upstream = await serveFetch(simulator.fetch);
  origin = upstream.origin;
  return { origin, chargedMilliPtc: () => simulator.billing(), stop: () => upstream.stop() };
}

/** Starts the production build in live mode with a simulated upstream. */
export async function startLiveApp(settings: Readonly<Record<string, string>>): Promise<LiveApp> {
  const upstream = await startLiveUpstream();
  const written: string[] = [];
  const app = await startApp({
    settings: { AI302_BASE_URL: upstream.origin, ...settings },
    onOutput: (text) => written.push(text),
  });
  return {
    origin: app.origin,
    getLog: () => written.join(''),
    chargedMilliPtc: () => upstream.chargedMilliPtc(),
    stop: async () => {
      await app.stop();
      await upstream.stop();
    },
  };
}
