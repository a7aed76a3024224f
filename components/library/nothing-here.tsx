'use client';

import { Button, buttonClass } from '@/components/ui/button';
import { SoftLink } from '@/components/ui/soft-link';
import { Logo } from '@/components/wizard/logo';
import type { LibraryFilters } from '@/lib/client/library-list';
import type { PersonAnswer } from '@/lib/contracts/library';
import { libraryWords } from '@/lib/i18n/library';
import { useWords } from '@/lib/i18n/use-words';
import { personName } from './names';

interface NothingHereProps {
  readonly people: readonly PersonAnswer[] | null;
  /** What the list is narrowed to; `null` where there is no job at all. */
  readonly filters: LibraryFilters | null;
  readonly onShowAll: () => void;
}

/** A list without jobs, and a way on from it. */
export function NothingHere({ people, filters, onShowAll }: NothingHereProps) {
  const words = useWords(libraryWords);
  if (filters === null) {
    return (
      <Place title={words.emptyTitle} text={people === null ? words.emptyText : words.emptyOwnerText}>
        <SoftLink href="/" className={buttonClass('primary', 'large')}>
          {words.toWizard}
        </SoftLink>
      </Place>
    );
  }
  const who = people?.find(({ personId }) => personId === filters.person);
  const isDeletedAlone = filters.state === 'deleted' && filters.q === '' && filters.person === null;
  const narrowed = {
    q: filters.q,
    filter: filters.state,
    who: who === undefined ? null : personName(words, who),
  };
  return (
    <Place title={words.nothingTitle} text={isDeletedAlone ? words.nothingDeleted : words.nothingText(narrowed)}>
      <Button size="large" onClick={onShowAll}>
        {words.showAll}
      </Button>
    </Place>
  );
}

/** Where the list was never read. */
export function Offline() {
  const words = useWords(libraryWords);
  return <Place title={words.offlineTitle} text={words.offlineText} />;
}

function Place({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: React.ReactNode }) {
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
