/** Starts the production build as a person would, on a port of its own and in a data folder of its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { listeningIn } from './app/secret-leak-detector.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const NEXT = path.join(ROOT, 'node_modules/next/dist/bin/next');
/** What `npm start` tells Node. */
export const NODE_FLAGS: readonly string[] = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')))
  .scripts.start.split(' ')
  .filter((part) => part.startsWith('--'));

/** Where servers note down what they heard of themselves, in a run of the browser tests. */
const HEARD = process.env.E2E_HEARD;

/** All that the app reads from its environment; blank counts as not set, so that nobody's `.env` decides a test. */
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

/** The environment of an app whose database and files lie in `pageFolder`, in practice mode unless `readSettings` say otherwise. */
export function appEnvironment(folder: string, settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...Object.fromEntries(SETTINGS.map((name) => [name, ''])),
    DATABASE_URL: `file:${path.join(folder, 'lip-sync.db')}`,
    NEXT_TELEMETRY_DISABLED: '1',
    ...settings,
  };
}

/**
 * Systems give outgoing connections ports from 32,768 or 49,152 on: one that was free there may be taken before a server has begun to listen.
 * Below that only servers are met, and each process begins somewhere else.
 */
const FIRST_PORT = 12_000;
const PORTS = 18_000;
let nextPort = (process.pid * 211) % PORTS;

/** A port that nobody used a moment ago, and that this process gives to nobody else. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries += 1) {
    const port = FIRST_PORT + nextPort;
    nextPort = (nextPort + 1) % PORTS;
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
  throw new Error('no port is free');
}

export interface RunningApp {
  readonly origin: string;
  readonly folder: string;
  /** Ends the app and removes its data. */
  stop(): Promise<void>;
  /** Ends the app as a power cut ends it, and leaves its data for the next one. */
  kill(): Promise<void>;
  readonly pid: number;
}

const START_LIMIT_MS = 60_000;

/** Starts the production build in `ROOT` or `appFolder`, and waits until `readyPath` answers. */
export async function startApp(
  options: {
    readonly settings?: Readonly<Record<string, string>>;
    readonly appFolder?: string;
    /** Data to go on with. */
    readonly folder?: string;
    readonly readyPath?: string;
    /** Hears what the app writes to either output. Without it, errors alone are passed on. */
    readonly onOutput?: (text: string) => void;
  } = {},
): Promise<RunningApp> {
  const { settings = {}, appFolder = ROOT, readyPath = '/api/health', onOutput } = options;
  const { folder = temporaryFolder() } = options;
  const origin = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [...NODE_FLAGS, NEXT, 'start', '-H', '127.0.0.1', '-p', new URL(origin).port], {
    cwd: appFolder,
    env: { ...process.env, ...appEnvironment(folder, settings), ...(HEARD === undefined ? {} : listeningIn(HEARD)) },
    stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'ignore', 'inherit'],
  });
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };

  const startedAt = performance.now();
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode} before it answered`);
    const answer = await fetch(`${origin}${readyPath}`).catch(() => null);
    if (answer?.ok) return { origin, folder, stop, kill, pid: child.pid ?? 0 };
    if (performance.now() - startedAt > START_LIMIT_MS) {
      await stop();
      throw new Error(`the app did not answer ${readyPath} within ${START_LIMIT_MS / 1000} s`);
    }
    await wait(100);
  }
}
