'use client';

import { Logo } from '@/components/shell/logo';
import { AppLink } from '@/components/ui/app-link';
import { Button, buttonClass } from '@/components/ui/button';
import type { LibraryFilters } from '@/lib/client/library-list';
import type { PersonResponse } from '@/lib/contracts/library';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { personName } from './display-names';

interface EmptyStateProps {
  readonly people: readonly PersonResponse[] | null;
  /** The active filters; `null` if there are no jobs at all. */
  readonly filters: LibraryFilters | null;
  readonly onShowAll: () => void;
}

export function EmptyState({ people, filters, onShowAll }: EmptyStateProps) {
  const messages = useMessages(libraryMessages);
  if (filters === null) {
    return (
      <EmptyMessage title={messages.emptyTitle} text={people === null ? messages.emptyText : messages.emptyOwnerText}>
        <AppLink href="/" className={buttonClass('primary', 'large')}>
          {messages.toWizard}
        </AppLink>
      </EmptyMessage>
    );
  }
  const person = people?.find(({ personId }) => personId === filters.person);
  const isDeletedOnly = filters.state === 'deleted' && filters.q === '' && filters.person === null;
  const activeFilters = {
    q: filters.q,
    filter: filters.state,
    who: person === undefined ? null : personName(messages, person),
  };
  return (
    <EmptyMessage title={messages.nothingTitle} text={isDeletedOnly ? messages.nothingDeleted : messages.nothingText(activeFilters)}>
      <Button size="large" onClick={onShowAll}>
        {messages.showAll}
      </Button>
    </EmptyMessage>
  );
}

/** Shown when the list has never been loaded and the browser is offline. */
export function OfflineState() {
  const messages = useMessages(libraryMessages);
  return <EmptyMessage title={messages.offlineTitle} text={messages.offlineText} />;
}

function EmptyMessage({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: React.ReactNode }) {
  return (
    <div className="grid grow place-items-center py-16">
      <div className="max-w-md text-center">
        <Logo className="mx-auto size-9 opacity-45 grayscale" />
        <h2 className="mt-4 text-balance font-semibold text-title">{title}</h2>
        <p className="wrap-anywhere mt-1.5 mb-5 text-balance text-ink-soft">{text}</p>
        {children}
      </div>
    </div>
  );
}
