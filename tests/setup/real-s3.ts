/**
 * Runs the storage contract tests against a real S3 server: OpenStack Swift with its S3 layer, from Debian's packages, on loopback in a
 * temporary folder. `node tests/setup/real-s3.ts`, as root the first time, because it installs missing packages.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { freePort, ROOT, temporaryFolder } from './app-server.ts';
import { commandPath, installFromDebian } from './system-package.ts';

const SERVERS = ['account', 'container', 'object'] as const;
const KEYS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' } as const;
const BUCKET = 'lip-sync-test';
const START_LIMIT_MS = 60_000;

const common = (folder: string, port: number) =>
  [
    '[DEFAULT]',
    'bind_ip = 127.0.0.1',
    `bind_port = ${port}`,
    `swift_dir = ${folder}`,
    'user = root',
    'workers = 1',
    'log_level = ERROR',
  ].join('\n');

function storageConfig(server: string, folder: string, port: number): string {
  return `${common(folder, port)}
devices = ${folder}/devices
mount_check = false
disable_fallocate = true
recon_cache_path = ${folder}
[pipeline:main]
pipeline = ${server}-server
[app:${server}-server]
use = egg:swift#${server}
`;
}

function proxyConfig(folder: string, port: number, memcachedPort: number): string {
  const filters = [
    'catch_errors',
    'gatekeeper',
    'memcache',
    'listing_formats',
    'bulk',
    's3api',
    'tempauth',
    'copy',
    'slo',
    'dlo',
    'versioned_writes',
    'symlink',
  ];
  const options: Readonly<Record<string, string>> = {
    memcache: `memcache_servers = 127.0.0.1:${memcachedPort}`,
    s3api: 'location = us-east-1',
    tempauth: 'user_test_tester = testing .admin',
    versioned_writes: 'allow_object_versioning = true',
  };
  return `${common(folder, port)}
[pipeline:main]
pipeline = ${filters.join(' ')} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${filters.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n${options[name] ?? ''}`).join('\n')}
`;
}

function run(command: string, options: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, options, { cwd, encoding: 'utf8' });
  // Exit code 1 is only a warning that one device gives no redundancy.
  if (status !== 0 && status !== 1) throw new Error(`${command} ${options.join(' ')}: ${stderr}`);
}

const programs = [...SERVERS, 'proxy'].map((name) => ({ command: `swift-${name}-server`, debian: `swift-${name}` }));
for (const { command, debian } of [...programs, { command: 'memcached', debian: 'memcached' }]) {
  const problem = commandPath(command) === undefined ? installFromDebian(debian) : null;
  if (problem !== null) throw new Error(`${command} is missing, and ${problem}`);
}

const folder = temporaryFolder();
const children: ChildProcess[] = [];
const start = (command: string, options: readonly string[]) => children.push(spawn(command, options, { stdio: 'inherit' }));
const startServer = (server: string) => start(`swift-${server}-server`, [path.join(folder, `${server}.conf`)]);
try {
  await mkdir(path.join(folder, 'devices/disk'), { recursive: true });
  for (const server of SERVERS) {
    const port = await freePort();
    writeFileSync(path.join(folder, `${server}.conf`), storageConfig(server, folder, port));
    run('swift-ring-builder', [`${server}.builder`, 'create', '8', '1', '1'], folder);
    run('swift-ring-builder', [`${server}.builder`, 'add', `r1z1-127.0.0.1:${port}/disk`, '1'], folder);
    run('swift-ring-builder', [`${server}.builder`, 'rebalance'], folder);
    startServer(server);
  }
  const memcachedPort = await freePort();
  start('memcached', ['-u', 'root', '-l', '127.0.0.1', '-p', String(memcachedPort)]);
  const port = await freePort();
  writeFileSync(path.join(folder, 'proxy.conf'), proxyConfig(folder, port, memcachedPort));
  startServer('proxy');

  const endpoint = `http://127.0.0.1:${port}`;
  const client = new AwsClient({ ...KEYS, service: 's3', region: 'us-east-1', retries: 0 });
  const createBucket = () => client.fetch(`${endpoint}/${BUCKET}`, { method: 'PUT' }).catch(() => null);
  const startedAt = performance.now();
  while (!(await createBucket())?.ok) {
    if (performance.now() - startedAt > START_LIMIT_MS) throw new Error('Swift did not create the bucket');
    await wait(200);
  }
  const suite = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'tests/vitest.config.ts',
      '--project',
      'node',
      'tests/contract/storage-s3-real.test.ts',
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...{ TEST_S3_ENDPOINT: endpoint, TEST_S3_BUCKET: BUCKET },
        ...{ TEST_S3_ACCESS_KEY_ID: KEYS.accessKeyId, TEST_S3_SECRET_ACCESS_KEY: KEYS.secretAccessKey },
      },
    },
  );
  const [code] = await once(suite, 'exit');
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}
