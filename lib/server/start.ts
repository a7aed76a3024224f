import 'server-only';
import { readEnv } from './env';
import { createLog, describeError } from './log';
import { notePeerAddresses } from './peer-address';
import { getServices } from './services';
import { allowSlowUploads } from './slow-uploads';
import { sweep } from './sweep';

/** What happens when a server starts: services are made, so that lost jobs are seen at once, and one that lives begins to sweep. */

const SWEEP_EVERY_MS = 15_000;
/** For the owner, who reads it in the log, because no page can know yet who is the owner. */
const DOOR_SHUT = 'There is an API key, but no passcode: nobody is let in and nothing can be spent. Set OWNER_PASSCODE and start again.';

declare global {
  /** One for the process, over every reload of its modules. */
  var lipSyncSweeper: ReturnType<typeof setTimeout> | undefined;
}

/** Never throws: a server whose settings are wrong still starts, says so in its log, and answers `not-configured`. */
export async function start(): Promise<void> {
  try {
    // A function of Vercel's does not live between requests, and has no connections of its own.
    if (!readEnv(process.env).onVercel) {
      notePeerAddresses();
      allowSlowUploads();
      // Also where the database does not answer yet: each round tries again.
      sweepForever();
    }
    const { env, log } = await getServices();
    if (env.door === 'shut') log({ event: 'door-shut', todo: DOOR_SHUT });
  } catch (error) {
    createLog()({ event: 'not-started', error: describeError(error) });
  }
}

/** The next round is set when one has ended, so that they never pile up. */
function sweepForever(): void {
  clearTimeout(globalThis.lipSyncSweeper);
  globalThis.lipSyncSweeper = setTimeout(async () => {
    await getServices()
      .then((services) => sweep(services))
      .catch((error: unknown) => createLog()({ event: 'sweep-failed', error: describeError(error) }));
    sweepForever();
  }, SWEEP_EVERY_MS);
  // The timer alone must not keep a process alive that wants to end.
  globalThis.lipSyncSweeper.unref();
}
