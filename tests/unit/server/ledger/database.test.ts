import path from 'node:path';
import { createClient } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/server/ledger/database';
import { temporaryFolder } from '../../../setup/temporary-folder';

async function rowsOf({ query }: Database): Promise<unknown[]> {
  return query.all(sql`select "n" from "counted" order by "n"`);
}

test.each(['file', ':memory:'])('what is written with and without waiting for the disk is one database (%s)', async (kind) => {
  const url = kind === 'file' ? `file:${path.join(await temporaryFolder(), 'ledger.db')}` : kind;
  const database = await openDatabase({ url, authToken: null });
  try {
    await database.write([sql`create table "counted" ("n" integer primary key)`]);
    expect(await database.writeLightly([sql`insert into "counted" values (1)`])).toEqual([1]);
    expect(await database.write([sql`insert into "counted" values (2)`])).toEqual([1]);
    // Written side by side, as a poll beside a payment.
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const write = index % 2 === 0 ? database.write : database.writeLightly;
        return write([sql`insert into "counted" values (${index + 3})`]);
      }),
    );
    expect(await rowsOf(database)).toHaveLength(22);
  } finally {
    database.close();
  }
});

test('money waits for the disk, and polling does not', async () => {
  const database = await openDatabase({ url: `file:${path.join(await temporaryFolder(), 'ledger.db')}`, authToken: null });
  try {
    await database.write([sql`create table "settings" ("how" text, "synchronous" integer)`]);
    await database.write([sql`insert into "settings" select 'money', "synchronous" from pragma_synchronous`]);
    await database.writeLightly([sql`insert into "settings" select 'polling', "synchronous" from pragma_synchronous`]);
    // SQLite's own numbers: 1 is NORMAL, 2 is FULL.
    expect(await database.query.all(sql`select * from "settings" order by "how"`)).toEqual([
      { how: 'money', synchronous: 2 },
      { how: 'polling', synchronous: 1 },
    ]);
  } finally {
    database.close();
  }
});

test.each(['write', 'writeLightly'] as const)(
  'what meets another process’s lock waits for it, and so does what comes after it (%s)',
  async (way) => {
    const url = `file:${path.join(await temporaryFolder(), 'ledger.db')}`;
    const database = await openDatabase({ url, authToken: null });
    const other = createClient({ url });
    try {
      await database.write([sql`create table "counted" ("n" integer primary key)`]);
      for (const n of [1, 3, 5]) {
        const held = await other.transaction('write');
        await held.execute(`insert into "counted" values (${n})`);
        const written = database[way]([sql`insert into "counted" values (${n + 1})`]);
        // By the next turn it has tried once, and waits to try again.
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
