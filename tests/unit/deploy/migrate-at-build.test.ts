import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { missingMigrations } from '@/lib/server/db/connection/migrate';
import { openDatabase } from '@/lib/server/db/database';
import { borrowLibsqlServer, findSqldBinary, stopLibsqlServers } from '../../setup/services/libsql-server';

/** The migration step before a Vercel build, run by Node as in the build command, against a real database server. */

const root = path.resolve(import.meta.dirname, '../../..');
const INHERITED_SETTINGS = ['PATH', 'HOME', 'SystemRoot'];

function runBuildStep(env: Readonly<Record<string, string>>): { readonly status: number | null; readonly output: string } {
  const inheritedEnv = Object.fromEntries(
    INHERITED_SETTINGS.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const script = ['--conditions=react-server', 'lib/server/db/connection/migrate-at-build.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    cwd: root,
    env: { NODE_ENV: 'production', ...inheritedEnv, ...env },
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

async function createEmptyServer(): Promise<string> {
  const { url, release } = await borrowLibsqlServer();
  onTestFinished(release);
  return url;
}

async function countMissingMigrations(url: string): Promise<number> {
  const client = createClient({ url });
  try {
    return (await missingMigrations(client)).length;
  } finally {
    client.close();
  }
}

afterAll(stopLibsqlServers);

describe.skipIf(findSqldBinary() === null)('before a build', () => {
  test('a production build migrates the database once', async () => {
    const url = await createEmptyServer();
    expect(await countMissingMigrations(url)).toBe(1);
    const first = runBuildStep({ VERCEL_ENV: 'production', DATABASE_URL: url });
    expect(first).toMatchObject({ status: 0, output: expect.stringContaining('brought up to date: 0000_initial.') });
    expect(await countMissingMigrations(url)).toBe(0);
    expect(runBuildStep({ VERCEL_ENV: 'production', DATABASE_URL: url })).toMatchObject({
      status: 0,
      output: expect.stringContaining('is up to date'),
    });
  });

  test('a preview build migrates only with PREVIEW_MIGRATES', async () => {
    const url = await createEmptyServer();
    expect(runBuildStep({ VERCEL_ENV: 'preview', DATABASE_URL: url })).toMatchObject({
      status: 0,
      output: expect.stringContaining('leaves the database alone'),
    });
    expect(await countMissingMigrations(url)).toBe(1);
    expect(runBuildStep({ VERCEL_ENV: 'preview', DATABASE_URL: url, PREVIEW_MIGRATES: '1' }).status).toBe(0);
    expect(await countMissingMigrations(url)).toBe(0);
  });

  test('it is found under the names that Turso’s integration gives it', async () => {
    const url = await createEmptyServer();
    expect(runBuildStep({ VERCEL_ENV: 'production', TURSO_DATABASE_URL: url, TURSO_AUTH_TOKEN: 'any' }).status).toBe(0);
    expect(await countMissingMigrations(url)).toBe(0);
  });

  test.each([[{}], [{ DATABASE_URL: 'file:./.data/lip-sync.db' }]])(
    'without a database server (%j) there is nothing to do, and the build goes on',
    (env) => {
      expect(runBuildStep({ VERCEL_ENV: 'production', ...env })).toMatchObject({
        status: 0,
        output: expect.stringContaining('No database server is set'),
      });
    },
  );

  test('a database that does not answer ends it, and says nothing of its token', () => {
    const { status, output } = runBuildStep({
      VERCEL_ENV: 'production',
      DATABASE_URL: 'http://127.0.0.1:9',
      DATABASE_AUTH_TOKEN: 'canary-token-4c1',
    });
    expect(status).not.toBe(0);
    expect(output).not.toContain('canary-token-4c1');
  });
});

describe.skipIf(findSqldBinary() === null)('a request on Vercel', () => {
  test('a server on Vercel does not migrate and reports the missing migration', async () => {
    const url = await createEmptyServer();
    await expect(openDatabase({ url, authToken: null, migrates: false })).rejects.toMatchObject({ code: 'not-configured' });
    expect(await countMissingMigrations(url)).toBe(1);
    expect(runBuildStep({ VERCEL_ENV: 'production', DATABASE_URL: url }).status).toBe(0);
    const db = await openDatabase({ url, authToken: null, migrates: false });
    expect(await db.spentOn('2026-11-24', 'live')).toBe(0);
    db.close();
  });
});
