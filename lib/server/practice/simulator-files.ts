import 'server-only';
import { type FileRecords, SIMULATOR_FOLDERS } from '@/lib/server/db/records/files';
import type { Storage, StorageKey, StoredFile } from '@/lib/server/storage/types';

/** What the simulator keeps as upstream would, noted in the database like every file, so that it is counted, and deleted as upstream deletes its own. */

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
      await db.registerFile({ key, kind, ownerId: SIMULATOR_FOLDERS, nowMs: now() });
      const stored = await storage.write(key, body, contentType);
      await db.recordFile(key, stored.byteSize, now());
      return stored;
    },
  };
}
