import 'server-only';
import { createCharges } from './charges';
import { openDatabase } from './database';
import { createInviteRecords } from './invites';
import { createJobs } from './jobs';
import { createLimitRecords } from './limits';
import { createOverview } from './overview';
import type { Ledger } from './port';
import { createSessions } from './sessions';
import { createShares } from './shares';
import { createSimulatorState } from './simulator-state';
import { createUploads } from './uploads';
import { createVideos } from './videos';

/** Everything that must outlive a process: who may come in, what was sent, what was asked of upstream, and what it cost. */
export async function openLedger(at: { readonly url: string; readonly authToken: string | null }): Promise<Ledger> {
  const database = await openDatabase(at);
  return {
    ...createSessions(database),
    ...createInviteRecords(database),
    ...createLimitRecords(database),
    ...createUploads(database),
    ...createVideos(database),
    ...createJobs(database),
    ...createCharges(database),
    ...createShares(database),
    ...createOverview(database),
    simulatorState: createSimulatorState(database),
    close: database.close,
  };
}
