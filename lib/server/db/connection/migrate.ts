import 'server-only';
import type { Client, InStatement } from '@libsql/client';
import type { Connection } from './connection.ts';
// With its ending, because Node itself runs this file before a build.
import { MIGRATIONS } from './migrations.ts';

/**
 * Brings a database up to the schema, at any start: what is applied is skipped, and each migration is one atomic write that begins by
 * writing its own name, so that of two processes only one can apply it.
 */
export async function migrate(connection: Connection): Promise<void> {
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
        // Another process wrote the name first, so our batch did nothing.
        if (!(await isApplied(client, name))) throw error;
      }
    });
  }
}

async function isApplied(client: Client, name: string): Promise<boolean> {
  const found = await client.execute({ sql: 'SELECT 1 FROM "applied_migrations" WHERE "name" = ?', args: [name] });
  return found.rows.length > 0;
}

/** Which migrations a database lacks; all of them where it was never set up. Writes nothing. */
export async function missingMigrations(client: Client): Promise<string[]> {
  const there = await client.execute(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'applied_migrations'`);
  const applied =
    there.rows.length === 0 ? [] : (await client.execute('SELECT "name" FROM "applied_migrations"')).rows.map((row) => row.name);
  return MIGRATIONS.map(({ name }) => name).filter((name) => !applied.includes(name));
}
