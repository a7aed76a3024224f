'use client';

import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Segments } from '@/components/ui/segments';
import type { LibraryFilters } from '@/lib/client/library-list';
import type { PersonAnswer } from '@/lib/contracts/library';
import { JOB_FILTERS, type JobFilter } from '@/lib/domain/job';
import { libraryWords } from '@/lib/i18n/library';
import { useWords } from '@/lib/i18n/use-words';
import { personName } from './names';

interface LibraryFiltersProps {
  readonly filters: LibraryFilters;
  /** For the owner, once they are known. */
  readonly people: readonly PersonAnswer[] | null;
  readonly onFilters: (filters: LibraryFilters) => void;
}

const FIELD = 'min-h-9 rounded-lg border border-line-field bg-ground px-2.5';

export function LibraryFiltersBar({ filters, people, onFilters }: LibraryFiltersProps) {
  const words = useWords(libraryWords);
  const options = (['all', ...JOB_FILTERS] as const).map((value) => ({ value, label: words.filters[value] }));
  const setState = (value: JobFilter | 'all') => onFilters({ ...filters, state: value === 'all' ? null : value });
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2.5">
      <SearchField q={filters.q} onSearch={(q) => onFilters({ ...filters, q })} />
      <div className="max-md:hidden">
        <Segments label={words.filterLabel} options={options} value={filters.state ?? 'all'} onChange={setState} />
      </div>
      {/* Seven choices side by side are too many for a phone. */}
      <select
        aria-label={words.filterLabel}
        value={filters.state ?? 'all'}
        onChange={(event) => setState(JOB_FILTERS.find((one) => one === event.target.value) ?? 'all')}
        className={`${FIELD} min-w-0 grow basis-32 md:hidden`}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {people !== null && (people.length > 1 || filters.person !== null) ? (
        <select
          aria-label={words.personLabel}
          value={filters.person ?? ''}
          onChange={(event) => onFilters({ ...filters, person: event.target.value === '' ? null : event.target.value })}
          className={`${FIELD} min-w-0 max-md:grow max-md:basis-32 md:max-w-56`}
        >
          <option value="">{words.everybody}</option>
          {people.map((person) => (
            <option key={person.personId} value={person.personId}>
              {personName(words, person)}
            </option>
          ))}
        </select>
      ) : null}
    </div>
  );
}

/** Long enough for a word to be typed on. */
const REST_MS = 250;

/** What is typed is looked for once the typing rests, and at once on Enter. */
function SearchField({ q, onSearch }: { readonly q: string; readonly onSearch: (q: string) => void }) {
  const words = useWords(libraryWords);
  /** What stands in the field while the list is still that of `of`; the address may change under it. */
  const [typed, setTyped] = useState({ text: q, of: q });
  const text = typed.of === q ? typed.text : q;
  const search = useEffectEvent((wanted: string) => {
    if (wanted === q) return;
    setTyped({ text: wanted, of: wanted });
    onSearch(wanted);
  });
  useEffect(() => {
    const timer = setTimeout(() => search(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form
      className="relative min-w-0 grow basis-full md:max-w-72 md:basis-56"
      onSubmit={(event) => {
        event.preventDefault();
        setTyped({ text, of: text });
        onSearch(text);
      }}
    >
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-faint" />
      <input
        type="search"
        aria-label={words.searchLabel}
        placeholder={words.searchLabel}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
        value={text}
        onChange={(event) => setTyped({ text: event.target.value, of: q })}
        className={`${FIELD} w-full pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden`}
      />
      {text === '' ? null : (
        <button
          type="button"
          aria-label={words.clearSearch}
          onClick={(event) => {
            setTyped({ text: '', of: '' });
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
