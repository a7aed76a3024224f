'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { AppLink } from '@/components/ui/app-link';
import { shellMessages } from '@/lib/i18n/shell';
import { useMessages } from '@/lib/i18n/use-messages';

const OwnerContext = createContext(false);

/** Provides whether the visitor may see the owner's pages. */
export function OwnerProvider({ isOwner, children }: { isOwner: boolean; children: ReactNode }) {
  return <OwnerContext value={isOwner}>{children}</OwnerContext>;
}

/** Link to the team page; renders nothing for other editors. */
export function TeamLink() {
  const messages = useMessages(shellMessages);
  if (!useContext(OwnerContext)) return null;
  return (
    <AppLink href="/team" className="flex min-h-8 items-center whitespace-nowrap rounded-md text-base text-ink-soft hover:text-ink">
      {messages.team}
    </AppLink>
  );
}
