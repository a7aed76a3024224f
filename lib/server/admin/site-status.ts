import 'server-only';
import type { SettingResponse, StatusResponse } from '@/lib/contracts/status';
import type { Editor } from '@/lib/domain/editor';
import type { Auth } from '@/lib/server/auth/types';
import type { Env } from '@/lib/server/config/env';
import type { RetentionRecords } from '@/lib/server/db/records/files';
import type { AdminQueries, Charges, Mode } from '@/lib/server/db/records/records';
import { getOrigin } from '@/lib/server/http/origin-check';
import { getDailyBudget, getSpendingToday } from '@/lib/server/jobs/budget';
import { UPSTREAM_RETENTION_MS } from '@/lib/server/jobs/job-response';
import { describeError, type Log } from '@/lib/server/runtime/log';
import type { CorsStatus, Storage } from '@/lib/server/storage/storage';
import type { Upstream } from '@/lib/server/upstream/types';

/** The owner's status page: configuration, remaining budget, lost jobs and queues. Reading it never costs money. */

/** The oldest lost jobs are listed; the count covers all. */
const MAX_UNKNOWN_JOBS = 20;
/** Caches upstream checks, so that reloading the page does not send a request each time. */
const BALANCE_CACHE_MS = 30_000;
/** Shorter passcodes suit only local use: 8,640 guesses a day find six digits within months. */
const MIN_STRONG_PASSCODE_LENGTH = 12;

export interface SiteStatusDeps {
  readonly mode: Mode;
  readonly env: Env;
  readonly db: AdminQueries & Charges & Pick<RetentionRecords, 'countFilesByKind' | 'countPendingDeletion'>;
  readonly auth: Pick<Auth, 'isHttps'>;
  readonly storage: Pick<Storage, 'checkCors'>;
  readonly upstream: Pick<Upstream, 'balance'>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * All visitors of this page see the number of lost jobs; the owner also sees which. In practice mode without sign-in every visitor has
 * access, so each sees only their own jobs.
 * @param caller `null` for an anonymous visitor.
 * @param request used for the URL under which the browser sees this site.
 */
export async function getSiteStatus(deps: SiteStatusDeps, caller: Editor | null, request: Request): Promise<StatusResponse> {
  const { mode, env, db } = deps;
  const [spending, counts, unknownJobs, archive, balance, kept, doomed, pageAccess] = await Promise.all([
    getSpendingToday(deps),
    db.countJobs(mode),
    caller === null
      ? []
      : db.listUnknownJobs({ mode, editorId: caller.role === 'owner' ? null : caller.editorId, limit: MAX_UNKNOWN_JOBS }),
    db.getArchiveBacklog(mode, deps.now() - UPSTREAM_RETENTION_MS),
    getBalance(deps),
    db.countFilesByKind(),
    db.countPendingDeletion(),
    deps.storage.checkCors(getOrigin(request, env.trustedProxyHops, deps.auth.isHttps(request))),
  ]);
  return {
    practice: mode === 'practice',
    settings: getSettingStatuses(env, pageAccess),
    todayMilliPtc: spending.spentMilliPtc,
    budgetMilliPtc: getDailyBudget(env),
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
    pendingDeletion: doomed,
  };
}

/** The state of each setting, never its value. */
export function getSettingStatuses(env: Env, pageAccess: CorsStatus | null = null): SettingResponse[] {
  const live = env.mode === 'live';
  const passcodeLength = env.ownerPasscode?.reveal().length ?? 0;
  return [
    live ? { name: 'key', state: 'set', level: 'fine' } : { name: 'key', state: 'missing', level: 'look' },
    passcodeLength === 0
      ? { name: 'passcode', state: 'missing', level: live ? 'todo' : 'look' }
      : passcodeLength < MIN_STRONG_PASSCODE_LENGTH
        ? { name: 'passcode', state: 'short', level: 'look' }
        : { name: 'passcode', state: 'set', level: 'fine' },
    { name: 'budget', state: env.budgetIsExplicit ? 'set' : live ? 'default' : 'none', level: 'fine' },
    { name: 'database', state: getDatabaseKind(env), level: env.database.url === ':memory:' ? 'todo' : 'fine' },
    { name: 'storage', state: env.storage, level: 'fine' },
    ...(pageAccess === null ? [] : [{ name: 'pages' as const, state: pageAccess, level: PAGE_LEVELS[pageAccess] }]),
    { name: 'reach', state: env.publicBaseUrl === null ? 'none' : 'set', level: 'fine' },
    {
      name: 'proxy',
      state: env.trustedProxyHops === 0 ? 'none' : 'trusted',
      level: 'fine',
    },
    getMaintenanceStatus(env),
    { name: 'keeping', state: env.keepDays === null ? 'forever' : 'days', level: 'fine' },
  ];
}

const PAGE_LEVELS = { open: 'fine', shut: 'todo', unknown: 'look' } as const satisfies Record<CorsStatus, SettingResponse['level']>;

function getMaintenanceStatus({ onVercel, cronSecret }: Env): SettingResponse {
  if (!onVercel) return { name: 'sweeper', state: 'timer', level: 'fine' };
  return cronSecret === null
    ? { name: 'sweeper', state: 'missing', level: 'todo' }
    : { name: 'sweeper', state: 'scheduled', level: 'fine' };
}

function getDatabaseKind({ database }: Env): string {
  if (database.url === ':memory:') return 'memory';
  return database.url.startsWith('file:') ? 'file' : 'server';
}

type Balance = StatusResponse['balance'];

/** Keyed by upstream, so that servers in tests do not share results. */
const balanceCache = new WeakMap<object, { readonly atMs: number; readonly balance: Promise<Balance> }>();

function getBalance(deps: SiteStatusDeps): Promise<Balance> {
  const { upstream, now } = deps;
  const cached = balanceCache.get(upstream);
  if (cached !== undefined && now() - cached.atMs < BALANCE_CACHE_MS) return cached.balance;
  const balance = fetchBalance(deps);
  balanceCache.set(upstream, { atMs: now(), balance });
  return balance;
}

async function fetchBalance({ upstream, log }: SiteStatusDeps): Promise<Balance> {
  if (upstream.balance === undefined) return { state: 'hidden' };
  try {
    const milliPtc = await upstream.balance();
    return milliPtc === null ? { state: 'hidden' } : { state: 'known', milliPtc };
  } catch (error) {
    log({ event: 'balance-unknown', error: describeError(error) });
    return { state: 'unreachable' };
  }
}
