import 'server-only';
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { DatabaseClient } from './connection/client';
import type { FileKind, FileRecords } from './records/files';
import { files } from './schema';

/** File records: registered, kept, pending deletion; the row is deleted after the file. */
export function createFileQueries({ query, write }: DatabaseClient): FileRecords {
  return {
    async registerFile({ key, kind, ownerId, nowMs }) {
      const again = sql`${files.keptAtMs} is null and ${files.deletingAtMs} is null`;
      const [changed] = await write([
        query
          .insert(files)
          .values({ key, kind, ownerId, announcedAtMs: nowMs })
          .onConflictDoUpdate({ target: files.key, set: { announcedAtMs: nowMs }, setWhere: again }),
      ]);
      return changed === 1;
    },

    async recordFile(key, byteSize, nowMs) {
      const [changed] = await write([
        query
          .update(files)
          .set({ byteSize, keptAtMs: nowMs })
          .where(and(eq(files.key, key), isNull(files.deletingAtMs))),
      ]);
      return changed === 1;
    },
  };
}

/** 1 if the file may be used, else 0. */
export function isFileKept(key: SQL): SQL {
  return sql`exists (select 1 from ${files} where ${files.key} = ${key} and ${files.keptAtMs} is not null and ${files.deletingAtMs} is null)`;
}

/** Records a complete file, in the same write as its owner. */
export function recordKeptFile(
  file: {
    readonly key: string;
    readonly kind: FileKind;
    readonly ownerId: string;
    readonly byteSize: number;
    readonly nowMs: number;
  },
  condition: SQL = sql`1`,
): SQL {
  const { key, kind, ownerId, byteSize, nowMs } = file;
  const columns = sql`("key", "kind", "owner_id", "byte_size", "announced_at_ms", "kept_at_ms")`;
  const row = sql`${key}, ${kind}, ${ownerId}, ${byteSize}, ${nowMs}, ${nowMs}`;
  return sql`insert into ${files} ${columns} select ${row} where ${condition} on conflict ("key") do update set "byte_size" = ${byteSize}, "kept_at_ms" = ${nowMs} where ${files.deletingAtMs} is null`;
}
