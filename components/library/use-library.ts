import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { insertJob, type LibraryFilters, mapJobs, mergeFirstPage } from '@/lib/client/library-list';
import type { ApiError } from '@/lib/client/requests/api-error';
import type { LibraryApi } from '@/lib/client/requests/library-api';
import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob, ListJobsResponse, PersonResponse } from '@/lib/contracts/library';

/** Keeps the list while a job is viewed, so that Back restores its position. */
const CACHE_MS = 30 * 60_000;
/** A list that is shown again reloads its first page, unless it is newer than this. */
const HEAD_STALE_MS = 5_000;

type Pages = InfiniteData<ListJobsResponse, string>;

const LIST_KEY_PREFIX = ['library'] as const;
const getListKey = (filters: LibraryFilters) => [...LIST_KEY_PREFIX, filters] as const;
const getHeadKey = (filters: LibraryFilters) => ['library-head', filters] as const;

function toQuery({ q, state, person }: LibraryFilters, cursor: string) {
  return { cursor, q, state: state ?? undefined, person: person ?? undefined };
}

/** The paginated list, cached in the tab so that Back restores the scroll position. The first page is reloaded when the list is shown again. */
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

/** Taken from the latest loaded list, because filtered lists include it too. */
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

/** Actions on jobs with optimistic updates of every cached list; a failed action is reverted. */
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
      // The job's own page does not reload a finished job, so its cache is updated too.
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

/** Only list queries use this key prefix. */
function isListKey(key: readonly unknown[]): key is ReturnType<typeof getListKey> {
  return key[0] === LIST_KEY_PREFIX[0] && key.length === 2;
}
