'use client';

import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { LibraryFilters } from '@/lib/client/library-list';
import type { PersonResponse } from '@/lib/contracts/library';
import { JOB_FILTERS, type JobFilter } from '@/lib/domain/job';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { personName } from './display-names';

interface LibraryFiltersProps {
  readonly filters: LibraryFilters;
  /** For the owner only; `null` until loaded. */
  readonly people: readonly PersonResponse[] | null;
  readonly onFilters: (filters: LibraryFilters) => void;
}

const FIELD_CLASS = 'min-h-9 rounded-lg border border-line-field bg-ground px-2.5';

export function LibraryFiltersBar({ filters, people, onFilters }: LibraryFiltersProps) {
  const messages = useMessages(libraryMessages);
  const options = (['all', ...JOB_FILTERS] as const).map((value) => ({ value, label: messages.filters[value] }));
  const setState = (value: JobFilter | 'all') => onFilters({ ...filters, state: value === 'all' ? null : value });
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2.5">
      <SearchField q={filters.q} onSearch={(q) => onFilters({ ...filters, q })} />
      <div className="max-md:hidden">
        <SegmentedControl label={messages.filterLabel} options={options} value={filters.state ?? 'all'} onChange={setState} />
      </div>
      {/* On a phone a select replaces the segmented control. */}
      <select
        aria-label={messages.filterLabel}
        value={filters.state ?? 'all'}
        onChange={(event) => setState(JOB_FILTERS.find((filter) => filter === event.target.value) ?? 'all')}
        className={`${FIELD_CLASS} min-w-0 grow basis-32 md:hidden`}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {people !== null && (people.length > 1 || filters.person !== null) ? (
        <select
          aria-label={messages.personLabel}
          value={filters.person ?? ''}
          onChange={(event) => onFilters({ ...filters, person: event.target.value === '' ? null : event.target.value })}
          className={`${FIELD_CLASS} min-w-0 max-md:grow max-md:basis-32 md:max-w-56`}
        >
          <option value="">{messages.everybody}</option>
          {people.map((person) => (
            <option key={person.personId} value={person.personId}>
              {personName(messages, person)}
            </option>
          ))}
        </select>
      ) : null}
    </div>
  );
}

/** Longer than the pause between two keystrokes. */
const SEARCH_DEBOUNCE_MS = 250;

/** Searches after a pause in typing, or immediately on Enter. */
function SearchField({ q, onSearch }: { readonly q: string; readonly onSearch: (q: string) => void }) {
  const messages = useMessages(libraryMessages);
  /** The typed text and the query that it is based on; a different query in the URL replaces it. */
  const [draft, setDraft] = useState({ text: q, of: q });
  const text = draft.of === q ? draft.text : q;
  const search = useEffectEvent((query: string) => {
    if (query === q) return;
    setDraft({ text: query, of: query });
    onSearch(query);
  });
  useEffect(() => {
    const timer = setTimeout(() => search(text), SEARCH_DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form
      className="relative min-w-0 grow basis-full md:max-w-72 md:basis-56"
      onSubmit={(event) => {
        event.preventDefault();
        setDraft({ text, of: text });
        onSearch(text);
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-faint" />
      <input
        type="search"
        aria-label={messages.searchLabel}
        placeholder={messages.searchLabel}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
        value={text}
        onChange={(event) => setDraft({ text: event.target.value, of: q })}
        className={`${FIELD_CLASS} w-full pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden`}
      />
      {text === '' ? null : (
        <button
          type="button"
          aria-label={messages.clearSearch}
          onClick={(event) => {
            setDraft({ text: '', of: '' });
            onSearch('');
            event.currentTarget.form?.querySelector('input')?.focus();
          }}
          className="absolute top-1.5 right-1.5 grid size-6 cursor-pointer place-items-center rounded-md text-ink-soft hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </form>
  );
}
