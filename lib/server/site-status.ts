import 'server-only';
import type { SettingAnswer, StatusAnswer } from '@/lib/contracts/status';
import type { Access, Editor } from './access/port';
import { budgetOf, spendingToday } from './budget';
import type { Env } from './env';
import { UPSTREAM_KEEPS_MS } from './job-answer';
import type { RetentionRecords } from './ledger/files-port';
import type { Charges, Mode, Overview } from './ledger/port';
import { describeError, type Log } from './log';
import { originOf } from './origin-check';
import type { PageAccess, Storage } from './storage/port';
import type { Upstream } from './upstream/port';

/** The owner's page of health: what is set and what is missing, what is left, what is lost, what waits. Asking never spends. */

/** The oldest lost jobs are named; the number says how many there are. */
const MAX_UNKNOWN_JOBS = 20;
/** Somebody who reloads the page does not ask upstream each time. */
const BALANCE_FOR_MS = 30_000;
/** Shorter ones are for people at one machine: 8,640 guesses a day find six digits within months. */
const GOOD_PASSCODE_LENGTH = 12;

export interface StatusDeps {
  readonly mode: Mode;
  readonly env: Env;
  readonly ledger: Overview & Charges & Pick<RetentionRecords, 'keptByKind' | 'countDoomed'>;
  readonly access: Pick<Access, 'isHttps'>;
  readonly storage: Pick<Storage, 'letsPagesIn'>;
  readonly upstream: Pick<Upstream, 'balance'>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Lost jobs are counted for whoever may see this page, and named for the owner: where practice has no door, that is everybody, and each is
 * told of their own alone.
 * @param asker `null`: nobody that is known.
 * @param request the asker's, which says under which address their browser sees this site.
 */
export async function readStatus(deps: StatusDeps, asker: Editor | null, request: Request): Promise<StatusAnswer> {
  const { mode, env, ledger } = deps;
  const [spending, counts, unknownJobs, archive, balance, kept, doomed, pageAccess] = await Promise.all([
    spendingToday(deps),
    ledger.jobCounts(mode),
    asker === null ? [] : ledger.unknownJobs({ mode, editorId: asker.role === 'owner' ? null : asker.editorId, limit: MAX_UNKNOWN_JOBS }),
    ledger.archiveBacklog(mode, deps.now() - UPSTREAM_KEEPS_MS),
    balanceOf(deps),
    ledger.keptByKind(),
    ledger.countDoomed(),
    deps.storage.letsPagesIn(originOf(request, env.trustedProxyHops, deps.access.isHttps(request))),
  ]);
  return {
    practice: mode === 'practice',
    settings: settingsOf(env, pageAccess),
    todayMilliPtc: spending.spentMilliPtc,
    budgetMilliPtc: budgetOf(env),
    balance,
    running: counts.running,
    unknown: counts.unknown,
    unknownJobs: unknownJobs.map(({ sinceMs, ...job }) => ({ ...job, since: new Date(sinceMs).toISOString() })),
    archive: {
      waiting: archive.waiting,
      failing: archive.failing,
      oldest: archive.oldestMs === null ? null : new Date(archive.oldestMs).toISOString(),
    },
    kept: [...kept],
    doomed,
  };
}

/** Cases of each setting; never its value. */
export function settingsOf(env: Env, pageAccess: PageAccess | null = null): SettingAnswer[] {
  const live = env.mode === 'live';
  const passcodeLength = env.ownerPasscode?.reveal().length ?? 0;
  return [
    live ? { name: 'key', state: 'set', level: 'fine' } : { name: 'key', state: 'missing', level: 'look' },
    passcodeLength === 0
      ? { name: 'passcode', state: 'missing', level: live ? 'todo' : 'look' }
      : passcodeLength < GOOD_PASSCODE_LENGTH
        ? { name: 'passcode', state: 'short', level: 'look' }
        : { name: 'passcode', state: 'set', level: 'fine' },
    { name: 'budget', state: env.budgetIsExplicit ? 'set' : live ? 'default' : 'none', level: 'fine' },
    { name: 'database', state: databaseOf(env), level: env.database.url === ':memory:' ? 'todo' : 'fine' },
    { name: 'storage', state: env.storage, level: 'fine' },
    ...(pageAccess === null ? [] : [{ name: 'pages' as const, state: pageAccess, level: PAGE_LEVELS[pageAccess] }]),
    { name: 'reach', state: env.publicBaseUrl === null ? 'none' : 'set', level: 'fine' },
    {
      name: 'proxy',
      state: env.trustedProxyHops === 0 ? 'none' : 'trusted',
      level: 'fine',
    },
    sweeperOf(env),
    { name: 'keeping', state: env.keepDays === null ? 'forever' : 'days', level: 'fine' },
  ];
}

const PAGE_LEVELS = { open: 'fine', shut: 'todo', unknown: 'look' } as const satisfies Record<PageAccess, SettingAnswer['level']>;

function sweeperOf({ onVercel, cronSecret }: Env): SettingAnswer {
  if (!onVercel) return { name: 'sweeper', state: 'timer', level: 'fine' };
  return cronSecret === null
    ? { name: 'sweeper', state: 'missing', level: 'todo' }
    : { name: 'sweeper', state: 'scheduled', level: 'fine' };
}

function databaseOf({ database }: Env): string {
  if (database.url === ':memory:') return 'memory';
  return database.url.startsWith('file:') ? 'file' : 'server';
}

type Balance = StatusAnswer['balance'];

/** By upstream, so that a test's server knows nothing of another's. */
const asked = new WeakMap<object, { readonly atMs: number; readonly balance: Promise<Balance> }>();

function balanceOf(deps: StatusDeps): Promise<Balance> {
  const { upstream, now } = deps;
  const known = asked.get(upstream);
  if (known !== undefined && now() - known.atMs < BALANCE_FOR_MS) return known.balance;
  const balance = askBalance(deps);
  asked.set(upstream, { atMs: now(), balance });
  return balance;
}

async function askBalance({ upstream, log }: StatusDeps): Promise<Balance> {
  if (upstream.balance === undefined) return { state: 'hidden' };
  try {
    const milliPtc = await upstream.balance();
    return milliPtc === null ? { state: 'hidden' } : { state: 'known', milliPtc };
  } catch (error) {
    log({ event: 'balance-unknown', error: describeError(error) });
    return { state: 'unreachable' };
  }
}
