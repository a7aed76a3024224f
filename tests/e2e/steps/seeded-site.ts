import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { openDatabase } from '@/lib/server/db/database';
import type { createLocalStorage } from '@/lib/server/storage/local/storage';
import type { seedEditor, seedJob } from '../../setup/app/seed';
import { ROOT, temporaryFolder } from '../../setup/app-server';

/** The data of a site that has run for a while, made before the app starts on it. */

export interface OldSite {
  readonly folder: string;
  readonly db: Awaited<ReturnType<typeof openDatabase>>;
  readonly storage: ReturnType<typeof createLocalStorage>;
  readonly seedEditor: typeof seedEditor;
  readonly seedJob: typeof seedJob;
  /** Nobody else may be at the data when the app starts. */
  readonly close: () => void;
}

export async function openOldSite(folder = temporaryFolder()): Promise<OldSite> {
  // Server code refuses to load outside a server bundle; here the test is the server.
  const empty = pathToFileURL(path.join(ROOT, 'tests/setup/empty.ts')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => (specifier === 'server-only' ? { url: empty, shortCircuit: true } : next(specifier, context)),
  });
  const [ledgerModule, storageModule, seed] = await Promise.all([
    import('@/lib/server/db/database'),
    import('@/lib/server/storage/local/storage'),
    import('../../setup/app/seed'),
  ]);
  hooks.deregister();
  const db = await ledgerModule.openDatabase({ url: `file:${path.join(folder, 'lip-sync.db')}`, authToken: null });
  const storage = storageModule.createLocalStorage({ folder: path.join(folder, 'files') });
  return { folder, db, storage, seedEditor: seed.seedEditor, seedJob: seed.seedJob, close: () => db.close() };
}
