import 'server-only';
import type { InviteAnswer, MadeInviteAnswer, TeamAnswer } from '@/lib/contracts/team';
import type { Invite, Invites, MadeInvite } from './access/port';
import { budgetOf } from './budget';
import type { Env } from './env';
import type { Mode, Overview } from './ledger/port';

/** The owner's page of people: whom they invited, and who spent what. Practice figures are what it would have cost. */

export interface TeamDeps {
  readonly mode: Mode;
  readonly env: Pick<Env, 'mode' | 'dailyBudgetMilliPtc' | 'budgetIsExplicit'>;
  readonly invites: Pick<Invites, 'list'>;
  readonly ledger: Pick<Overview, 'spenders'>;
  readonly now: () => number;
}

export async function readTeam({ mode, env, invites, ledger, now }: TeamDeps): Promise<TeamAnswer> {
  const [listed, spenders] = await Promise.all([invites.list(), ledger.spenders(mode, new Date(now()).toISOString().slice(0, 10))]);
  const sumOf = (field: 'todayMilliPtc' | 'totalMilliPtc') => spenders.reduce((sum, spender) => sum + spender[field], 0);
  return {
    practice: mode === 'practice',
    invites: listed.map(toInviteAnswer),
    spenders: spenders
      .toSorted((a, b) => b.totalMilliPtc - a.totalMilliPtc || a.editorId.localeCompare(b.editorId))
      .map(({ editorId, ...spender }) => ({ spenderId: editorId, ...spender })),
    todayMilliPtc: sumOf('todayMilliPtc'),
    totalMilliPtc: sumOf('totalMilliPtc'),
    budgetMilliPtc: budgetOf(env),
  };
}

function toInviteAnswer({ inviteId, label, createdAtMs, linkedAtMs, lastUsedAtMs, revokedAtMs }: Invite): InviteAnswer {
  return {
    inviteId,
    label,
    createdAt: iso(createdAtMs),
    linkedAt: iso(linkedAtMs),
    lastUsedAt: lastUsedAtMs === null ? null : iso(lastUsedAtMs),
    revokedAt: revokedAtMs === null ? null : iso(revokedAtMs),
  };
}

export function toMadeInvite({ invite, token }: MadeInvite): MadeInviteAnswer {
  return { invite: toInviteAnswer(invite), path: `/join#${token}` };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
