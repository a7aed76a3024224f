import 'server-only';
import { UNDELETE_FOR_MS } from '@/lib/domain/job';
import type { Env } from './env';
import type { RetentionCutoffs, RetentionRecords } from './ledger/files-port';
import { describeError, type Log } from './log';
import type { Storage } from './storage/port';

/**
 * What is kept how long (`docs/retention.md` says it in words). A file that nothing needs is doomed in the ledger, then deleted from the
 * store, then forgotten in the ledger: a crash in between costs another try, and whoever is about to use a file has it or does not.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Upstream forgets a session; a day later nobody goes on with its video. */
const AFTER_SESSION_MS = 1 * DAY;
/** A ticket's last byte may come long after its end, over a slow line. */
const AFTER_TICKET_MS = 1 * DAY;
/** Upstream deletes results after 30 days (specification). */
const UNENDED_MS = 30 * DAY;
/** No voice and no picture takes that long to write. */
const UNFINISHED_MS = 1 * HOUR;
/** So that a restore in the last second, by another server's clock, still finds everything. */
const AFTER_UNDELETE_MS = 1 * HOUR;

/**
 * Threat: a clock that is wrong for a while, by a year perhaps, and makes everything old. Nothing is doomed before rounds have followed each
 * other for a day, by a clock that neither jumped nor stood still for two.
 */
const STEADY_FOR_MS = 1 * DAY;
const LONGEST_GAP_MS = 2 * DAY;

/** How often one file is looked at, and all of them begun with. */
const LOOK_AGAIN_MS = 1 * HOUR;
const ROUND_EVERY_MS = 10 * MINUTE;
const FILES_A_LOOK = 500;
const LOOKS_A_ROUND = 20;
/** 70,000 a day: more than a hostile address can make. */
const SESSIONS_A_ROUND = 500;
const DELETIONS_A_TURN = 50;
const PAUSE_MS = 10 * MINUTE;

export interface RetentionDeps {
  readonly env: Pick<Env, 'keepDays'>;
  readonly ledger: RetentionRecords;
  readonly storage: Pick<Storage, 'delete'>;
  readonly log: Log;
  readonly now: () => number;
  /** The time of day as the machine says it; `now` may be ahead of it where it was set back. */
  readonly wallClock: () => number;
}

function cutoffsAt(nowMs: number, keepDays: number | null): RetentionCutoffs {
  return {
    nowMs,
    resultsFromMs: keepDays === null ? null : nowMs - keepDays * DAY,
    putAwayMs: nowMs - UNDELETE_FOR_MS - AFTER_UNDELETE_MS,
    sessionsMs: nowMs - AFTER_SESSION_MS,
    ticketsMs: nowMs - AFTER_TICKET_MS,
    unendedMs: nowMs - UNENDED_MS,
    unfinishedMs: nowMs - UNFINISHED_MS,
  };
}

/**
 * Dooms what nothing needs, once in ten minutes however many servers there are, and deletes what is doomed, for as long as there is time.
 * Throws what the ledger throws; a store that fails is tried again later.
 * @returns whether time ran out.
 */
export async function sweepFiles(deps: RetentionDeps, untilMs: number): Promise<boolean> {
  const { ledger, env, now, wallClock } = deps;
  const nowMs = wallClock();
  const steadyForMs = await ledger.beginRound({ nowMs, everyMs: ROUND_EVERY_MS, gapMs: LONGEST_GAP_MS });
  if (steadyForMs !== null && steadyForMs >= STEADY_FOR_MS) {
    const cutoffs = cutoffsAt(nowMs, env.keepDays);
    const ended = await ledger.endResults(cutoffs, FILES_A_LOOK);
    let all = 0;
    for (let looks = 0; looks < LOOKS_A_ROUND && now() < untilMs; looks += 1) {
      const { looked, doomed } = await ledger.doomFiles(cutoffs, cutoffs.nowMs - LOOK_AGAIN_MS, FILES_A_LOOK);
      all += doomed;
      if (looked < FILES_A_LOOK) break;
    }
    await ledger.forgetSessions(nowMs, SESSIONS_A_ROUND);
    if (ended > 0 || all > 0) deps.log({ event: 'no-longer-needed', results: ended, files: all });
  }
  return deleteDoomed(deps, untilMs);
}

async function deleteDoomed({ ledger, storage, log, now }: RetentionDeps, untilMs: number): Promise<boolean> {
  for (;;) {
    const keys = await ledger.doomedFiles(now(), DELETIONS_A_TURN);
    for (const key of keys) {
      if (now() >= untilMs) return true;
      try {
        await storage.delete(key);
        await ledger.forgetFile(key);
      } catch (error) {
        log({ event: 'file-not-deleted', kind: key.split('/')[0], error: describeError(error) });
        await ledger.postponeDeletion(key, now() + PAUSE_MS);
      }
    }
    if (keys.length < DELETIONS_A_TURN) return false;
  }
}
