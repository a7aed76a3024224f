import 'server-only';
import { createClient } from '@libsql/client';
import { migrate, missingMigrations } from './migrate.ts';
import { WriteQueue } from './write-queue.ts';

/**
 * Runs before the build in `npm run build:vercel`, directly in Node: applies migrations to the production database,
 * so that requests need not. Previews are skipped, because they may share production's database;
 * `PREVIEW_MIGRATES=1` declares a separate one. A failure aborts the build, and the deployed version keeps running.
 * Migrations only add to the schema, so the deployed version also works with the new one.
 */

/** Turso's integration sets the second name. */
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
    await migrate(new WriteQueue({ connect: () => client, settings: null }));
    log(missing.length === 0 ? 'The database is up to date.' : `The database was brought up to date: ${missing.join(', ')}.`);
  } finally {
    client.close();
  }
}

function log(text: string): void {
  process.stdout.write(`migrate: ${text}\n`);
}
