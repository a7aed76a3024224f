'use client';

import { useRef } from 'react';
import { SoftLink } from '@/components/ui/soft-link';
import { useNow } from '@/components/ui/use-now';
import { ErrorNotice } from '@/components/wizard/error-notice';
import type { Session } from '@/components/wizard/session/session';
import type { LibraryApi } from '@/lib/client/library-api';
import { type LibraryFilters, NO_FILTERS } from '@/lib/client/library-list';
import { libraryWords } from '@/lib/i18n/library';
import { useWords } from '@/lib/i18n/use-words';
import { JobList } from './job-list';
import { LibraryFiltersBar } from './library-filters';
import { LibraryNotice } from './library-notice';
import { ListEnd } from './list-end';
import { ListSkeleton } from './list-skeleton';
import { NothingHere, Offline } from './nothing-here';
import { useJobActs } from './use-job-acts';
import { useLibrary } from './use-library';

interface LibraryViewProps {
  readonly practice: boolean;
  readonly session: Pick<Session, 'openDraft' | 'goTo'>;
  readonly api: LibraryApi;
  readonly filters: LibraryFilters;
  readonly onFilters: (filters: LibraryFilters) => void;
}

const AGES_EVERY_MS = 60_000;

/** Title, what to look for, and the list in whatever state it is. */
export function LibraryView({ practice, session, api, filters, onFilters }: LibraryViewProps) {
  const words = useWords(libraryWords);
  const heading = useRef<HTMLHeadingElement>(null);
  const wanted = { ...filters, q: filters.q.trim() };
  const list = useLibrary(api, wanted);
  const { jobs, people, hasNextPage } = list;
  /** Also where the page after it could not be read. */
  const isThere = list.data !== undefined;
  const { acts, said, hush, restore } = useJobActs({ api, session, heading });
  const nowMs = useNow(AGES_EVERY_MS);
  const isNarrowed = wanted.q !== '' || wanted.state !== null || wanted.person !== null;
  const showAll = () => onFilters(NO_FILTERS);

  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 ref={heading} tabIndex={-1} className="font-semibold text-display tracking-tight">
          {words.title}
        </h1>
        {people === null ? null : (
          <SoftLink href="/team#books" className="flex min-h-8 items-center rounded-md text-ink-soft hover:text-ink">
            {words.books}
          </SoftLink>
        )}
      </div>
      {isThere && jobs.length === 0 && !hasNextPage && !isNarrowed ? (
        <NothingHere people={people} filters={null} onShowAll={showAll} />
      ) : (
        <>
          <LibraryFiltersBar filters={filters} people={people} onFilters={onFilters} />
          {isThere ? (
            <>
              <p role="status" className="sr-only">
                {jobs.length > 0 ? words.count(jobs.length, hasNextPage) : hasNextPage ? words.lookingFurther : words.nothingTitle}
              </p>
              <JobList jobs={jobs} practice={practice} nowMs={nowMs} acts={acts} />
              {jobs.length === 0 && !hasNextPage ? <NothingHere people={people} filters={wanted} onShowAll={showAll} /> : null}
              <ListEnd list={list} found={jobs.length} practice={practice} />
            </>
          ) : list.isError && !list.isFetching ? (
            <div className="mt-8 max-w-xl">
              <ErrorNotice error={list.error} practice={practice} onRetry={() => void list.refetch()} />
            </div>
          ) : list.fetchStatus === 'paused' ? (
            <Offline />
          ) : (
            <ListSkeleton />
          )}
        </>
      )}
      <LibraryNotice said={said} practice={practice} onUndo={restore} onClose={hush} />
    </>
  );
}
