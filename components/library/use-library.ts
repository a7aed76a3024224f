import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { insertJob, type LibraryFilters, mapJobs, mergeFirstPage } from '@/lib/client/library-list';
import type { ApiError } from '@/lib/client/requests/api-error';
import type { LibraryApi } from '@/lib/client/requests/library-api';
import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob, ListJobsResponse, PersonResponse } from '@/lib/contracts/library';

/** As long as somebody may look at jobs before coming back to where they were in the list. */
const CACHE_MS = 30 * 60_000;
/** A list that is looked at again is read again from its top, but not at every blink. */
const HEAD_STALE_MS = 5_000;

type Pages = InfiniteData<ListJobsResponse, string>;

const LIST_KEY_PREFIX = ['library'] as const;
const getListKey = (filters: LibraryFilters) => [...LIST_KEY_PREFIX, filters] as const;
const getHeadKey = (filters: LibraryFilters) => ['library-head', filters] as const;

function toQuery({ q, state, person }: LibraryFilters, cursor: string) {
  return { cursor, q, state: state ?? undefined, person: person ?? undefined };
}

/**
 * The list, page after page; what was loaded stays for as long as the tab does, so that coming back from a job finds the same place.
 * Its top is read anew whenever it is looked at again.
 */
export function useLibrary(api: LibraryApi, filters: LibraryFilters) {
  const client = useQueryClient();
  const list = useInfiniteQuery<ListJobsResponse, ApiError, Pages, ReturnType<typeof getListKey>, string>({
    queryKey: getListKey(filters),
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.listJobs(toQuery(filters, pageParam), { signal });
      if (pageParam === '') client.setQueryData(getHeadKey(filters), true);
      return page;
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: CACHE_MS,
  });
  useQuery<boolean, ApiError>({
    queryKey: getHeadKey(filters),
    queryFn: async ({ signal }) => {
      const head = await api.listJobs(toQuery(filters, ''), { signal });
      client.setQueryData<Pages>(getListKey(filters), (known) => known && { pages: mergeFirstPage(known.pages, head), pageParams: [''] });
      return true;
    },
    enabled: list.data !== undefined,
    staleTime: HEAD_STALE_MS,
    gcTime: CACHE_MS,
  });
  const jobs = useMemo(() => list.data?.pages.flatMap((page) => page.jobs) ?? [], [list.data]);
  return { ...list, jobs, people: usePeople(client, list.data) };
}

/** Known from whichever list was read last; a list that is narrowed down says it too. */
function usePeople(client: QueryClient, data: Pages | undefined): readonly PersonResponse[] | null {
  return useMemo(() => {
    const lists = [data, ...client.getQueriesData<Pages>({ queryKey: LIST_KEY_PREFIX }).map(([, pages]) => pages)];
    for (const pages of lists) {
      const people = pages?.pages.find((page) => page.people !== null)?.people;
      if (people != null) return people;
    }
    return null;
  }, [client, data]);
}

/** What is done with a job, and what every list in this tab then shows. Shown at once, and taken back where it could not be done. */
export function useLibraryActions(api: LibraryApi) {
  const client = useQueryClient();
  return useMemo(() => {
    const updateEveryList = (change: (pages: readonly ListJobsResponse[], filters: LibraryFilters) => ListJobsResponse[]) => {
      for (const [key] of client.getQueriesData<Pages>({ queryKey: LIST_KEY_PREFIX })) {
        if (isListKey(key)) client.setQueryData<Pages>(key, (known) => known && { ...known, pages: change(known.pages, key[1]) });
      }
    };
    const removeFromLists = ({ jobId }: LibraryJob) =>
      updateEveryList((pages) => mapJobs(pages, (job) => (job.jobId === jobId ? null : job)));
    const insertIntoLists = (job: LibraryJob) => updateEveryList((pages, filters) => insertJob(pages, job, filters));
    const setNameInLists = ({ jobId }: LibraryJob, name: string | null) => {
      updateEveryList((pages) => mapJobs(pages, (job) => (job.jobId === jobId ? { ...job, name } : job)));
      // Its own page, which never asks again about a job at its end.
      client.setQueryData<JobResponse>(['job', jobId], (known) => known && { ...known, name });
    };
    return {
      async rename(job: LibraryJob, name: string | null) {
        setNameInLists(job, name);
        try {
          await api.renameJob(job.jobId, name);
        } catch (error) {
          setNameInLists(job, job.name);
          throw error;
        }
      },
      async remove(job: LibraryJob) {
        removeFromLists(job);
        try {
          await api.deleteJob(job.jobId);
          client.removeQueries({ predicate: ({ queryKey }) => isListKey(queryKey) && queryKey[1].state === 'deleted' });
          client.removeQueries({ queryKey: ['job', job.jobId] });
        } catch (error) {
          insertIntoLists(job);
          throw error;
        }
      },
      async restore(job: LibraryJob) {
        await api.restoreJob(job.jobId);
        removeFromLists(job);
        insertIntoLists({ ...job, restorableUntil: null });
      },
    };
  }, [api, client]);
}

/** Nothing else is ever written under that name. */
function isListKey(key: readonly unknown[]): key is ReturnType<typeof getListKey> {
  return key[0] === LIST_KEY_PREFIX[0] && key.length === 2;
}
