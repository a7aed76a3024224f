import 'server-only';
import { eq, sql } from 'drizzle-orm';
import { type DatabaseClient, insertWhere } from './connection/client';
import type { ShareRecords } from './records/records';
import { countRowSchema } from './records/rows';
import { shares } from './schema';

export function createShareQueries({ query, write }: DatabaseClient): ShareRecords {
  return {
    async insertShare({ tokenHash, jobId, nowMs, limit }) {
      const count = sql`select count(*) from ${shares} where ${shares.jobId} = ${jobId}`;
      const [inserted] = await write([insertWhere(shares, { tokenHash, jobId, createdAtMs: nowMs }, sql`(${count}) < ${limit}`)]);
      return inserted === 1;
    },

    async countShares(jobId) {
      const [row] = await query.select({ count: sql`count(*)` }).from(shares).where(eq(shares.jobId, jobId));
      return countRowSchema.parse(row).count;
    },

    async deleteShares(jobId) {
      await write([query.delete(shares).where(eq(shares.jobId, jobId))]);
    },

    async findShared(tokenHash) {
      const [row] = await query.select({ jobId: shares.jobId }).from(shares).where(eq(shares.tokenHash, tokenHash));
      return row?.jobId ?? null;
    },
  };
}
