import 'server-only';
import { readEnv } from './config/env';
import { extendRequestTimeout } from './http/request-timeout';
import { recordSocketAddresses } from './http/socket-address';
import { runMaintenance } from './maintenance/run-maintenance';
import { createLog, describeError } from './runtime/log';
import { getServices } from './services';

/** What happens when a server starts: services are made, so that lost jobs are seen at once, and one that lives begins to sweep. */

const MAINTENANCE_INTERVAL_MS = 15_000;
/** For the owner, who reads it in the log, because no page can know yet who is the owner. */
const PASSCODE_MISSING_MESSAGE =
  'There is an API key, but no passcode: nobody is let in and nothing can be spent. Set OWNER_PASSCODE and start again.';

declare global {
  /** One for the process, over every reload of its modules. */
  var lipSyncMaintenanceTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Never throws: a server whose settings are wrong still starts, says so in its log, and answers `not-configured`. */
export async function startServer(): Promise<void> {
  try {
    // A function of Vercel's does not live between requests, and has no connections of its own.
    if (!readEnv(process.env).onVercel) {
      recordSocketAddresses();
      extendRequestTimeout();
      // Also where the database does not answer yet: each round tries again.
      scheduleMaintenance();
    }
    const { env, log } = await getServices();
    if (env.authMode === 'shut') log({ event: 'door-shut', todo: PASSCODE_MISSING_MESSAGE });
  } catch (error) {
    createLog()({ event: 'not-started', error: describeError(error) });
  }
}

/** The next round is set when one has ended, so that they never pile up. */
function scheduleMaintenance(): void {
  clearTimeout(globalThis.lipSyncMaintenanceTimer);
  globalThis.lipSyncMaintenanceTimer = setTimeout(async () => {
    await getServices()
      .then((services) => runMaintenance(services))
      .catch((error: unknown) => createLog()({ event: 'sweep-failed', error: describeError(error) }));
    scheduleMaintenance();
  }, MAINTENANCE_INTERVAL_MS);
  // The timer alone must not keep a process alive that wants to end.
  globalThis.lipSyncMaintenanceTimer.unref();
}
