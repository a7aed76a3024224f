/** Starts the production build on a free port with its own data folder. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { leakDetectorEnv } from './app/secret-leak-detector.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const NEXT = path.join(ROOT, 'node_modules/next/dist/bin/next');
/** Node flags of the `start` script in package.json. */
export const NODE_FLAGS: readonly string[] = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')))
  .scripts.start.split(' ')
  .filter((part) => part.startsWith('--'));

/** Folder for the leak detector's reports, set during a run of the browser tests. */
const LEAK_REPORTS = process.env.E2E_LEAK_REPORTS;

/** Every variable the app reads. Each is set to blank, which counts as unset, so that a local `.env` cannot change a test. */
const SETTINGS = [
  ...['AI302_API_KEY', 'AI302_BASE_URL', 'DATABASE_URL', 'DATABASE_AUTH_TOKEN', 'OWNER_PASSCODE', 'DAILY_BUDGET_PTC', 'STORAGE'],
  ...[
    'S3_ENDPOINT',
    'S3_REGION',
    'S3_BUCKET',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
    'BLOB_READ_WRITE_TOKEN',
    'VERCEL_BLOB_API_URL',
    'NEXT_PUBLIC_VERCEL_BLOB_API_URL',
    'CRON_SECRET',
  ],
  ...['KEEP_DAYS', 'TRUSTED_PROXY_HOPS', 'PUBLIC_BASE_URL', 'VERCEL'],
];

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'lip-sync-'));
}

/** @returns environment variables for an app with its data in `folder`, in practice mode unless `settings` override it. */
export function appEnvironment(folder: string, settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...Object.fromEntries(SETTINGS.map((name) => [name, ''])),
    DATABASE_URL: `file:${path.join(folder, 'lip-sync.db')}`,
    NEXT_TELEMETRY_DISABLED: '1',
    ...settings,
  };
}

/**
 * Ports below the ephemeral range, which begins at 32,768 or 49,152: there, an outgoing connection could take a free port before the server binds it.
 * Each process starts its search at a different port.
 */
const FIRST_PORT = 12_000;
const PORT_COUNT = 18_000;
let nextPort = (process.pid * 211) % PORT_COUNT;

/** @returns a port that is free now and that this process has not returned before. */
export async function freePort(): Promise<number> {
  for (let attempts = 0; attempts < PORT_COUNT; attempts += 1) {
    const port = FIRST_PORT + nextPort;
    nextPort = (nextPort + 1) % PORT_COUNT;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('no free port found');
}

export interface RunningApp {
  readonly origin: string;
  readonly folder: string;
  /** Stops the app with SIGTERM and removes its data. */
  stop(): Promise<void>;
  /** Stops the app with SIGKILL and keeps its data, for a restart on the same folder. */
  kill(): Promise<void>;
  readonly pid: number;
}

const START_LIMIT_MS = 60_000;

/** Starts the production build in `appFolder` and waits until `readyPath` responds. @throws when the app exits first or is not ready after 60 s. */
export async function startApp(
  options: {
    readonly settings?: Readonly<Record<string, string>>;
    readonly appFolder?: string;
    /** Existing data folder; default: a new one. */
    readonly folder?: string;
    readonly readyPath?: string;
    /** Receives stdout and stderr. Without it, stderr goes to this process's stderr. */
    readonly onOutput?: (text: string) => void;
  } = {},
): Promise<RunningApp> {
  const { settings = {}, appFolder = ROOT, readyPath = '/api/health', onOutput } = options;
  const { folder = temporaryFolder() } = options;
  const origin = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [...NODE_FLAGS, NEXT, 'start', '-H', '127.0.0.1', '-p', new URL(origin).port], {
    cwd: appFolder,
    env: { ...process.env, ...appEnvironment(folder, settings), ...(LEAK_REPORTS === undefined ? {} : leakDetectorEnv(LEAK_REPORTS)) },
    stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'ignore', 'inherit'],
  });
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };

  const startedAt = performance.now();
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the app exited with ${child.exitCode} before it was ready`);
    const response = await fetch(`${origin}${readyPath}`).catch(() => null);
    if (response?.ok) return { origin, folder, stop, kill, pid: child.pid ?? 0 };
    if (performance.now() - startedAt > START_LIMIT_MS) {
      await stop();
      throw new Error(`the app did not respond at ${readyPath} within ${START_LIMIT_MS / 1000} s`);
    }
    await wait(100);
  }
}
