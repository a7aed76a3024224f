import 'server-only';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Client, createClient, type InStatement, type ResultSet } from '@libsql/client';
import { getTableColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { SQLiteAsyncDialect, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { AppError } from '@/lib/server/http/app-error';
import { Connection } from './connection';
import { migrate, missingMigrations } from './migrate';

/** How long one try waits for another process on the same file: the wait is synchronous, so longer would freeze the event loop. */
const BUSY_TIMEOUT_MS = 250;

/** How long a server may take to answer. What it was told may be done all the same, as when a process ends at that moment. */
const RESPONSE_TIMEOUT_MS = 10_000;

/** The database, embedded or distributed. Every write is one atomic batch; there are no open transactions. */
export interface DatabaseClient {
  readonly query: LibSQLDatabase;
  /** Whether a condition holds just now. */
  matches(condition: SQL): Promise<boolean>;
  /** Runs statements as one atomic write and answers how many rows each changed. */
  write(statements: readonly SQLWrapper[]): Promise<number[]>;
  /**
   * The same without waiting for the disk, for what a power cut may take back: what upstream tells again for nothing. Never for money. One statement
   * is a transaction of its own, in a third of the steps.
   */
  writeUnsynced(statements: readonly SQLWrapper[]): Promise<number[]>;
  close(): void;
}

export interface DatabaseLocation {
  readonly url: string;
  readonly authToken: string | null;
  /** Default `true`. Where many processes begin and end with the requests, the build does it, and nothing here. */
  readonly migrates?: boolean;
  readonly responseTimeoutMs?: number;
}

/**
 * Opens a database, makes its folder where it is a file, and brings it up to the schema.
 * @throws {AppError} `not-configured` where it lacks a migration and is not to be migrated here.
 */
export async function connectDatabase(at: DatabaseLocation): Promise<DatabaseClient> {
  const { url, authToken, migrates = true, responseTimeoutMs = RESPONSE_TIMEOUT_MS } = at;
  const embedded = url.startsWith('file:') || url === ':memory:';
  if (url.startsWith('file:')) await createFolderFor(url);
  const connect = () =>
    createClient({
      url,
      ...(authToken === null ? {} : { authToken }),
      // One connection a client for a file: its statements are synchronous anyway, `:memory:` has no second one, and settings are a connection's own.
      ...(embedded
        ? { concurrency: 1, timeout: BUSY_TIMEOUT_MS }
        : { fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(responseTimeoutMs) }) }),
    });
  const client = connect();
  // Only a file has a disk to wait for here, and only there is a second connection the same database.
  const isFile = url.startsWith('file:') && !url.startsWith('file::memory:');
  const writing = (synchronous: 'FULL' | 'NORMAL') =>
    new Connection({ connect: isFile ? connect : () => client, settings: isFile ? getConnectionSettings(synchronous) : null });
  // Money: a committed reservation must survive a power cut, which WAL alone (`NORMAL`) does not promise.
  const safe = writing('FULL');
  const unsynced = isFile ? writing('NORMAL') : safe;
  const close = () => {
    for (const each of new Set([client, safe, unsynced])) each.close();
  };
  try {
    if (embedded) {
      // It lasts, but does nothing inside a batch.
      await safe.run((connection) => connection.execute('PRAGMA journal_mode = WAL'));
      for (const setting of getConnectionSettings('FULL')) await client.execute(setting);
    }
    if (migrates) await migrate(safe);
    else await assertMigrated(client);
  } catch (error) {
    close();
    throw error;
  }
  const dialect = new SQLiteAsyncDialect();
  const writeThrough = async (
    connection: Connection,
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
    write: (statements) => writeThrough(safe, statements, (writer, batch) => writer.batch(batch, 'write')),
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

/** Each goes alone: inside a batch they do nothing. */
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

/** `INSERT … SELECT … WHERE`: writes a row only where the condition holds at that very moment. */
export function insertWhere<Table extends SQLiteTable>(table: Table, row: Table['$inferInsert'], condition: SQL): SQL {
  const given: Readonly<Record<string, unknown>> = row;
  const named = Object.entries(getTableColumns(table)).filter(([name]) => given[name] !== undefined);
  const columns = named.map(([, column]) => sql.identifier(column.name));
  const values = named.map(([name, column]) => sql`${sql.param(given[name], column)}`);
  return sql`insert into ${table} (${sql.join(columns, sql`, `)}) select ${sql.join(values, sql`, `)} where ${condition}`;
}

/**
 * A row as the one column `json_object`, for rows of many columns that are asked for often: the driver (libsql 0.5) describes every column twice
 * at each question, which for fifty of them takes three times as long as to find the row. Booleans arrive as SQLite keeps them, 0 and 1.
 */
export function asJson(groups: Readonly<Record<string, Readonly<Record<string, SQLiteColumn | SQL>>>>): SQL<unknown> {
  const object = (members: readonly (readonly [name: string, value: SQLWrapper])[]) => {
    const pairs = members.map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`);
    return sql`json_object(${sql.join(pairs, sql`, `)})`;
  };
  const whole = object(Object.entries(groups).map(([name, fields]) => [name, object(Object.entries(fields))] as const));
  return whole.mapWith((text: string): unknown => JSON.parse(text));
}
