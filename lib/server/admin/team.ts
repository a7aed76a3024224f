import 'server-only';
import type { CreatedInviteResponse, InviteResponse, TeamResponse } from '@/lib/contracts/team';
import type { Invite } from '@/lib/domain/editor';
import type { CreatedInvite, Invites } from '@/lib/server/auth/types';
import type { Env } from '@/lib/server/config/env';
import type { AdminQueries, Mode } from '@/lib/server/db/records/records';
import { getDailyBudget } from '@/lib/server/jobs/budget';

/** The owner's team page: invited editors and their spending. Practice figures show what live mode would have cost. */

export interface TeamDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;
  readonly invites: Pick<Invites, 'list'>;
  readonly db: Pick<AdminQueries, 'listSpenders'>;
  readonly now: () => number;
}

export async function getTeam({ mode, env, invites, db, now }: TeamDeps): Promise<TeamResponse> {
  const [listed, spenders] = await Promise.all([invites.list(), db.listSpenders(mode, new Date(now()).toISOString().slice(0, 10))]);
  const sumField = (field: 'todayMilliPtc' | 'totalMilliPtc') => spenders.reduce((sum, spender) => sum + spender[field], 0);
  return {
    practice: mode === 'practice',
    invites: listed.map(toInviteResponse),
    spenders: spenders
      .toSorted((a, b) => b.totalMilliPtc - a.totalMilliPtc || a.editorId.localeCompare(b.editorId))
      .map(({ editorId, ...spender }) => ({ spenderId: editorId, ...spender })),
    todayMilliPtc: sumField('todayMilliPtc'),
    totalMilliPtc: sumField('totalMilliPtc'),
    budgetMilliPtc: getDailyBudget(env),
  };
}

function toInviteResponse({ inviteId, label, createdAtMs, linkedAtMs, lastUsedAtMs, revokedAtMs }: Invite): InviteResponse {
  return {
    inviteId,
    label,
    createdAt: toIso(createdAtMs),
    linkedAt: toIso(linkedAtMs),
    lastUsedAt: lastUsedAtMs === null ? null : toIso(lastUsedAtMs),
    revokedAt: revokedAtMs === null ? null : toIso(revokedAtMs),
  };
}

export function toCreatedInviteResponse({ invite, token }: CreatedInvite): CreatedInviteResponse {
  return { invite: toInviteResponse(invite), path: `/join#${token}` };
}

function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
