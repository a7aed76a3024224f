import 'server-only';
import { and, asc, eq, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { COPY_LEASE_MS } from '@/lib/domain/lease';
import type { DatabaseClient } from './connection/client';
import { type RetentionCutoffs, type RetentionRecords, SIMULATOR_OWNER_ID } from './records/files';
import { countRowSchema, fileKeyRowSchema, keptRowSchema, roundRowSchema } from './records/rows';
import { charges, cleanupRounds, editors, faces, files, invites, jobs, sessions, uploads, videos } from './schema';

/**
 * Conditions for what is still needed, evaluated in the write that marks the rest for deletion, so that concurrent
 * changes are ordered before or after it.
 */

const ROUND = 'retention';

export function createRetentionQueries({ query, write }: DatabaseClient): RetentionRecords {
  return {
    async beginRound({ nowMs, everyMs, gapMs }) {
      const isInterrupted = sql`${cleanupRounds.lastMs} > ${nowMs} or ${cleanupRounds.lastMs} < ${nowMs - gapMs}`;
      const [started] = await write([
        query
          .insert(cleanupRounds)
          .values({ name: ROUND, sinceMs: nowMs, lastMs: nowMs })
          .onConflictDoUpdate({
            target: cleanupRounds.name,
            set: { sinceMs: sql`case when ${isInterrupted} then ${nowMs} else ${cleanupRounds.sinceMs} end`, lastMs: nowMs },
            setWhere: sql`${cleanupRounds.lastMs} <= ${nowMs - everyMs} or ${cleanupRounds.lastMs} > ${nowMs}`,
          }),
      ]);
      if (started !== 1) return null;
      const [row] = await query.select({ sinceMs: cleanupRounds.sinceMs }).from(cleanupRounds).where(eq(cleanupRounds.name, ROUND));
      return nowMs - roundRowSchema.parse(row).sinceMs;
    },

    async endResults(cutoffs, limit) {
      const { nowMs, resultsFromMs, deletedMs } = cutoffs;
      const isExpired = sql`${jobs.status} = 'succeeded' and ${jobs.resultDeletedAtMs} is null and ${jobs.succeededAtMs} < ${resultsFromMs}`;
      const isDeleted = sql`${jobs.deletedAtMs} is not null and ${jobs.resultDeletedAtMs} is null and ${jobs.deletedAtMs} < ${deletedMs} and not ${isRunning(cutoffs)}`;
      const end = (which: SQL) =>
        sql`update ${jobs} set "result_deleted_at_ms" = ${nowMs} where ${jobs.jobId} in (select ${jobs.jobId} from ${jobs} where ${which} and ${isNotBeingCopied(nowMs)} limit ${limit})`;
      const ended = sql`select ${jobs.jobId} from ${jobs} where ${jobs.resultDeletedAtMs} = ${nowMs}`;
      const changed = await write([
        end(isDeleted),
        end(resultsFromMs === null ? sql`0` : isExpired),
        // Makes the cleanup check the job's files next.
        sql`update ${files} set "checked_at_ms" = 0 where ${files.kind} in ('result', 'original', 'voice') and ${files.ownerId} in (${ended})`,
      ]);
      return (changed[0] ?? 0) + (changed[1] ?? 0);
    },

    async forgetSessions(nowMs, limit) {
      const isOver = lte(sessions.expiresAtMs, nowMs);
      const { tokenHash, editorId } = sessions;
      const expiredSessions = await query
        .select({ tokenHash, editorId })
        .from(sessions)
        .where(isOver)
        .orderBy(sessions.expiresAtMs)
        .limit(limit);
      if (expiredSessions.length === 0) return 0;
      const hasNoRows = [sessions, invites, uploads, charges, videos, jobs].map(
        (table) => sql`not exists (select 1 from ${table} where ${table.editorId} = ${editors.editorId})`,
      );
      const isEmptyVisitor = and(
        inArray(
          editors.editorId,
          expiredSessions.map((session) => session.editorId),
        ),
        eq(editors.role, 'visitor'),
        ...hasNoRows,
      );
      const hashes = expiredSessions.map((session) => session.tokenHash);
      const [removed = 0] = await write([
        query.delete(sessions).where(and(inArray(tokenHash, hashes), isOver)),
        query.delete(editors).where(isEmptyVisitor),
      ]);
      return removed;
    },

    async markFilesForDeletion(cutoffs, beforeMs, limit) {
      const { nowMs } = cutoffs;
      const dueFiles = sql`select ${files.key} from ${files} where ${files.checkedAtMs} <= ${beforeMs} or ${files.checkedAtMs} > ${nowMs} order by ${files.checkedAtMs} limit ${limit}`;
      const markedThumbnails = sql`select ${files.ownerId} from ${files} where ${files.kind} = 'thumbnail' and ${files.deletingAtMs} = ${nowMs}`;
      const [marked = 0, , checked = 0] = await write([
        sql`update ${files} set "deleting_at_ms" = ${nowMs} where ${files.key} in (${dueFiles}) and ${files.deletingAtMs} is null and ${isUnused(cutoffs)}`,
        sql`update ${faces} set "has_thumbnail" = 0 where ${faces.videoId} in (${markedThumbnails})`,
        sql`update ${files} set "checked_at_ms" = ${nowMs} where ${files.key} in (${dueFiles})`,
      ]);
      return { checked: checked, marked: marked };
    },

    async findFilesPendingDeletion(nowMs, limit) {
      const rows = await query
        .select({ key: files.key })
        .from(files)
        .where(and(isNotNull(files.deletingAtMs), or(isNull(files.pausedUntilMs), lte(files.pausedUntilMs, nowMs))))
        .orderBy(asc(files.deletingAtMs))
        .limit(limit);
      return rows.map((row) => fileKeyRowSchema.parse(row).key);
    },

    async postponeDeletion(key, untilMs) {
      await write([query.update(files).set({ pausedUntilMs: untilMs }).where(eq(files.key, key))]);
    },

    async forgetFile(key) {
      await write([query.delete(files).where(and(eq(files.key, key), isNotNull(files.deletingAtMs)))]);
    },

    async countFilesByKind() {
      const rows = await query
        .select({ kind: files.kind, files: sql`count(*)`, byteSize: sql`coalesce(sum(${files.byteSize}), 0)` })
        .from(files)
        .where(isNotNull(files.keptAtMs))
        .groupBy(files.kind);
      return rows.map((row) => keptRowSchema.parse(row));
    },

    async countPendingDeletion() {
      const [row] = await query.select({ count: sql`count(*)` }).from(files).where(isNotNull(files.deletingAtMs));
      return countRowSchema.parse(row).count;
    },
  };
}

/** A job that may still get a result. */
function isRunning({ runningMs }: RetentionCutoffs): SQL {
  return sql`(${jobs.status} not in ('succeeded', 'failed') and ${jobs.createdAtMs} >= ${runningMs})`;
}

/** A job that has a result or may still get one, so its inputs are needed. */
function isAlive(cutoffs: RetentionCutoffs): SQL {
  return sql`(${jobs.resultDeletedAtMs} is null and (${jobs.status} = 'succeeded' or ${isRunning(cutoffs)}))`;
}

/** No process is copying a file of this job. A time further ahead is the next retry, not a lease. */
function isNotBeingCopied(nowMs: number): SQL {
  // Allows for small clock differences between servers.
  const isLeaseFree = (lease: SQL) => sql`(${lease} is null or ${lease} <= ${nowMs} or ${lease} > ${nowMs + 2 * COPY_LEASE_MS})`;
  return sql`${isLeaseFree(sql`${jobs.archiveLeaseUntilMs}`)} and ${isLeaseFree(sql`${jobs.originalLeaseUntilMs}`)}`;
}

/**
 * A later pass of the same piece of work has or may still get a result, which is compared with the first clip. The
 * job that owns the clip must still exist; if it was deleted, its clip is deleted too.
 * @param first Selects the jobs that own the clip.
 */
function hasSuccessor(first: SQL, cutoffs: RetentionCutoffs): SQL {
  const { deletedMs, sessionsMs } = cutoffs;
  const isRestorable = sql`(${jobs.deletedAtMs} is null or ${jobs.deletedAtMs} >= ${deletedMs})`;
  const jobsOfVideos = sql`${jobs} inner join ${videos} on ${videos.videoId} = ${jobs.videoId}`;
  return sql`exists (
    with recursive "line"("job_id") as (
      select ${jobs.jobId} from ${jobsOfVideos} where ${first} and ${isRestorable}
      union
      select ${jobs.jobId} from "line" inner join ${videos} on ${videos.sourceJobId} = "line"."job_id" inner join ${jobs} on ${jobs.videoId} = ${videos.videoId}
    )
    select 1 from "line" where exists (
      select 1 from ${videos} left join ${jobs} on ${jobs.videoId} = ${videos.videoId}
      where ${videos.sourceJobId} = "line"."job_id" and (${videos.expiresAtMs} >= ${sessionsMs} or ${isAlive(cutoffs)})
    )
  )`;
}

function isUnused(cutoffs: RetentionCutoffs): SQL {
  const { sessionsMs, ticketsMs, runningMs, unfinishedMs } = cutoffs;
  const owner = files.ownerId;
  const isComplete = sql`${files.keptAtMs} is not null`;
  const isAbandoned = sql`(${files.keptAtMs} is null and ${files.announcedAtMs} < ${unfinishedMs})`;
  const ownJob = (condition: SQL) => sql`exists (select 1 from ${jobs} where ${jobs.jobId} = ${owner} and ${condition})`;
  const ownVideo = (condition: SQL) => sql`exists (select 1 from ${videos} where ${condition})`;
  const jobOf = (video: SQL, condition: SQL) =>
    sql`exists (select 1 from ${jobs} inner join ${videos} on ${videos.videoId} = ${jobs.videoId} where ${video} and ${condition})`;

  const referencesUpload = sql`${videos.uploadId} = ${owner}`;
  const referencesVideo = sql`${videos.videoId} = ${owner}`;
  const isOpen = sql`${videos.expiresAtMs} >= ${sessionsMs}`;
  const sessionOfJob = sql`exists (select 1 from ${videos} where ${videos.videoId} = ${jobs.videoId} and ${isOpen})`;

  const ticketIsOver = sql`not exists (select 1 from ${uploads} where ${uploads.uploadId} = ${owner} and ${uploads.expiresAtMs} >= ${ticketsMs})`;
  const input = sql`${ticketIsOver} and not ${ownVideo(sql`${referencesUpload} and ${isOpen}`)} and not ${jobOf(referencesUpload, isAlive(cutoffs))} and not ${hasSuccessor(referencesUpload, cutoffs)}`;
  const voice = sql`(${isAbandoned} or (${isComplete} and not ${ownJob(sql`(${isAlive(cutoffs)} or (${jobs.resultDeletedAtMs} is null and ${sessionOfJob}))`)}))`;
  // A copy is abandoned only when upstream has deleted the original, however long the copy takes.
  const copyIsLost = sql`(${files.keptAtMs} is null and ${ownJob(sql`${jobs.succeededAtMs} < ${runningMs} and ${isNotBeingCopied(cutoffs.nowMs)}`)})`;
  // A result used as a source video is needed by that video's jobs, even if it is no longer shown as a result.
  const referencesSource = sql`${videos.sourceJobId} = ${owner}`;
  const isUsedAsSource = sql`case when ${files.kind} = 'result' then ${ownVideo(sql`${referencesSource} and ${isOpen}`)} or ${jobOf(referencesSource, isAlive(cutoffs))} else ${hasSuccessor(sql`${jobs.jobId} = ${owner}`, cutoffs)} end`;
  const copy = sql`((not ${ownJob(sql`${jobs.resultDeletedAtMs} is null`)} and not ${isUsedAsSource}) or ${copyIsLost})`;
  const isShown = sql`${jobs.resultDeletedAtMs} is null and (${jobs.status} = 'succeeded' or ${jobs.createdAtMs} >= ${runningMs})`;
  const thumbnail = sql`(${isAbandoned} or (not ${ownVideo(sql`${referencesVideo} and ${isOpen}`)} and not ${jobOf(referencesVideo, isShown)}))`;
  const simulatorFile = sql`(${isAbandoned} or ${files.keptAtMs} < ${runningMs})`;

  return sql`case when ${owner} = ${SIMULATOR_OWNER_ID} then ${simulatorFile} when ${files.kind} = 'input' then ${input} when ${files.kind} = 'voice' then ${voice} when ${files.kind} = 'thumbnail' then ${thumbnail} else ${copy} end`;
}
