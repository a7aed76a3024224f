import 'server-only';
import { and, asc, eq, gte, lt, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { DatabaseClient } from './connection/client';
import type { ChargeReport } from './records/library';
import { chargeEntryRowSchema } from './records/rows';
import { charges, editors, invites, jobs, videos } from './schema';

/** Pages of charges with their editor and purpose, including those of jobs deleted from the library. */
export function createChargeReport({ query }: DatabaseClient): ChargeReport {
  /** The clip's video row, whose charge differs from the job's. */
  const clips = alias(videos, 'clips');
  return {
    async listCharges({ mode, fromMs, untilMs, after, limit }) {
      const rows = await query
        .select({
          charge: {
            chargeId: charges.chargeId,
            editorId: charges.editorId,
            mode: charges.mode,
            kind: charges.kind,
            milliPtc: charges.milliPtc,
            state: charges.state,
            day: charges.day,
            createdAtMs: charges.createdAtMs,
          },
          role: editors.role,
          label: invites.label,
          job: { jobId: jobs.jobId, name: jobs.name, status: jobs.status },
          videoName: sql`coalesce(${clips.name}, ${videos.name})`,
        })
        .from(charges)
        .innerJoin(editors, eq(editors.editorId, charges.editorId))
        .leftJoin(invites, eq(invites.editorId, charges.editorId))
        .leftJoin(jobs, eq(jobs.chargeId, charges.chargeId))
        .leftJoin(clips, eq(clips.videoId, jobs.videoId))
        .leftJoin(videos, or(eq(videos.chargeId, charges.chargeId), eq(videos.uploadChargeId, charges.chargeId)))
        .where(
          and(
            eq(charges.mode, mode),
            gte(charges.createdAtMs, fromMs),
            lt(charges.createdAtMs, untilMs),
            after === null ? undefined : sql`(${charges.createdAtMs}, ${charges.chargeId}) > (${after.createdAtMs}, ${after.chargeId})`,
          ),
        )
        .orderBy(asc(charges.createdAtMs), asc(charges.chargeId))
        .limit(limit);
      return rows.map((row) => chargeEntryRowSchema.parse(row));
    },
  };
}
