import 'server-only';
import type { Client, InStatement } from '@libsql/client';
// With its extension, because Node runs this file directly before a build.
import { MIGRATIONS } from './migrations.ts';
import type { WriteQueue } from './write-queue.ts';

/**
 * Applies missing migrations at start. Each is one atomic write that first inserts its own name, so that of two
 * processes only one applies it.
 */
export async function migrate(connection: WriteQueue): Promise<void> {
  await connection.run((client) =>
    client.execute('CREATE TABLE IF NOT EXISTS "applied_migrations" ("name" text PRIMARY KEY NOT NULL, "applied_at_ms" integer NOT NULL)'),
  );
  for (const { name, statements } of MIGRATIONS) {
    await connection.run(async (client) => {
      if (await isApplied(client, name)) return;
      const first: InStatement = { sql: 'INSERT INTO "applied_migrations" VALUES (?, unixepoch() * 1000)', args: [name] };
      try {
        await client.batch([first, ...statements], 'write');
      } catch (error) {
        // Another process inserted the name first, so this batch had no effect.
        if (!(await isApplied(client, name))) throw error;
      }
    });
  }
}

async function isApplied(client: Client, name: string): Promise<boolean> {
  const found = await client.execute({ sql: 'SELECT 1 FROM "applied_migrations" WHERE "name" = ?', args: [name] });
  return found.rows.length > 0;
}

/** Returns the names of missing migrations; all of them for an empty database. Writes nothing. */
export async function missingMigrations(client: Client): Promise<string[]> {
  const there = await client.execute(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'applied_migrations'`);
  const applied =
    there.rows.length === 0 ? [] : (await client.execute('SELECT "name" FROM "applied_migrations"')).rows.map((row) => row.name);
  return MIGRATIONS.map(({ name }) => name).filter((name) => !applied.includes(name));
}
