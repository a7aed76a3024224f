'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { replaceUrlSearch, useUrlSearch } from '@/components/hooks/use-url-search';
import type { Session } from '@/components/wizard/session/session';
import { getTabContext, type TabContext } from '@/components/wizard/session/tab-context';
import { ApiProvider } from '@/lib/client/api-provider';
import type { LibraryFilters } from '@/lib/client/library-list';
import { createLibraryApi, type LibraryApi } from '@/lib/client/requests/library-api';
import { JOB_FILTERS } from '@/lib/domain/job';
import { LibraryView } from './library-view';

export interface LibraryTabContext extends Pick<TabContext, 'api' | 'queryClient' | 'setNavigate'> {
  readonly session: Pick<Session, 'openDraft' | 'goTo'>;
}

interface LibraryScreenProps {
  readonly practice: boolean;
  readonly tab?: LibraryTabContext;
  readonly api?: LibraryApi;
}

const createPageApi = () => createLibraryApi({ fetch: (input, init) => fetch(input, init) });

/** The library in this tab. Its filters are in the URL, so that Back restores them. */
export function LibraryScreen({ practice, tab: injectedTab, api }: LibraryScreenProps) {
  const [tab] = useState<LibraryTabContext>(() => injectedTab ?? getTabContext(practice, true));
  const [library] = useState(() => api ?? createPageApi());
  const router = useRouter();
  const filters = parseFilters(useUrlSearch());
  useEffect(() => tab.setNavigate((href) => router.push(href)), [tab, router]);
  return (
    <ApiProvider api={tab.api} queryClient={tab.queryClient}>
      <LibraryView practice={practice} session={tab.session} api={library} filters={filters} onFilters={writeFiltersToUrl} />
    </ApiProvider>
  );
}

function parseFilters(search: string): LibraryFilters {
  const params = new URLSearchParams(search);
  const person = params.get('person') ?? '';
  return {
    q: params.get('q') ?? '',
    state: JOB_FILTERS.find((one) => one === params.get('state')) ?? null,
    person: person === '' ? null : person,
  };
}

function writeFiltersToUrl({ q, state, person }: LibraryFilters): void {
  const params = new URLSearchParams();
  if (q !== '') params.set('q', q);
  if (state !== null) params.set('state', state);
  if (person !== null) params.set('person', person);
  replaceUrlSearch(params);
}
