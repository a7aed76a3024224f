import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { describe, expect, test } from 'vitest';
import { migrate } from '@/lib/server/db/connection/migrate';
import { WriteQueue } from '@/lib/server/db/connection/write-queue';
import * as schema from '@/lib/server/db/schema';
import { createTestDatabaseUrl } from '../../../../setup/services/test-database';

const databaseFolder = path.resolve(import.meta.dirname, '../../../../../lib/server/db');
const migrationsFolder = path.join(databaseFolder, 'migrations');

async function embeddedModule(): Promise<string> {
  const names = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).sort();
  const entries = await Promise.all(
    names.map(async (fileName) => {
      const text = await readFile(path.join(migrationsFolder, fileName), 'utf8');
      const statements = text
        .split('--> statement-breakpoint')
        .map((statement) => statement.trim().replaceAll('`', '"').replaceAll('\t', '  '));
      const lines = statements.map((statement) => `      \`${statement}\`,\n`).join('');
      return `  {\n    name: '${path.basename(fileName, '.sql')}',\n    statements: [\n${lines}    ],\n  },\n`;
    }),
  );
  return [
    "import 'server-only';\n\n",
    '/**\n * The SQL of `migrations/` as code, so that every kind of build includes it. Generated: after `drizzle-kit\n',
    " * generate`, run this file's test with `--update`.\n */\n",
    `export const MIGRATIONS: readonly { readonly name: string; readonly statements: readonly string[] }[] = [\n${entries.join('')}];\n`,
  ].join('');
}

describe('migrations', () => {
  test('the embedded SQL equals the SQL that drizzle-kit generated', async () => {
    await expect(await embeddedModule()).toMatchFileSnapshot(path.join(databaseFolder, 'connection/migrations.ts'));
  });

  test('the last migration snapshot equals the schema', async () => {
    const names = (await readdir(path.join(migrationsFolder, 'meta'))).filter((name) => name.endsWith('_snapshot.json')).sort();
    const snapshot = JSON.parse(await readFile(path.join(migrationsFolder, 'meta', names.at(-1) ?? ''), 'utf8'));
    expect(await generateSQLiteMigration(snapshot, await generateSQLiteDrizzleJson(schema))).toEqual([]);
  });

  test('migrate is idempotent, also when run concurrently', async () => {
    const url = await createTestDatabaseUrl('twice.db');
    const connect = () => createClient({ url, timeout: 50 });
    const connections = Array.from({ length: 6 }, () => new WriteQueue({ connect, settings: [] }));
    await Promise.all(connections.map((connection) => migrate(connection)));
    for (const connection of connections) await migrate(connection);
    const client = connect();
    const tables = await client.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    expect(tables.rows.map((row) => row.name)).toEqual(
      [
        ...[
          'applied_migrations',
          'charges',
          'editors',
          'faces',
          'files',
          'invites',
          'jobs',
          'rate_limits',
          'cleanup_rounds',
          'secrets',
          'sessions',
          'shares',
        ],
        ...['simulator_state', 'uploads', 'videos'],
      ].sort(),
    );
    for (const each of [client, ...connections]) each.close();
  });
});
