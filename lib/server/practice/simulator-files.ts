import 'server-only';
import { type FileRecords, SIMULATOR_OWNER_ID } from '@/lib/server/db/records/files';
import type { Storage, StorageKey, StoredFile } from '@/lib/server/storage/storage';

/**
 * Files that the simulator keeps on upstream's behalf. They are recorded in the database like all files, so that they count towards storage
 * and are deleted on upstream's schedule.
 */

export interface SimulatorFilesDeps {
  readonly db: FileRecords;
  readonly storage: Pick<Storage, 'write' | 'stat' | 'read' | 'delete'>;
  readonly now: () => number;
}

export function createSimulatorFiles({ db, storage, now }: SimulatorFilesDeps): SimulatorFilesDeps['storage'] {
  return {
    ...storage,
    async write(key: StorageKey, body: ReadableStream<Uint8Array>, contentType: string): Promise<StoredFile> {
      const kind = key.startsWith('results/') ? 'result' : 'input';
      await db.registerFile({ key, kind, ownerId: SIMULATOR_OWNER_ID, nowMs: now() });
      const stored = await storage.write(key, body, contentType);
      await db.recordFile(key, stored.byteSize, now());
      return stored;
    },
  };
}
