import 'server-only';
import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { COPY_LEASE_MS, MAX_LEASE_MS } from '@/lib/domain/lease';
import type { DatabaseClient } from './connection/client';
import { recordKeptFile } from './files';
import type { CopyKind, CopyRecords } from './records/files';
import { files, jobs, pendingCopies } from './schema';

/**
 * Copies of upstream files in the database. Each step is one conditional write, so that only one process copies a
 * file at a time.
 */

const COLUMNS = {
  result: { url: jobs.resultUrl, attempts: jobs.archiveAttempts, lease: jobs.archiveLeaseUntilMs, doneAt: jobs.archivedAtMs },
  original: { url: jobs.parentVideoUrl, attempts: jobs.originalAttempts, lease: jobs.originalLeaseUntilMs, doneAt: jobs.originalSavedAtMs },
} as const satisfies Record<CopyKind, Record<string, SQLiteColumn>>;

export function createArchiveCopyQueries({ write }: DatabaseClient): CopyRecords {
  return {
    async claimCopy({ kind, jobId, key, nowMs, untilMs }) {
      const { attempts, lease } = COLUMNS[kind];
      const isDue = and(eq(jobs.jobId, jobId), isCopyDue(kind, nowMs), sql`not ${isPendingDeletion(key)}`);
      const hasLease = sql`exists (select 1 from ${jobs} where ${jobs.jobId} = ${jobId} and ${lease} = ${untilMs})`;
      const [claimed] = await write([
        sql`update ${jobs} set ${columnName(attempts)} = ${attempts} + 1, ${columnName(lease)} = ${untilMs} where ${isDue}`,
        sql`insert into ${files} ("key", "kind", "owner_id", "announced_at_ms") select ${key}, ${kind}, ${jobId}, ${nowMs} where ${hasLease} on conflict ("key") do nothing`,
      ]);
      return claimed === 1;
    },

    async renewCopyLease(kind, jobId, heldUntilMs, untilMs) {
      const [moved] = await write([
        sql`update ${jobs} set ${columnName(COLUMNS[kind].lease)} = ${untilMs} where ${isHeld(kind, jobId, heldUntilMs)}`,
      ]);
      return moved === 1;
    },

    async releaseCopies(nowMs) {
      const releaseLease = ({ lease }: (typeof COLUMNS)[CopyKind]) =>
        sql`update ${jobs} set ${columnName(lease)} = null where ${pendingCopies(jobs)} and ${lease} > ${nowMs} and ${lease} <= ${nowMs + COPY_LEASE_MS}`;
      await write([releaseLease(COLUMNS.result), releaseLease(COLUMNS.original)]);
    },

    async recordCopy({ kind, jobId, heldUntilMs, key, byteSize, nowMs }) {
      const { lease, doneAt } = COLUMNS[kind];
      const [recorded] = await write([
        sql`update ${jobs} set ${columnName(doneAt)} = ${nowMs}, ${columnName(lease)} = null where ${isHeld(kind, jobId, heldUntilMs)} and not ${isPendingDeletion(key)}`,
        recordKeptFile(
          { key, kind, ownerId: jobId, byteSize, nowMs },
          sql`exists (select 1 from ${jobs} where ${jobs.jobId} = ${jobId} and ${doneAt} = ${nowMs})`,
        ),
      ]);
      return recorded === 1;
    },
  };
}

/** Upstream has the file, no copy of ours exists, and no process holds the lease. */
export function isCopyDue(kind: CopyKind, nowMs: number): SQL | undefined {
  const { url, lease, doneAt } = COLUMNS[kind];
  const isLeaseFree = sql`(${lease} is null or ${lease} <= ${nowMs} or ${lease} > ${nowMs + MAX_LEASE_MS})`;
  return and(eq(jobs.status, 'succeeded'), isNull(jobs.resultDeletedAtMs), isNull(doneAt), isNotNull(url), isLeaseFree);
}

function isHeld(kind: CopyKind, jobId: string, heldUntilMs: number): SQL | undefined {
  const { lease, doneAt } = COLUMNS[kind];
  return and(eq(jobs.jobId, jobId), isNull(jobs.resultDeletedAtMs), isNull(doneAt), eq(lease, heldUntilMs));
}

function isPendingDeletion(key: string): SQL {
  return sql`exists (select 1 from ${files} where ${files.key} = ${key} and ${files.deletingAtMs} is not null)`;
}

/** Column name without its table, as `set` requires. */
function columnName(column: SQLiteColumn): SQL {
  return sql`${sql.identifier(column.name)}`;
}
