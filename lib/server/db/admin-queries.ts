import 'server-only';
import { and, asc, eq, gte, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { DatabaseClient } from './connection/client';
import type { AdminQueries } from './records/records';
import { backlogRowSchema, countRowSchema, spenderRowSchema, unknownJobRowSchema } from './records/rows';
import { charges, editors, invites, jobs, pendingCopies } from './schema';

/** Read-only queries for the owner's pages: jobs and charges of all editors. */
export function createAdminQueries({ query }: DatabaseClient): AdminQueries {
  return {
    async listSpenders(mode, day) {
      const rows = await query
        .select({
          editorId: charges.editorId,
          role: editors.role,
          label: invites.label,
          todayMilliPtc: sql`sum(case when ${charges.day} = ${day} then ${charges.milliPtc} else 0 end)`,
          totalMilliPtc: sql`sum(${charges.milliPtc})`,
          jobs: sql`sum(case when ${charges.kind} = 'lip-sync' then 1 else 0 end)`,
        })
        .from(charges)
        .innerJoin(editors, eq(editors.editorId, charges.editorId))
        .leftJoin(invites, eq(invites.editorId, charges.editorId))
        .where(and(eq(charges.mode, mode), ne(charges.state, 'released')))
        .groupBy(charges.editorId, editors.role, invites.label);
      return rows.map((row) => spenderRowSchema.parse(row));
    },

    async listUnknownJobs({ mode, editorId, limit }) {
      const rows = await query
        .select({
          jobId: jobs.jobId,
          role: editors.role,
          label: invites.label,
          sinceMs: sql`coalesce(${jobs.unknownSinceMs}, ${jobs.createdAtMs})`,
          lookups: jobs.lookups,
          milliPtc: charges.milliPtc,
        })
        .from(jobs)
        .innerJoin(charges, eq(charges.chargeId, jobs.chargeId))
        .innerJoin(editors, eq(editors.editorId, jobs.editorId))
        .leftJoin(invites, eq(invites.editorId, jobs.editorId))
        .where(and(eq(jobs.mode, mode), eq(jobs.status, 'unknown'), editorId === null ? undefined : eq(jobs.editorId, editorId)))
        .orderBy(asc(jobs.createdAtMs))
        .limit(limit);
      return rows.map((row) => unknownJobRowSchema.parse(row));
    },

    async countJobs(mode) {
      const running = sql`${jobs.status} in ('submitting', 'submitted', 'processing')`;
      const [row] = await query
        .select({ count: sql`count(*)` })
        .from(jobs)
        .where(and(eq(jobs.mode, mode), running));
      const [lost] = await query
        .select({ count: sql`count(*)` })
        .from(jobs)
        .where(and(eq(jobs.mode, mode), eq(jobs.status, 'unknown')));
      return { running: countRowSchema.parse(row).count, unknown: countRowSchema.parse(lost).count };
    },

    async getArchiveBacklog(mode, sinceMs) {
      const [row] = await query
        .select({
          waiting: sql`count(*)`,
          failing: sql`coalesce(sum(case when ${jobs.archiveAttempts} > 0 and ${jobs.archiveLeaseUntilMs} is not null then 1 else 0 end), 0)`,
          oldestMs: sql`min(${jobs.createdAtMs})`,
        })
        .from(jobs)
        .where(
          and(
            eq(jobs.mode, mode),
            pendingCopies(jobs),
            isNull(jobs.archivedAtMs),
            isNotNull(jobs.resultUrl),
            gte(jobs.succeededAtMs, sinceMs),
          ),
        );
      return backlogRowSchema.parse(row);
    },
  };
}
