import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ApiError } from '@/lib/client/api-error';
import type { LibraryApi } from '@/lib/client/library-api';
import { type LibraryFilters, withEach, withJob, withNewHead } from '@/lib/client/library-list';
import type { JobAnswer } from '@/lib/contracts/job';
import type { LibraryJob, ListJobsAnswer, PersonAnswer } from '@/lib/contracts/library';

/** As long as somebody may look at jobs before coming back to where they were in the list. */
const KEEP_MS = 30 * 60_000;
/** A list that is looked at again is read again from its top, but not at every blink. */
const FRESH_MS = 5_000;

type Pages = InfiniteData<ListJobsAnswer, string>;

const LISTS = ['library'] as const;
const keyOf = (filters: LibraryFilters) => [...LISTS, filters] as const;
const headKeyOf = (filters: LibraryFilters) => ['library-head', filters] as const;

function queryOf({ q, state, person }: LibraryFilters, cursor: string) {
  return { cursor, q, state: state ?? undefined, person: person ?? undefined };
}

/**
 * The list, page after page; what was loaded stays for as long as the tab does, so that coming back from a job finds the same place.
 * Its top is read anew whenever it is looked at again.
 */
export function useLibrary(api: LibraryApi, filters: LibraryFilters) {
  const client = useQueryClient();
  const list = useInfiniteQuery<ListJobsAnswer, ApiError, Pages, ReturnType<typeof keyOf>, string>({
    queryKey: keyOf(filters),
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.listJobs(queryOf(filters, pageParam), { signal });
      if (pageParam === '') client.setQueryData(headKeyOf(filters), true);
      return page;
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEEP_MS,
  });
  useQuery<boolean, ApiError>({
    queryKey: headKeyOf(filters),
    queryFn: async ({ signal }) => {
      const head = await api.listJobs(queryOf(filters, ''), { signal });
      client.setQueryData<Pages>(keyOf(filters), (known) => known && { pages: withNewHead(known.pages, head), pageParams: [''] });
      return true;
    },
    enabled: list.data !== undefined,
    staleTime: FRESH_MS,
    gcTime: KEEP_MS,
  });
  const jobs = useMemo(() => list.data?.pages.flatMap((page) => page.jobs) ?? [], [list.data]);
  return { ...list, jobs, people: usePeople(client, list.data) };
}

/** Known from whichever list was read last; a list that is narrowed down says it too. */
function usePeople(client: QueryClient, data: Pages | undefined): readonly PersonAnswer[] | null {
  return useMemo(() => {
    const lists = [data, ...client.getQueriesData<Pages>({ queryKey: LISTS }).map(([, pages]) => pages)];
    for (const pages of lists) {
      const people = pages?.pages.find((page) => page.people !== null)?.people;
      if (people != null) return people;
    }
    return null;
  }, [client, data]);
}

/** What is done with a job, and what every list in this tab then shows. Shown at once, and taken back where it could not be done. */
export function useLibraryActs(api: LibraryApi) {
  const client = useQueryClient();
  return useMemo(() => {
    const inEveryList = (change: (pages: readonly ListJobsAnswer[], filters: LibraryFilters) => ListJobsAnswer[]) => {
      for (const [key] of client.getQueriesData<Pages>({ queryKey: LISTS })) {
        if (isListKey(key)) client.setQueryData<Pages>(key, (known) => known && { ...known, pages: change(known.pages, key[1]) });
      }
    };
    const takeOut = ({ jobId }: LibraryJob) => inEveryList((pages) => withEach(pages, (job) => (job.jobId === jobId ? null : job)));
    const putIn = (job: LibraryJob) => inEveryList((pages, filters) => withJob(pages, job, filters));
    const nameAs = ({ jobId }: LibraryJob, name: string | null) => {
      inEveryList((pages) => withEach(pages, (job) => (job.jobId === jobId ? { ...job, name } : job)));
      // Its own page, which never asks again about a job at its end.
      client.setQueryData<JobAnswer>(['job', jobId], (known) => known && { ...known, name });
    };
    return {
      async rename(job: LibraryJob, name: string | null) {
        nameAs(job, name);
        try {
          await api.renameJob(job.jobId, name);
        } catch (error) {
          nameAs(job, job.name);
          throw error;
        }
      },
      async remove(job: LibraryJob) {
        takeOut(job);
        try {
          await api.deleteJob(job.jobId);
          client.removeQueries({ predicate: ({ queryKey }) => isListKey(queryKey) && queryKey[1].state === 'deleted' });
          client.removeQueries({ queryKey: ['job', job.jobId] });
        } catch (error) {
          putIn(job);
          throw error;
        }
      },
      async restore(job: LibraryJob) {
        await api.restoreJob(job.jobId);
        takeOut(job);
        putIn({ ...job, restorableUntil: null });
      },
    };
  }, [api, client]);
}

/** Nothing else is ever written under that name. */
function isListKey(key: readonly unknown[]): key is ReturnType<typeof keyOf> {
  return key[0] === LISTS[0] && key.length === 2;
}
