import 'server-only';
import { and, desc, eq, getTableColumns, gt, gte, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { foldName } from '@/lib/domain/job-name';
import { isCopyDue } from './archive-copies';
import { isReserved, reserve, settle } from './charges';
import { asJson, type DatabaseClient, insertWhere } from './connection/client';
import { isFileKept } from './files';
import { isNotRevoked } from './invites';
import type { JobRecord, JobRecords } from './records/records';
import { jobRowSchema, jobTimeRowSchema } from './records/rows';
import { charges, faces, jobs, pendingCopies, videos } from './schema';

/**
 * The create protocol in the database. Each step is one conditional write, so that it takes effect once despite
 * concurrent attempts.
 */

/** Statuses in which a late upstream response is still accepted, including `unknown` after a restart. */
const UNRESOLVED_STATUSES = ['submitting', 'unknown'];

export function createJobQueries({ query, write, writeUnsynced, matches }: DatabaseClient): JobRecords {
  const jobColumns = (condition: SQL | undefined) =>
    query
      .select({
        row: asJson({
          job: getTableColumns(jobs),
          charge: getTableColumns(charges),
          video: {
            ...{ name: videos.name, durationMs: videos.durationMs, uploadId: videos.uploadId, sourceKey: videos.sourceKey },
            sourceJobId: videos.sourceJobId,
            expiresAtMs: videos.expiresAtMs,
          },
          faceWindow: { startMs: faces.startMs, endMs: faces.endMs },
          kept: {
            original: isFileKept(
              sql`coalesce('inputs/' || ${videos.uploadId}, 'results/' || ${videos.sourceJobId}, 'originals/' || ${jobs.jobId})`,
            ),
            voice: isFileKept(sql`'voices/' || ${jobs.jobId}`),
          },
        }),
      })
      .from(jobs)
      .innerJoin(charges, eq(charges.chargeId, jobs.chargeId))
      .innerJoin(videos, eq(videos.videoId, jobs.videoId))
      .innerJoin(faces, and(eq(faces.videoId, jobs.videoId), eq(faces.faceId, jobs.faceId)))
      .where(condition)
      .prepare();
  /** Prepared once, because every job request runs it. */
  const jobById = jobColumns(eq(jobs.jobId, sql.placeholder('jobId')));

  async function find(preparedQuery: ReturnType<typeof jobColumns>, values: Record<string, unknown> = {}): Promise<JobRecord | null> {
    const [found] = await preparedQuery.execute(values);
    return found === undefined ? null : jobRowSchema.parse(found.row);
  }

  function matchesKey({ editorId, mode, idempotencyKey }: Pick<JobRecord, 'editorId' | 'mode' | 'idempotencyKey'>): SQL | undefined {
    return and(eq(jobs.mode, mode), eq(jobs.editorId, editorId), eq(jobs.idempotencyKey, idempotencyKey));
  }

  /** Runs one update and returns whether it changed a row. */
  async function updateJob(set: Partial<typeof jobs.$inferInsert>, condition: SQL | undefined, writer = write): Promise<boolean> {
    const [changed] = await writer([query.update(jobs).set(set).where(condition)]);
    return changed === 1;
  }

  return {
    async insertJob(job, reservation) {
      const { editorId, mode, createdAtMs, placement, videoName, ...rest } = job;
      const keyIsNew = sql`not exists (select 1 from ${jobs} where ${matchesKey(job)})`;
      const mayReplace = job.replaces === null ? sql`1` : canReplace(job.replaces, editorId, mode);
      const [, inserted] = await write([
        reserve(
          reservation,
          { editorId, mode, kind: 'lip-sync', nowMs: createdAtMs },
          sql`${keyIsNew} and ${mayReplace} and ${isNotRevoked(editorId)}`,
        ),
        insertWhere(
          jobs,
          {
            ...{ ...rest, editorId, mode, createdAtMs, updatedAtMs: createdAtMs, placementJson: JSON.stringify(placement) },
            foldedName: foldName(videoName ?? ''),
            ...{ status: 'submitting', recognised: true, chargeId: reservation.chargeId, lookups: 0, archiveAttempts: 0 },
          },
          isReserved(reservation.chargeId),
        ),
      ]);
      if (inserted === 1) return 'inserted';
      if ((await find(jobColumns(matchesKey(job)))) !== null) return 'key-taken';
      if (!(await matches(isNotRevoked(editorId)))) return 'unauthorized';
      if (job.replaces === null) return 'over-budget';
      return (await matches(mayReplace)) ? 'over-budget' : 'not-replaceable';
    },

    findJob: (jobId) => find(jobById, { jobId }),
    findJobByKey: (key) => find(jobColumns(matchesKey(key))),

    async recordTask(jobId, taskId, update, nowMs) {
      const [changed] = await write([
        query
          .update(jobs)
          .set({ ...update, taskId, updatedAtMs: nowMs, nextLookupAtMs: null })
          .where(and(eq(jobs.jobId, jobId), inArray(jobs.status, UNRESOLVED_STATUSES))),
        settle(getJobCharge(jobId), 'spent', jobExists(jobId, sql`${jobs.taskId} = ${taskId}`)),
      ]);
      return changed === 1;
    },

    async recordRefusal(jobId, error, charge, nowMs) {
      const [changed] = await write([
        query
          .update(jobs)
          .set({ status: 'failed', message: error.message, errorJson: JSON.stringify(error), updatedAtMs: nowMs, nextLookupAtMs: null })
          .where(and(eq(jobs.jobId, jobId), inArray(jobs.status, UNRESOLVED_STATUSES))),
        settle(getJobCharge(jobId), charge, jobExists(jobId, sql`${jobs.status} = 'failed' and ${jobs.taskId} is null`)),
      ]);
      return changed === 1;
    },

    markUnknown: (jobId, nowMs, nextLookupAtMs) =>
      updateJob(toUnknown(nowMs, nextLookupAtMs), and(eq(jobs.jobId, jobId), eq(jobs.status, 'submitting'))),

    async markAllUnknown(createdUntilMs, nowMs, nextLookupAtMs) {
      const [changed] = await write([
        query
          .update(jobs)
          .set(toUnknown(nowMs, nextLookupAtMs))
          .where(and(eq(jobs.status, 'submitting'), lte(jobs.createdAtMs, createdUntilMs))),
      ]);
      return changed ?? 0;
    },

    claimPoll: (jobId, nowMs, polledBeforeMs) =>
      updateJob(
        { lastPolledAtMs: nowMs },
        and(
          eq(jobs.jobId, jobId),
          inArray(jobs.status, ['submitted', 'processing']),
          or(isNull(jobs.lastPolledAtMs), lte(jobs.lastPolledAtMs, polledBeforeMs)),
        ),
        writeUnsynced,
      ),

    async claimLookup(jobId, nowMs, nextLookupAtMs) {
      const due = and(eq(jobs.jobId, jobId), eq(jobs.status, 'unknown'), lte(jobs.nextLookupAtMs, nowMs));
      const [changed] = await write([
        sql`update ${jobs} set "lookups" = ${jobs.lookups} + 1, "next_lookup_at_ms" = ${nextLookupAtMs}, "last_polled_at_ms" = ${nowMs} where ${due}`,
      ]);
      return changed === 1;
    },

    recordUpdate: (jobId, from, update, nowMs) =>
      updateJob({ ...update, updatedAtMs: nowMs }, and(eq(jobs.jobId, jobId), eq(jobs.status, from)), writeUnsynced),

    refreshUrls: (jobId, { resultUrl, parentVideoUrl }) =>
      updateJob({ resultUrl, parentVideoUrl }, and(eq(jobs.jobId, jobId), eq(jobs.status, 'succeeded')), writeUnsynced),

    async findRecentJobTimes(mode, limit) {
      const rows = await query
        .select({ createdAtMs: jobs.createdAtMs, succeededAtMs: jobs.succeededAtMs })
        .from(jobs)
        .where(and(eq(jobs.mode, mode), isNotNull(jobs.succeededAtMs)))
        .orderBy(desc(jobs.succeededAtMs))
        .limit(limit);
      return rows.map((row) => jobTimeRowSchema.parse(row));
    },

    async findDueJobs(due) {
      const { nowMs } = due;
      const lookupIsDue = and(eq(jobs.status, 'unknown'), lte(jobs.nextLookupAtMs, nowMs));
      const pollIsDue = and(
        inArray(jobs.status, ['submitted', 'processing']),
        sql`coalesce(${jobs.lastPolledAtMs}, ${jobs.createdAtMs}) <= ${due.polledBeforeMs}`,
        sql`${jobs.createdAtMs} > case when ${jobs.recognised} then ${due.runningSinceMs} else ${due.unrecognisedSinceMs} end`,
      );
      const rows = await query
        .select({ jobId: jobs.jobId })
        .from(jobs)
        .where(and(eq(jobs.mode, due.mode), gt(jobs.createdAtMs, due.createdAfterMs), or(lookupIsDue, pollIsDue)))
        .orderBy(sql`coalesce(${jobs.lastPolledAtMs}, ${jobs.updatedAtMs})`)
        .limit(due.limit);
      return rows.map((row) => row.jobId);
    },

    async findDueCopies({ mode, nowMs, sinceMs, limit }) {
      const doneAtMs = sql`coalesce(${jobs.succeededAtMs}, ${jobs.updatedAtMs})`;
      const rows = await query
        .select({ jobId: jobs.jobId })
        .from(jobs)
        .where(
          and(
            eq(jobs.mode, mode),
            pendingCopies(jobs),
            or(isCopyDue('result', nowMs), isCopyDue('original', nowMs)),
            gte(doneAtMs, sinceMs),
          ),
        )
        .orderBy(doneAtMs)
        .limit(limit);
      return rows.map((row) => row.jobId);
    },
  };
}

function toUnknown(nowMs: number, nextLookupAtMs: number): Partial<typeof jobs.$inferInsert> {
  return { status: 'unknown', updatedAtMs: nowMs, unknownSinceMs: nowMs, nextLookupAtMs };
}

function getJobCharge(jobId: string): SQL {
  return sql`select ${jobs.chargeId} from ${jobs} where ${jobs.jobId} = ${jobId}`;
}

function jobExists(jobId: string, condition: SQL): SQL {
  return sql`exists (select 1 from ${jobs} where ${jobs.jobId} = ${jobId} and ${condition})`;
}

/** The editor's own lost job, not yet replaced except by attempts that were refused without a charge. */
function canReplace(jobId: string, editorId: string, mode: string): SQL {
  const own = sql`${jobs.jobId} = ${jobId} and ${jobs.editorId} = ${editorId} and ${jobs.mode} = ${mode} and ${jobs.status} = 'unknown'`;
  const alreadyReplaced = sql`select 1 from ${jobs} where ${jobs.replaces} = ${jobId} and ${jobs.status} <> 'failed'`;
  return sql`exists (select 1 from ${jobs} where ${own}) and not exists (${alreadyReplaced})`;
}
