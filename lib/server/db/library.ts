import 'server-only';
import { and, asc, desc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { foldName } from '@/lib/domain/job-name';
import type { DatabaseClient } from './connection/client';
import type { JobCursor, JobListRequest, JobScope, LibraryRecords } from './records/library';
import { editorLabelRowSchema, listedJobRowSchema, windowRowSchema } from './records/rows';
import { charges, editors, faces, invites, jobs, videos } from './schema';

/**
 * Pages of jobs, newest first, by keyset (time and id), so that the cost does not grow with depth and new jobs
 * cause no repeats or gaps. A search scans a limited number of jobs per call and returns where the next call
 * continues.
 */
export function createLibraryQueries({ query, write }: DatabaseClient): LibraryRecords {
  /** Oldest creation time that one call scans; `null`: to the end. */
  async function findScanFloor(from: SQL | undefined, maxRowsScanned: number): Promise<number | null> {
    const scanned = query
      .select({ createdAtMs: jobs.createdAtMs })
      .from(jobs)
      .where(from)
      .orderBy(desc(jobs.createdAtMs), desc(jobs.jobId))
      .limit(maxRowsScanned)
      .as('looked');
    const [row] = await query.select({ floorMs: sql`min(${scanned.createdAtMs})`, count: sql`count(*)` }).from(scanned);
    const { floorMs, count } = windowRowSchema.parse(row);
    return count < maxRowsScanned ? null : floorMs;
  }

  async function applyChange(change: SQL): Promise<boolean> {
    const [changed] = await write([change]);
    return changed === 1;
  }

  return {
    async listJobs(request) {
      const from = and(inScope(request.scope), request.after === null ? undefined : isOlderThan(request.after));
      const searches = request.terms.length > 0 || request.filter !== null;
      const floorMs = searches ? await findScanFloor(from, request.maxRowsScanned) : null;
      const page = query
        .select({ jobId: jobs.jobId })
        .from(jobs)
        .where(and(from, floorMs === null ? undefined : sql`${jobs.createdAtMs} >= ${floorMs}`, matchesTerms(request)))
        .orderBy(desc(jobs.createdAtMs), desc(jobs.jobId))
        // One extra row shows whether another page exists.
        .limit(request.limit + 1);
      const rows = await query
        .select({
          job: jobs,
          charge: { milliPtc: charges.milliPtc, state: charges.state },
          video: { name: videos.name, durationMs: videos.durationMs, sourceJobId: videos.sourceJobId },
          hasThumbnail: faces.hasThumbnail,
          role: editors.role,
          label: invites.label,
        })
        .from(jobs)
        .innerJoin(charges, eq(charges.chargeId, jobs.chargeId))
        .innerJoin(videos, eq(videos.videoId, jobs.videoId))
        .innerJoin(faces, and(eq(faces.videoId, jobs.videoId), eq(faces.faceId, jobs.faceId)))
        .innerJoin(editors, eq(editors.editorId, jobs.editorId))
        .leftJoin(invites, eq(invites.editorId, jobs.editorId))
        .where(inArray(jobs.jobId, page))
        .orderBy(desc(jobs.createdAtMs), desc(jobs.jobId));
      const found = rows.map((row) => listedJobRowSchema.parse(row));
      const shown = found.slice(0, request.limit);
      const last = shown.at(-1);
      if (found.length > request.limit && last !== undefined) {
        return { jobs: shown, next: { createdAtMs: last.createdAtMs, jobId: last.jobId } };
      }
      return { jobs: shown, next: floorMs === null ? null : { createdAtMs: floorMs, jobId: '' } };
    },

    async listEditors(mode, limit) {
      const rows = await query
        .select({ editorId: editors.editorId, role: editors.role, label: invites.label })
        .from(editors)
        .leftJoin(invites, eq(invites.editorId, editors.editorId))
        .where(sql`exists (select 1 from ${jobs} where ${jobs.editorId} = ${editors.editorId} and ${jobs.mode} = ${mode})`)
        .orderBy(asc(invites.label), asc(editors.createdAtMs))
        .limit(limit);
      return rows.map((row) => editorLabelRowSchema.parse(row));
    },

    renameJob({ jobId, videoName }, name) {
      const foldedName = foldName(name ?? videoName ?? '');
      return applyChange(sql`update ${jobs} set "name" = ${name}, "folded_name" = ${foldedName} where ${isNotDeleted(jobId)}`);
    },

    deleteJob: (jobId, nowMs) => applyChange(sql`update ${jobs} set "deleted_at_ms" = ${nowMs} where ${isNotDeleted(jobId)}`),

    restoreJob: (jobId, deletedAfterMs) =>
      applyChange(sql`update ${jobs} set "deleted_at_ms" = null where ${and(eq(jobs.jobId, jobId), gt(jobs.deletedAtMs, deletedAfterMs))}`),
  };
}

function isNotDeleted(jobId: string): SQL | undefined {
  return and(eq(jobs.jobId, jobId), isNull(jobs.deletedAtMs));
}

/** A unary `+` excludes the other columns from index selection, because their indexes would need a sort. */
function inScope(scope: JobScope): SQL | undefined {
  if ('editorId' in scope) return eq(jobs.editorId, scope.editorId);
  return sql`(+${jobs.mode} = ${scope.allEditorsIn} or +${jobs.editorId} = ${scope.alsoEditorId})`;
}

function isOlderThan({ createdAtMs, jobId }: JobCursor): SQL {
  return sql`(${jobs.createdAtMs}, ${jobs.jobId}) < (${createdAtMs}, ${jobId})`;
}

function matchesTerms({ terms, filter, deletedAfterMs, upstreamKeepsAfterMs }: JobListRequest): SQL | undefined {
  return and(
    filter === 'deleted' ? sql`+${jobs.deletedAtMs} > ${deletedAfterMs}` : isNull(sql`+${jobs.deletedAtMs}`),
    ...terms.map((term) => sql`instr(${jobs.foldedName}, ${term}) > 0`),
    filter === null ? undefined : FILTER_CONDITIONS[filter],
    filter === 'gone' ? isExpired(upstreamKeepsAfterMs) : undefined,
  );
}

/** The result was deleted here, or upstream deleted it before it was copied. */
function isExpired(upstreamKeepsAfterMs: number): SQL {
  return sql`(${jobs.resultDeletedAtMs} is not null or (${jobs.archivedAtMs} is null and ${jobs.succeededAtMs} <= ${upstreamKeepsAfterMs}))`;
}

const status = sql`+${jobs.status}`;
const FILTER_CONDITIONS: Record<NonNullable<JobListRequest['filter']>, SQL | undefined> = {
  deleted: undefined,
  working: sql`${status} in ('submitting', 'submitted', 'processing')`,
  done: sql`${status} = 'succeeded'`,
  failed: sql`${status} = 'failed'`,
  'needs-you': sql`${status} = 'unknown'`,
  gone: sql`${status} = 'succeeded'`,
};
