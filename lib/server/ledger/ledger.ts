import 'server-only';
import { createBooks } from './books';
import { createCharges } from './charges';
import { createCopies } from './copies';
import { type DatabaseAddress, openDatabase } from './database';
import { createFiles } from './files';
import { createInviteRecords } from './invites';
import { createJobs } from './jobs';
import { createLibrary } from './library';
import { createLimitRecords } from './limits';
import { createOverview } from './overview';
import { createPasses } from './passes';
import type { Ledger } from './port';
import { createRetention } from './retention';
import { createSessions } from './sessions';
import { createClockRepair } from './set-back';
import { createShares } from './shares';
import { createSimulatorState } from './simulator-state';
import { createUploads } from './uploads';
import { createVideos } from './videos';

/** Everything that must outlive a process: who may come in, what was sent, what was asked of upstream, and what it cost. */
export async function openLedger(at: DatabaseAddress): Promise<Ledger> {
  const database = await openDatabase(at);
  const jobs = createJobs(database);
  return {
    ...createSessions(database),
    ...createInviteRecords(database),
    ...createLimitRecords(database),
    ...createUploads(database),
    ...createVideos(database),
    ...jobs,
    ...createPasses(database, jobs.findJob),
    ...createCopies(database),
    ...createFiles(database),
    ...createRetention(database),
    ...createCharges(database),
    ...createShares(database),
    ...createLibrary(database),
    ...createBooks(database),
    ...createOverview(database),
    ...createClockRepair(database),
    simulatorState: createSimulatorState(database),
    close: database.close,
  };
}
