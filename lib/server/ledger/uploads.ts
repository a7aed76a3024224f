import 'server-only';
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from './database';
import type { UploadRecords } from './port';
import { uploadRowSchema } from './rows';
import { uploads } from './schema';

export function createUploads({ query, write }: Database): UploadRecords {
  return {
    async insertUpload(upload) {
      await write([query.insert(uploads).values(upload)]);
    },

    async findUpload(uploadId) {
      const [row] = await query.select().from(uploads).where(eq(uploads.uploadId, uploadId));
      return row === undefined ? null : uploadRowSchema.parse(row);
    },

    async completeUpload(uploadId, facts) {
      const [changed] = await write([
        query
          .update(uploads)
          .set({ factsJson: JSON.stringify(facts) })
          .where(and(eq(uploads.uploadId, uploadId), isNull(uploads.factsJson))),
      ]);
      return changed === 1;
    },
  };
}
