import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { LimitStore } from './access/port';
import { AppError } from './app-error';
import type { Env } from './env';
import { type SweepDeps, sweep } from './sweep';

/** Sweeping where no process lives long enough for a timer: twice a day by a call from outside, and along with what editors ask. */

/** A function on Vercel ends after 300 s (`vercel.json`); what is not done by then is the next call's. */
const CALL_MS = 240_000;
/** So that a team that polls all day sweeps as often as a server with a timer, and no more. */
const ALONG_EVERY_MS = 60_000;
const ALONG_MS = 60_000;
const ALONG = 'sweep along';

/** As Vercel sends it. Hashed first, so that not even the length can be told from the time that it takes. */
export function checkCron({ cronSecret }: Pick<Env, 'cronSecret'>, request: Request): void {
  if (cronSecret === null) throw new AppError('not-found', 'there is nothing at this address');
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  const given = hashOf(request.headers.get('authorization') ?? '');
  if (!timingSafeEqual(given, hashOf(`Bearer ${cronSecret.reveal()}`)))
    throw new AppError('not-let-in', 'this needs the secret of the scheduler');
}

/** Round after round, as long as there is something left and time for it. Never throws; `done` says whether all of it was done. */
export async function sweepUntilDone(deps: SweepDeps, callMs = CALL_MS): Promise<{ readonly done: boolean }> {
  const untilMs = deps.now() + callMs;
  let more = true;
  while (more && deps.now() < untilMs) more = await sweep(deps, untilMs);
  return { done: !more };
}

interface AlongDeps {
  readonly env: Pick<Env, 'onVercel'>;
  readonly ledger: Pick<LimitStore, 'isMarked' | 'mark'>;
}

/** Behind an answer, where nothing else would do it before tomorrow: one round a minute, whoever asks. Never throws. */
export async function sweepAlong(deps: SweepDeps & AlongDeps): Promise<void> {
  const { env, ledger, now } = deps;
  if (!env.onVercel || (await ledger.isMarked(ALONG, now()))) return;
  // Two at the same moment do no harm: every step of a sweep is taken by one of them.
  await ledger.mark(ALONG, now() + ALONG_EVERY_MS);
  await sweep(deps, now() + ALONG_MS);
}
