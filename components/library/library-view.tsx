'use client';

import { useRef } from 'react';
import { useNow } from '@/components/hooks/use-now';
import { ErrorNotice } from '@/components/shell/error-notice';
import { AppLink } from '@/components/ui/app-link';
import type { Session } from '@/components/wizard/session/session';
import { EMPTY_FILTERS, type LibraryFilters } from '@/lib/client/library-list';
import type { LibraryApi } from '@/lib/client/requests/library-api';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';
import { EmptyState, OfflineState } from './empty-state';
import { JobList } from './job-list';
import { LibraryFiltersBar } from './library-filters';
import { LibraryNotice } from './library-notice';
import { ListSkeleton } from './list-skeleton';
import { LoadMore } from './load-more';
import { useJobActions } from './use-job-actions';
import { useLibrary } from './use-library';

interface LibraryViewProps {
  readonly practice: boolean;
  readonly session: Pick<Session, 'openDraft' | 'goTo'>;
  readonly api: LibraryApi;
  readonly filters: LibraryFilters;
  readonly onFilters: (filters: LibraryFilters) => void;
}

const AGE_REFRESH_MS = 60_000;

/** Title, filters, and the list in its current state. */
export function LibraryView({ practice, session, api, filters, onFilters }: LibraryViewProps) {
  const messages = useMessages(libraryMessages);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const appliedFilters = { ...filters, q: filters.q.trim() };
  const list = useLibrary(api, appliedFilters);
  const { jobs, people, hasNextPage } = list;
  /** Also true if a later page failed to load. */
  const isLoaded = list.data !== undefined;
  const { acts: actions, said: notice, hush: dismiss, restore } = useJobActions({ api, session, headingRef });
  const nowMs = useNow(AGE_REFRESH_MS);
  const isFiltered = appliedFilters.q !== '' || appliedFilters.state !== null || appliedFilters.person !== null;
  const showAll = () => onFilters(EMPTY_FILTERS);

  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 ref={headingRef} tabIndex={-1} className="font-semibold text-display tracking-tight">
          {messages.title}
        </h1>
        {people === null ? null : (
          <AppLink href="/team#books" className="flex min-h-8 items-center rounded-md text-ink-soft hover:text-ink">
            {messages.books}
          </AppLink>
        )}
      </div>
      {isLoaded && jobs.length === 0 && !hasNextPage && !isFiltered ? (
        <EmptyState people={people} filters={null} onShowAll={showAll} />
      ) : (
        <>
          <LibraryFiltersBar filters={filters} people={people} onFilters={onFilters} />
          {isLoaded ? (
            <>
              <p role="status" className="sr-only">
                {jobs.length > 0 ? messages.count(jobs.length, hasNextPage) : hasNextPage ? messages.lookingFurther : messages.nothingTitle}
              </p>
              <JobList jobs={jobs} practice={practice} nowMs={nowMs} actions={actions} />
              {jobs.length === 0 && !hasNextPage ? <EmptyState people={people} filters={appliedFilters} onShowAll={showAll} /> : null}
              <LoadMore list={list} jobCount={jobs.length} practice={practice} />
            </>
          ) : list.isError && !list.isFetching ? (
            <div className="mt-8 max-w-xl">
              <ErrorNotice error={list.error} practice={practice} onRetry={() => void list.refetch()} />
            </div>
          ) : list.fetchStatus === 'paused' ? (
            <OfflineState />
          ) : (
            <ListSkeleton />
          )}
        </>
      )}
      <LibraryNotice notice={notice} practice={practice} onUndo={restore} onClose={dismiss} />
    </>
  );
}
