import 'server-only';
import { createCharges } from './charges';
import { openDatabase } from './database';
import { createJobs } from './jobs';
import type { Ledger } from './port';
import { createSessions } from './sessions';
import { createSimulatorState } from './simulator-state';
import { createUploads } from './uploads';
import { createVideos } from './videos';

/** Everything that must outlive a process: who may come in, what was sent, what was asked of upstream, and what it cost. */
export async function openLedger(at: { readonly url: string; readonly authToken: string | null }): Promise<Ledger> {
  const database = await openDatabase(at);
  return {
    ...createSessions(database),
    ...createUploads(database),
    ...createVideos(database),
    ...createJobs(database),
    ...createCharges(database),
    simulatorState: createSimulatorState(database),
    close: database.close,
  };
}
