import path from 'node:path';
import { createClient } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connectDatabase, type DatabaseClient } from '@/lib/server/db/connection/client';
import { WriteQueue } from '@/lib/server/db/connection/write-queue';
import { serveFetch } from '../../../../setup/app/serve-fetch';
import { temporaryFolder } from '../../../../setup/temporary-folder';

async function rowsOf({ query }: DatabaseClient): Promise<unknown[]> {
  return query.all(sql`select "n" from "counted" order by "n"`);
}

test.each(['file', ':memory:'])('what is written with and without waiting for the disk is one database (%s)', async (kind) => {
  const url = kind === 'file' ? `file:${path.join(await temporaryFolder(), 'db.db')}` : kind;
  const database = await connectDatabase({ url, authToken: null });
  try {
    await database.write([sql`create table "counted" ("n" integer primary key)`]);
    expect(await database.writeUnsynced([sql`insert into "counted" values (1)`])).toEqual([1]);
    expect(await database.write([sql`insert into "counted" values (2)`])).toEqual([1]);
    // Concurrent writes, as a poll during a payment.
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const write = index % 2 === 0 ? database.write : database.writeUnsynced;
        return write([sql`insert into "counted" values (${index + 3})`]);
      }),
    );
    expect(await rowsOf(database)).toHaveLength(22);
  } finally {
    database.close();
  }
});

test('writes of money wait for fsync, and polling does not', async () => {
  const database = await connectDatabase({ url: `file:${path.join(await temporaryFolder(), 'db.db')}`, authToken: null });
  try {
    await database.write([sql`create table "settings" ("how" text, "synchronous" integer)`]);
    await database.write([sql`insert into "settings" select 'money', "synchronous" from pragma_synchronous`]);
    await database.writeUnsynced([sql`insert into "settings" select 'polling', "synchronous" from pragma_synchronous`]);
    // SQLite's values: 1 is NORMAL, 2 is FULL.
    expect(await database.query.all(sql`select * from "settings" order by "how"`)).toEqual([
      { how: 'money', synchronous: 2 },
      { how: 'polling', synchronous: 1 },
    ]);
  } finally {
    database.close();
  }
});

test.each(['write', 'writeUnsynced'] as const)(
  'a write that meets another process’s lock waits for it, and so do later writes (%s)',
  async (way) => {
    const url = `file:${path.join(await temporaryFolder(), 'db.db')}`;
    const database = await connectDatabase({ url, authToken: null });
    const other = createClient({ url });
    try {
      await database.write([sql`create table "counted" ("n" integer primary key)`]);
      for (const n of [1, 3, 5]) {
        const held = await other.transaction('write');
        await held.execute(`insert into "counted" values (${n})`);
        const written = database[way]([sql`insert into "counted" values (${n + 1})`]);
        // By the next turn of the event loop the first attempt has failed and the retry is pending.
        await new Promise(setImmediate);
        await held.commit();
        expect(await written).toEqual([1]);
      }
      expect(await rowsOf(database)).toEqual([1, 2, 3, 4, 5, 6].map((n) => ({ n })));
    } finally {
      other.close();
      database.close();
    }
  },
);

test('a database request times out if the server does not respond', async () => {
  const silent = await serveFetch(() => new Promise(() => undefined));
  try {
    const opening = connectDatabase({ url: silent.origin, authToken: null, responseTimeoutMs: 50 });
    await expect(opening).rejects.toThrow(/timeout/i);
  } finally {
    await silent.stop();
  }
});

test('a write that waits too long in the queue is not started', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const connection = new WriteQueue({ connect: () => createClient({ url: ':memory:' }), settings: null, maxWaitMs: 10_000 });
  onTestFinished(() => connection.close());
  const create = (name: string) => connection.run((client) => client.execute(`create table "${name}" ("n" integer primary key)`));
  const [begun, first] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = connection.run(() => {
    begun.resolve();
    return first.promise;
  });
  await begun.promise;
  const late = create('late');
  vi.advanceTimersByTime(1);
  const inTime = create('in-time');
  vi.advanceTimersByTime(10_000);
  first.resolve();
  await held;
  await expect(late).rejects.toThrow('busy');
  await inTime;
  const tables = await connection.run((client) => client.execute('select "name" from sqlite_master'));
  expect(tables.rows.map((row) => row.name)).toEqual(['in-time']);
});
