import 'server-only';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Client, createClient, type InStatement, type ResultSet } from '@libsql/client';
import { getTableColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { SQLiteAsyncDialect, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { AppError } from '@/lib/server/http/app-error';
import { migrate, missingMigrations } from './migrate';
import { WriteQueue } from './write-queue';

/**
 * Wait per attempt for a lock held by another process. The wait is synchronous, so a longer one would block the
 * event loop.
 */
const BUSY_TIMEOUT_MS = 250;

/** Timeout of one database request. The server may still have executed the statement, as after a crash. */
const RESPONSE_TIMEOUT_MS = 10_000;

/** The database, embedded or remote. Every write is one atomic batch; there are no open transactions. */
export interface DatabaseClient {
  readonly query: LibSQLDatabase;
  matches(condition: SQL): Promise<boolean>;
  /** Runs statements as one atomic write and returns the number of changed rows per statement. */
  write(statements: readonly SQLWrapper[]): Promise<number[]>;
  /**
   * The same without waiting for fsync, for data that can be fetched from upstream again after a power cut. Never
   * for money. A single statement is its own transaction, which takes a third of the steps.
   */
  writeUnsynced(statements: readonly SQLWrapper[]): Promise<number[]>;
  close(): void;
}

export interface DatabaseLocation {
  readonly url: string;
  readonly authToken: string | null;
  /** Default `true`. On serverless platforms the build runs migrations instead. */
  readonly migrates?: boolean;
  readonly responseTimeoutMs?: number;
}

/**
 * Opens a database, creating its folder for a file, and applies migrations.
 * @throws {AppError} `not-configured` if a migration is missing and `migrates` is `false`.
 */
export async function connectDatabase(location: DatabaseLocation): Promise<DatabaseClient> {
  const { url, authToken, migrates = true, responseTimeoutMs = RESPONSE_TIMEOUT_MS } = location;
  const embedded = url.startsWith('file:') || url === ':memory:';
  if (url.startsWith('file:')) await createFolderFor(url);
  const connect = () =>
    createClient({
      url,
      ...(authToken === null ? {} : { authToken }),
      // One connection per client for a file: statements are synchronous, `:memory:` cannot have a second
      // connection, and settings apply per connection.
      ...(embedded
        ? { concurrency: 1, timeout: BUSY_TIMEOUT_MS }
        : { fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(responseTimeoutMs) }) }),
    });
  const client = connect();
  // Only a file has an fsync to skip, and only there does a second connection open the same database.
  const isFile = url.startsWith('file:') && !url.startsWith('file::memory:');
  const writing = (synchronous: 'FULL' | 'NORMAL') =>
    new WriteQueue({ connect: isFile ? connect : () => client, settings: isFile ? getConnectionSettings(synchronous) : null });
  // A committed reservation must survive a power cut, which WAL with `NORMAL` does not guarantee.
  const synced = writing('FULL');
  const unsynced = isFile ? writing('NORMAL') : synced;
  const close = () => {
    for (const each of new Set([client, synced, unsynced])) each.close();
  };
  try {
    if (embedded) {
      // The setting persists in the file, but has no effect inside a batch.
      await synced.run((connection) => connection.execute('PRAGMA journal_mode = WAL'));
      for (const setting of getConnectionSettings('FULL')) await client.execute(setting);
    }
    if (migrates) await migrate(synced);
    else await assertMigrated(client);
  } catch (error) {
    close();
    throw error;
  }
  const dialect = new SQLiteAsyncDialect();
  const writeThrough = async (
    connection: WriteQueue,
    statements: readonly SQLWrapper[],
    run: (writer: Client, batch: InStatement[]) => Promise<ResultSet[]>,
  ) => {
    const batch: InStatement[] = statements.map((statement) => {
      const { sql: text, params } = dialect.sqlToQuery(statement.getSQL());
      return { sql: text, args: params.map(toArgument) };
    });
    const results = await connection.run((writer) => run(writer, batch));
    return results.map((result) => result.rowsAffected);
  };
  const query = drizzle(client);
  return {
    query,
    matches: async (condition) => (await query.all(sql`select 1 where ${condition}`)).length > 0,
    write: (statements) => writeThrough(synced, statements, (writer, batch) => writer.batch(batch, 'write')),
    writeUnsynced: (statements) =>
      writeThrough(unsynced, statements, async (writer, batch) => {
        const [only, ...more] = batch;
        return only !== undefined && more.length === 0 ? [await writer.execute(only)] : writer.batch(batch, 'write');
      }),
    close,
  };
}

async function assertMigrated(client: Client): Promise<void> {
  const missing = await missingMigrations(client);
  if (missing.length > 0) throw new AppError('not-configured', `the database lacks ${missing.join(', ')}: build this version again`);
}

/** Each runs alone, because pragmas have no effect inside a batch. */
function getConnectionSettings(synchronous: 'FULL' | 'NORMAL'): readonly string[] {
  return [`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`, 'PRAGMA foreign_keys = ON', `PRAGMA synchronous = ${synchronous}`];
}

async function createFolderFor(url: string): Promise<void> {
  const file = /^file:(?:\/\/(?=\/))?([^?#]+)/.exec(url)?.[1];
  if (file === undefined || file.startsWith(':memory:')) return;
  await mkdir(path.dirname(path.resolve(/* turbopackIgnore: true */ decodeURIComponent(file))), { recursive: true });
}

function toArgument(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`the db stores texts and numbers alone, not ${typeof value}`);
}

/** `INSERT … SELECT … WHERE`: inserts the row only if the condition holds during the write. */
export function insertWhere<Table extends SQLiteTable>(table: Table, row: Table['$inferInsert'], condition: SQL): SQL {
  const given: Readonly<Record<string, unknown>> = row;
  const named = Object.entries(getTableColumns(table)).filter(([name]) => given[name] !== undefined);
  const columns = named.map(([, column]) => sql.identifier(column.name));
  const values = named.map(([name, column]) => sql`${sql.param(given[name], column)}`);
  return sql`insert into ${table} (${sql.join(columns, sql`, `)}) select ${sql.join(values, sql`, `)} where ${condition}`;
}

/**
 * Selects a row as one `json_object` column, for wide rows that are read often: the driver (libsql 0.5) describes
 * every column twice per query, which for fifty columns takes three times as long as finding the row. Booleans stay
 * 0 and 1, as SQLite stores them.
 */
export function asJson(groups: Readonly<Record<string, Readonly<Record<string, SQLiteColumn | SQL>>>>): SQL<unknown> {
  const object = (members: readonly (readonly [name: string, value: SQLWrapper])[]) => {
    const pairs = members.map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`);
    return sql`json_object(${sql.join(pairs, sql`, `)})`;
  };
  const whole = object(Object.entries(groups).map(([name, fields]) => [name, object(Object.entries(fields))] as const));
  return whole.mapWith((text: string): unknown => JSON.parse(text));
}
