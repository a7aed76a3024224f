'use client';

import { useState } from 'react';
import type { OwnerApi } from '@/lib/client/owner-api';
import { ownerApi } from '@/lib/client/owner-api';
import type { SpendingAnswer } from '@/lib/contracts/access';
import type { MadeInviteAnswer, TeamAnswer } from '@/lib/contracts/team';
import { ownerWords } from '@/lib/i18n/owner';
import { useWords } from '@/lib/i18n/use-words';
import { InviteForm } from './invite-form';
import { InviteList } from './invite-list';
import { InviteOnShow } from './invite-on-show';
import { OwnerFrame, OwnerSection } from './owner-frame';
import { SpenderTable } from './spender-table';
import { SpendingDownload } from './spending-download';

interface TeamViewProps {
  readonly initial: TeamAnswer;
  readonly spending: SpendingAnswer | null;
  readonly api?: OwnerApi;
}

/** Whom the owner invited, and who spent what. */
export function TeamView({ initial, spending, api: given }: TeamViewProps) {
  const words = useWords(ownerWords);
  const [api] = useState(() => given ?? ownerApi());
  const [team, setTeam] = useState(initial);
  const [made, setMade] = useState<MadeInviteAnswer | null>(null);
  const { practice } = team;

  /** The list is read anew after each change, so that it shows what the server has and not what this page believes. */
  const refresh = async () => setTeam(await api.readTeam());
  const show = async (next: MadeInviteAnswer) => {
    setMade(next);
    await refresh();
  };

  return (
    <OwnerFrame page="team" practice={practice} spending={spending} title={words.teamTitle} text={words.teamText}>
      <OwnerSection title={words.invitesTitle} text={practice ? words.teamPractice : undefined}>
        <div className="flex flex-col gap-5">
          <InviteForm practice={practice} makeInvite={async (label) => show(await api.makeInvite(label))} />
          {made === null ? null : <InviteOnShow key={made.path} made={made} onDone={() => setMade(null)} />}
          <InviteList
            invites={team.invites}
            practice={practice}
            onRelink={async (inviteId) => show(await api.relinkInvite(inviteId))}
            onRevoke={async (inviteId) => {
              await api.revokeInvite(inviteId);
              if (made?.invite.inviteId === inviteId) setMade(null);
              await refresh();
            }}
          />
        </div>
      </OwnerSection>
      <OwnerSection title={words.spendingTitle} text={practice ? words.spendingPractice : undefined}>
        <div className="flex flex-col gap-7">
          <SpenderTable team={team} />
          <SpendingDownload />
        </div>
      </OwnerSection>
    </OwnerFrame>
  );
}
