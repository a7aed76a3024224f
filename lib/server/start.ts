import 'server-only';
import { readEnv } from './config/env';
import { extendRequestTimeout } from './http/request-timeout';
import { recordSocketAddresses } from './http/socket-address';
import { runMaintenance } from './maintenance/run-maintenance';
import { createLog, describeError } from './runtime/log';
import { getServices } from './services';

/** Server start: creates the services, so that lost jobs are detected at once, and schedules maintenance in a long-lived process. */

const MAINTENANCE_INTERVAL_MS = 15_000;
/** Printed in the log for the owner, because before the first sign-in no page can identify the owner. */
const PASSCODE_MISSING_MESSAGE =
  'There is an API key, but no passcode: nobody is let in and nothing can be spent. Set OWNER_PASSCODE and start again.';

declare global {
  /** One instance per process, across module reloads. */
  var lipSyncMaintenanceTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Never throws: a server with invalid settings still starts, logs the problem and responds `not-configured`. */
export async function startServer(): Promise<void> {
  try {
    // A function on Vercel does not live between requests and has no access to its sockets.
    if (!readEnv(process.env).onVercel) {
      recordSocketAddresses();
      extendRequestTimeout();
      // Also scheduled if the database is unavailable: each round retries.
      scheduleMaintenance();
    }
    const { env, log } = await getServices();
    if (env.authMode === 'shut') log({ event: 'door-shut', todo: PASSCODE_MISSING_MESSAGE });
  } catch (error) {
    createLog()({ event: 'not-started', error: describeError(error) });
  }
}

/** Schedules the next round when one has ended, so that rounds never overlap. */
function scheduleMaintenance(): void {
  clearTimeout(globalThis.lipSyncMaintenanceTimer);
  globalThis.lipSyncMaintenanceTimer = setTimeout(async () => {
    await getServices()
      .then((services) => runMaintenance(services))
      .catch((error: unknown) => createLog()({ event: 'sweep-failed', error: describeError(error) }));
    scheduleMaintenance();
  }, MAINTENANCE_INTERVAL_MS);
  // The timer must not keep the process alive.
  globalThis.lipSyncMaintenanceTimer.unref();
}
