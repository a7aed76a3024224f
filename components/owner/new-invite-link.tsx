'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { CopyableLink } from '@/components/ui/copyable-link';
import type { CreatedInviteResponse } from '@/lib/contracts/team';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';

/** Shows the link of a new invite, which is available only once. */
export function NewInviteLink({ newInvite, onDone }: { newInvite: CreatedInviteResponse; onDone: () => void }) {
  const messages = useMessages(ownerMessages);
  const titleRef = useRef<HTMLHeadingElement>(null);
  useEffect(() => titleRef.current?.focus(), []);
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line-strong bg-panel p-4">
      <div>
        <h3 ref={titleRef} tabIndex={-1} className="wrap-anywhere font-semibold">
          {messages.linkTitle(newInvite.invite.label)}
        </h3>
        <p className="mt-0.5 text-ink-soft">{messages.linkText}</p>
      </div>
      <CopyableLink
        href={new URL(newInvite.path, window.location.origin).href}
        label={messages.linkLabel}
        copy={messages.copy}
        copied={messages.copied}
        copyManually={messages.copyByHand}
      />
      <Button variant="quiet" className="self-start" onClick={onDone}>
        {messages.done}
      </Button>
    </div>
  );
}
