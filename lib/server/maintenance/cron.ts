import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RateLimitStore } from '@/lib/server/auth/types';
import type { Env } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import { type MaintenanceDeps, runMaintenance } from './run-maintenance';

/** Sweeping where no process lives long enough for a timer: twice a day by a call from outside, and along with what editors ask. */

/** A function on Vercel ends after 300 s (`vercel.json`); what is not done by then is the next call's. */
const MAX_CRON_RUN_MS = 240_000;
/** So that a team that polls all day sweeps as often as a server with a timer, and no more. */
const BACKGROUND_INTERVAL_MS = 60_000;
const MAX_BACKGROUND_RUN_MS = 60_000;
const BACKGROUND_RUN_KEY = 'sweep along';

/** As Vercel sends it. Hashed first, so that not even the length can be told from the time that it takes. */
export function authorizeCron({ cronSecret }: Pick<Env, 'cronSecret'>, request: Request): void {
  if (cronSecret === null) throw new AppError('not-found', 'there is nothing at this address');
  const toSha256 = (text: string) => createHash('sha256').update(text).digest();
  const receivedHash = toSha256(request.headers.get('authorization') ?? '');
  if (!timingSafeEqual(receivedHash, toSha256(`Bearer ${cronSecret.reveal()}`)))
    throw new AppError('unauthorized', 'this needs the secret of the scheduler');
}

/** Round after round, as long as there is something left and time for it. Never throws; `done` says whether all of it was done. */
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

/** Behind an answer, where nothing else would do it before tomorrow: one round a minute, whoever asks. Never throws. */
export async function runMaintenanceInBackground(deps: MaintenanceDeps & BackgroundDeps): Promise<void> {
  const { env, db, now } = deps;
  if (!env.onVercel || (await db.hasMark(BACKGROUND_RUN_KEY, now()))) return;
  // Two at the same moment do no harm: every step of a sweep is taken by one of them.
  await db.mark(BACKGROUND_RUN_KEY, now() + BACKGROUND_INTERVAL_MS);
  await runMaintenance(deps, now() + MAX_BACKGROUND_RUN_MS);
}
