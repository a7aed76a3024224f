import 'server-only';
import { and, asc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { DatabaseClient } from './connection/client';
import type { PassRecords } from './records/passes';
import type { JobRecords } from './records/records';
import { passRowSchema } from './records/rows';
import { charges, faces, jobs, videos } from './schema';

/**
 * Passes over one clip as one piece of work: follows sources up to the first job, then down to all jobs derived
 * from it.
 */

/** Limits recursion. Real chains are shorter, and cycles cannot occur. */
const MAX_DEPTH = 50;
const MAX_PASSES = 50;

export function createPassQueries({ query }: DatabaseClient, findJob: JobRecords['findJob']): PassRecords {
  return {
    async listPasses(jobId) {
      const identify = alias(charges, 'identify_charges');
      const upload = alias(charges, 'upload_charges');
      const selectAmount = (table: typeof identify | typeof upload) => ({ milliPtc: table.milliPtc, state: table.state });
      const connectedJobs = sql`
        with recursive
          "up"("job_id", "depth") as (
            select ${jobId}, 0
            union
            select ${videos.sourceJobId}, "depth" + 1 from "up"
              join ${jobs} on ${jobs.jobId} = "up"."job_id" join ${videos} on ${videos.videoId} = ${jobs.videoId}
              where ${videos.sourceJobId} is not null and "depth" < ${MAX_DEPTH}
          ),
          "down"("job_id", "depth") as (
            select * from (select "job_id", 0 from "up" order by "depth" desc limit 1)
            union
            select ${jobs.jobId}, "depth" + 1 from "down"
              join ${videos} on ${videos.sourceJobId} = "down"."job_id" join ${jobs} on ${jobs.videoId} = ${videos.videoId}
              where "depth" < ${MAX_DEPTH}
          )
        select "job_id" from "down"`;
      const rows = await query
        .select({ jobId: jobs.jobId, hasThumbnail: faces.hasThumbnail, identify: selectAmount(identify), upload: selectAmount(upload) })
        .from(jobs)
        .innerJoin(videos, eq(videos.videoId, jobs.videoId))
        .innerJoin(faces, and(eq(faces.videoId, jobs.videoId), eq(faces.faceId, jobs.faceId)))
        .innerJoin(identify, eq(identify.chargeId, videos.chargeId))
        .leftJoin(upload, eq(upload.chargeId, videos.uploadChargeId))
        .where(
          and(
            inArray(jobs.jobId, sql`(${connectedJobs})`),
            or(eq(jobs.jobId, jobId), and(ne(jobs.status, 'failed'), isNull(jobs.deletedAtMs))),
          ),
        )
        .orderBy(asc(jobs.createdAtMs), asc(jobs.jobId))
        .limit(MAX_PASSES);
      const found = await Promise.all(
        rows.map(async (row) => {
          const { jobId: passId, ...rest } = passRowSchema.parse(row);
          const job = await findJob(passId);
          return job === null ? [] : [{ ...rest, job }];
        }),
      );
      return found.flat();
    },
  };
}
