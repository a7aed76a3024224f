import 'server-only';
import { createClient } from '@libsql/client';
import { Connection } from './connection.ts';
import { migrate, missingMigrations } from './migrate.ts';

/**
 * `npm run build:vercel`, before the build itself and run by Node as it is: brings the database of a production build up to the schema, so
 * that no request has to. A preview leaves the database alone, because it may be production's; with `PREVIEW_MIGRATES=1` it is its own.
 * A failure ends the build: what runs now goes on running. Migrations only ever add, so it goes on beside the new schema too.
 */

/** The names under which Turso's integration sets them are as good. */
const url = process.env.DATABASE_URL || process.env.TURSO_DATABASE_URL || '';
const authToken = process.env.DATABASE_AUTH_TOKEN || process.env.TURSO_AUTH_TOKEN || '';
const kind = process.env.VERCEL_ENV ?? 'production';
const migrates = kind === 'production' || (kind === 'preview' && process.env.PREVIEW_MIGRATES === '1');

if (url === '' || url.startsWith('file:') || url === ':memory:') {
  log('No database server is set: nothing to migrate. The site will say what is missing.');
} else if (migrates) {
  await migrateDatabase();
} else {
  log(`A ${kind} build leaves the database alone. Set PREVIEW_MIGRATES=1 where it has one of its own.`);
}

async function migrateDatabase(): Promise<void> {
  const client = createClient({ url, ...(authToken === '' ? {} : { authToken }) });
  try {
    const missing = await missingMigrations(client);
    await migrate(new Connection({ connect: () => client, settings: null }));
    log(missing.length === 0 ? 'The database is up to date.' : `The database was brought up to date: ${missing.join(', ')}.`);
  } finally {
    client.close();
  }
}

function log(text: string): void {
  process.stdout.write(`migrate: ${text}\n`);
}
