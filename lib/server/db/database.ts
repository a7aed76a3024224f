import 'server-only';
import { createAdminQueries } from './admin-queries';
import { createArchiveCopyQueries } from './archive-copies';
import { createChargeReport } from './charge-report';
import { createChargeQueries } from './charges';
import { connectDatabase, type DatabaseLocation } from './connection/client';
import { createFileQueries } from './files';
import { createInviteQueries } from './invites';
import { createJobQueries } from './jobs';
import { createLibraryQueries } from './library';
import { createPassQueries } from './passes';
import { createRateLimitQueries } from './rate-limits';
import { createRetentionQueries } from './retention';
import { createSessionQueries } from './sessions';
import { createShareQueries } from './shares';
import { createSimulatorState } from './simulator-state';
import { createUploadQueries } from './uploads';
import { createVideoQueries } from './videos';

/** Opens the database of sessions, uploads, videos, jobs and charges. */
export async function openDatabase(location: DatabaseLocation) {
  const database = await connectDatabase(location);
  const jobs = createJobQueries(database);
  return {
    ...createSessionQueries(database),
    ...createInviteQueries(database),
    ...createRateLimitQueries(database),
    ...createUploadQueries(database),
    ...createVideoQueries(database),
    ...jobs,
    ...createPassQueries(database, jobs.findJob),
    ...createArchiveCopyQueries(database),
    ...createFileQueries(database),
    ...createRetentionQueries(database),
    ...createChargeQueries(database),
    ...createShareQueries(database),
    ...createLibraryQueries(database),
    ...createChargeReport(database),
    ...createAdminQueries(database),
    simulatorState: createSimulatorState(database),
    close: database.close,
  };
}

export type Database = Awaited<ReturnType<typeof openDatabase>>;
