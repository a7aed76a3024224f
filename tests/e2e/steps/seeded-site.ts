import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { openDatabase } from '@/lib/server/db/database';
import type { createLocalStorage } from '@/lib/server/storage/local/storage';
import type { seedEditor, seedJob } from '../../setup/app/seed';
import { ROOT, temporaryFolder } from '../../setup/app-server';

/** Creates the data of an existing site before the app starts on it. */

export interface SeededSite {
  readonly folder: string;
  readonly db: Awaited<ReturnType<typeof openDatabase>>;
  readonly storage: ReturnType<typeof createLocalStorage>;
  readonly seedEditor: typeof seedEditor;
  readonly seedJob: typeof seedJob;
  /** Must be called before the app opens the data. */
  readonly close: () => void;
}

export async function openSeededSite(folder = temporaryFolder()): Promise<SeededSite> {
  // `server-only` throws outside a server bundle, so it is replaced with an empty module here.
  const empty = pathToFileURL(path.join(ROOT, 'tests/setup/empty.ts')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => (specifier === 'server-only' ? { url: empty, shortCircuit: true } : next(specifier, context)),
  });
  const [databaseModule, storageModule, seed] = await Promise.all([
    import('@/lib/server/db/database'),
    import('@/lib/server/storage/local/storage'),
    import('../../setup/app/seed'),
  ]);
  hooks.deregister();
  const db = await databaseModule.openDatabase({ url: `file:${path.join(folder, 'lip-sync.db')}`, authToken: null });
  const storage = storageModule.createLocalStorage({ folder: path.join(folder, 'files') });
  return { folder, db, storage, seedEditor: seed.seedEditor, seedJob: seed.seedJob, close: () => db.close() };
}
