'use client';

import { useState } from 'react';
import type { OwnerApi } from '@/lib/client/requests/owner-api';
import { ownerApi } from '@/lib/client/requests/owner-api';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { CreatedInviteResponse, TeamResponse } from '@/lib/contracts/team';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';
import { InviteForm } from './invite-form';
import { InviteList } from './invite-list';
import { NewInviteLink } from './new-invite-link';
import { OwnerLayout, OwnerSection } from './owner-layout';
import { SpenderTable } from './spender-table';
import { SpendingDownload } from './spending-download';

interface TeamViewProps {
  readonly initial: TeamResponse;
  readonly spending: SpendingResponse | null;
  readonly api?: OwnerApi;
}

/** Invites, and spending per person. */
export function TeamView({ initial, spending, api: injectedApi }: TeamViewProps) {
  const messages = useMessages(ownerMessages);
  const [api] = useState(() => injectedApi ?? ownerApi());
  const [team, setTeam] = useState(initial);
  const [newInvite, setNewInvite] = useState<CreatedInviteResponse | null>(null);
  const { practice } = team;

  /** Reloads the list after each change, so that it shows the server's state. */
  const refresh = async () => setTeam(await api.readTeam());
  const showInvite = async (created: CreatedInviteResponse) => {
    setNewInvite(created);
    await refresh();
  };

  return (
    <OwnerLayout page="team" practice={practice} spending={spending} title={messages.teamTitle} text={messages.teamText}>
      <OwnerSection title={messages.invitesTitle} text={practice ? messages.teamPractice : undefined}>
        <div className="flex flex-col gap-5">
          <InviteForm practice={practice} createInvite={async (label) => showInvite(await api.createInvite(label))} />
          {newInvite === null ? null : <NewInviteLink key={newInvite.path} newInvite={newInvite} onDone={() => setNewInvite(null)} />}
          <InviteList
            invites={team.invites}
            practice={practice}
            onRelink={async (inviteId) => showInvite(await api.relinkInvite(inviteId))}
            onRevoke={async (inviteId) => {
              await api.revokeInvite(inviteId);
              if (newInvite?.invite.inviteId === inviteId) setNewInvite(null);
              await refresh();
            }}
          />
        </div>
      </OwnerSection>
      <OwnerSection title={messages.spendingTitle} text={practice ? messages.spendingPractice : undefined}>
        <div className="flex flex-col gap-7">
          <SpenderTable team={team} />
          <SpendingDownload />
        </div>
      </OwnerSection>
    </OwnerLayout>
  );
}
