'use client';

import { useRef, useState } from 'react';
import { ErrorNotice } from '@/components/shell/error-notice';
import { Button } from '@/components/ui/button';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import type { InviteResponse } from '@/lib/contracts/team';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';

interface InviteListProps {
  readonly invites: readonly InviteResponse[];
  readonly practice: boolean;
  readonly onRelink: (inviteId: string) => Promise<void>;
  readonly onRevoke: (inviteId: string) => Promise<void>;
}

/** All active invites; revoked ones are in a collapsed section below. */
export function InviteList({ invites, practice, onRelink, onRevoke }: InviteListProps) {
  const messages = useMessages(ownerMessages);
  const activeInvites = invites.filter(({ revokedAt }) => revokedAt === null);
  const revokedInvites = invites.filter(({ revokedAt }) => revokedAt !== null);
  return (
    <div className="flex flex-col gap-4">
      {activeInvites.length === 0 ? <p className="text-ink-soft">{messages.noInvites}</p> : null}
      {activeInvites.length > 0 ? (
        <ul className="border-line border-b">
          {activeInvites.map((invite) => (
            <InviteRow
              key={invite.inviteId}
              invite={invite}
              practice={practice}
              onRelink={() => onRelink(invite.inviteId)}
              onRevoke={() => onRevoke(invite.inviteId)}
            />
          ))}
        </ul>
      ) : null}
      {revokedInvites.length > 0 ? (
        <details>
          <summary className="min-h-6 cursor-pointer text-ink-soft">{messages.revokedTitle(revokedInvites.length)}</summary>
          <ul className="mt-2 border-line border-b">
            {revokedInvites.map(({ inviteId, label, revokedAt }) => (
              <li key={inviteId} className="flex flex-wrap items-baseline justify-between gap-x-4 border-line border-t py-2.5">
                <span className="wrap-anywhere text-ink-soft">{label}</span>
                <span className="tabular text-ink-faint text-small">{messages.revoked(revokedAt ?? '')}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

interface InviteRowProps {
  readonly invite: InviteResponse;
  readonly practice: boolean;
  readonly onRelink: () => Promise<void>;
  readonly onRevoke: () => Promise<void>;
}

type InviteAction = 'relink' | 'revoke';

/** Both actions end someone's access, so each requires a confirmation. */
function InviteRow({ invite, practice, onRelink, onRevoke }: InviteRowProps) {
  const messages = useMessages(ownerMessages);
  const [pendingAction, setPendingAction] = useState<InviteAction | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const busyRef = useRef(false);
  const { label, createdAt, linkedAt, lastUsedAt } = invite;

  const confirmAction = async () => {
    if (busyRef.current || pendingAction === null) return;
    busyRef.current = true;
    setError(null);
    try {
      await (pendingAction === 'relink' ? onRelink() : onRevoke());
      setPendingAction(null);
    } catch (thrown) {
      setError(toApiError(thrown));
    } finally {
      busyRef.current = false;
    }
  };

  return (
    <li className="border-line border-t py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-48">
          <p className="wrap-anywhere font-semibold">{label}</p>
          <p className="tabular text-ink-faint text-small">
            {messages.inviteFacts(createdAt, linkedAt === createdAt ? null : linkedAt, lastUsedAt)}
          </p>
        </div>
        <div className="flex gap-1.5">
          <Button size="small" aria-label={messages.relinkFor(label)} onClick={() => setPendingAction('relink')}>
            {messages.relink}
          </Button>
          <Button size="small" aria-label={messages.revokeFor(label)} onClick={() => setPendingAction('revoke')}>
            {messages.revoke}
          </Button>
        </div>
      </div>
      {pendingAction === null ? null : (
        <div role="status" className="mt-2.5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg bg-raised px-3 py-2.5">
          <p className="grow basis-60">{pendingAction === 'relink' ? messages.relinkText(label) : messages.revokeText(label)}</p>
          <div className="flex gap-1.5">
            <Button size="small" autoFocus onClick={() => void confirmAction()}>
              {pendingAction === 'relink' ? messages.relinkYes : messages.revokeYes}
            </Button>
            <Button size="small" variant="quiet" onClick={() => setPendingAction(null)}>
              {messages.keep}
            </Button>
          </div>
        </div>
      )}
      {error === null ? null : (
        <div className="mt-2.5">
          <ErrorNotice error={error} practice={practice} />
        </div>
      )}
    </li>
  );
}
