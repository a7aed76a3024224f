import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RateLimitStore } from '@/lib/server/auth/types';
import type { Env } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import { type MaintenanceDeps, runMaintenance } from './run-maintenance';

/** Runs maintenance on platforms without a long-lived process: by a scheduled request twice a day, and in the background of editors' requests. */

/** A function on Vercel ends after 300 s (`vercel.json`); the next run does the rest. */
const MAX_CRON_RUN_MS = 240_000;
/** Limits background runs to the frequency of a server with a timer, however often clients poll. */
const BACKGROUND_INTERVAL_MS = 60_000;
const MAX_BACKGROUND_RUN_MS = 60_000;
const BACKGROUND_RUN_KEY = 'sweep along';

/** Checks the header that Vercel sends. The secret is hashed before comparing, so that timing does not reveal its length. */
export function authorizeCron({ cronSecret }: Pick<Env, 'cronSecret'>, request: Request): void {
  if (cronSecret === null) throw new AppError('not-found', 'there is nothing at this address');
  const toSha256 = (text: string) => createHash('sha256').update(text).digest();
  const receivedHash = toSha256(request.headers.get('authorization') ?? '');
  if (!timingSafeEqual(receivedHash, toSha256(`Bearer ${cronSecret.reveal()}`)))
    throw new AppError('unauthorized', 'this needs the secret of the scheduler');
}

/**
 * Runs rounds until no work or no time is left. Never throws.
 * @returns `done`: whether all work was done.
 */
export async function runMaintenanceUntilDone(deps: MaintenanceDeps, timeLimitMs = MAX_CRON_RUN_MS): Promise<{ readonly done: boolean }> {
  const untilMs = deps.now() + timeLimitMs;
  let hasMore = true;
  while (hasMore && deps.now() < untilMs) hasMore = await runMaintenance(deps, untilMs);
  return { done: !hasMore };
}

interface BackgroundDeps {
  readonly env: Pick<Env, 'onVercel'>;
  readonly db: Pick<RateLimitStore, 'hasMark' | 'mark'>;
}

/** Runs after a response on platforms without a timer: at most one round a minute. Never throws. */
export async function runMaintenanceInBackground(deps: MaintenanceDeps & BackgroundDeps): Promise<void> {
  const { env, db, now } = deps;
  if (!env.onVercel || (await db.hasMark(BACKGROUND_RUN_KEY, now()))) return;
  // Two concurrent rounds are safe: each step is claimed by one of them.
  await db.mark(BACKGROUND_RUN_KEY, now() + BACKGROUND_INTERVAL_MS);
  await runMaintenance(deps, now() + MAX_BACKGROUND_RUN_MS);
}
