import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import type { InputPublisher, Storage } from '@/lib/server/storage/storage';
import { temporaryFolder } from '../setup/temporary-folder';
import type { StorageSubject } from './storage-contract';

/** A contract subject with files on disk, for each way in which upstream reaches them. */

interface Reached {
  readonly inputs: InputPublisher;
  readonly get: StorageSubject['get'];
  readonly urlsExpire: boolean;
}

interface Clock {
  nowMs: number;
}

export async function openOnDisk(reach: (storage: Storage, clock: Clock) => Reached): Promise<StorageSubject> {
  const folder = path.join(await temporaryFolder(), 'files');
  const clock: Clock = { nowMs: Date.UTC(2026, 10, 24, 12) };
  const storage = createLocalStorage({ folder, now: () => clock.nowMs });
  return {
    storage,
    withShortTimeouts: storage,
    ...reach(storage, clock),
    listNames: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
      return files.filter((file) => !file.endsWith('.type'));
    },
    sendPart: async (upload, { partNumber }, bytes) => {
      await storage.multipart.receive?.(upload, partNumber, new Blob([bytes]).stream());
      return null;
    },
    advanceClock: (ms) => {
      clock.nowMs += ms;
    },
    signsUrls: false,
    namesDownloads: false,
    faults: null,
  };
}
