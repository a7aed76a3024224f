import 'server-only';
import { and, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { DatabaseClient } from './connection/client';
import type { UploadRecords } from './records/records';
import { uploadRowSchema } from './records/rows';
import { files, uploads } from './schema';

export function createUploadQueries({ query, write }: DatabaseClient): UploadRecords {
  return {
    async insertUpload({ parts, ...upload }) {
      const { uploadId, createdAtMs } = upload;
      await write([
        query.insert(uploads).values({ ...upload, partsReference: parts?.reference ?? null, partByteSize: parts?.byteSize ?? null }),
        query.insert(files).values({ key: `inputs/${uploadId}`, kind: 'input', ownerId: uploadId, announcedAtMs: createdAtMs }),
      ]);
    },

    async findUpload(uploadId) {
      const [row] = await query.select().from(uploads).where(eq(uploads.uploadId, uploadId));
      return row === undefined ? null : uploadRowSchema.parse(row);
    },

    async completeUpload(uploadId, facts, nowMs) {
      const key = `inputs/${uploadId}`;
      const isOpen = sql`exists (select 1 from ${files} where ${files.key} = ${key} and ${files.deletingAtMs} is null)`;
      const [changed] = await write([
        query
          .update(uploads)
          .set({ factsJson: JSON.stringify(facts) })
          .where(and(eq(uploads.uploadId, uploadId), isNull(uploads.factsJson), isOpen)),
        query
          .update(files)
          .set({ byteSize: facts.byteSize, keptAtMs: nowMs })
          .where(and(eq(files.key, key), isNull(files.keptAtMs), isNull(files.deletingAtMs))),
      ]);
      return changed === 1;
    },

    async deleteUpload(uploadId, nowMs) {
      const [changed] = await write([
        query
          .update(uploads)
          .set({ expiresAtMs: nowMs })
          .where(and(eq(uploads.uploadId, uploadId), isNull(uploads.factsJson), gt(uploads.expiresAtMs, nowMs))),
      ]);
      return changed === 1;
    },

    async findExpiredMultipartUploads(nowMs, limit) {
      const rows = await query
        .select()
        .from(uploads)
        .where(and(isNotNull(uploads.partsReference), lte(uploads.expiresAtMs, nowMs)))
        .orderBy(uploads.expiresAtMs)
        .limit(limit);
      return rows.map((row) => uploadRowSchema.parse(row));
    },

    async clearMultipartReference(uploadId) {
      await write([query.update(uploads).set({ partsReference: null }).where(eq(uploads.uploadId, uploadId))]);
    },
  };
}
