'use client';

import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { JobResponse } from '@/lib/contracts/job';
import type { PassesResponse } from '@/lib/contracts/passes';
import { isTerminal } from '@/lib/domain/job';
import { useApi } from './api-provider';
import type { Api } from './requests/api';
import { ApiError } from './requests/api-error';

/** What is asked again by itself: only what a moment may heal. Everything here is free to ask. */
const RETRYABLE_CODES = new Set([
  'network-error',
  'unexpected-response',
  'upstream-timeout',
  'upstream-unavailable',
  'upstream-busy',
  'upstream-unreachable',
  'rate-limited',
]);
const MAX_RETRIES = 4;
const MAX_RETRY_DELAY_MS = 30_000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiError && RETRYABLE_CODES.has(error.code),
        retryDelay: (failures, error) => {
          const retryAfterMs = error instanceof ApiError ? error.retryAfterMs : null;
          return retryAfterMs ?? Math.min(MAX_RETRY_DELAY_MS, 1_000 * 2 ** failures);
        },
      },
    },
  });
}

/** How often it is looked whether a finished result has been saved, and for how long after the last news of it. */
const ARCHIVE_POLL_MS = { soon: 2_500, later: 10_000 } as const;
const SLOW_POLL_AFTER_MS = 20_000;
const ARCHIVE_POLL_TIMEOUT_MS = 10 * 60_000;

/** A finished result that is not saved yet is looked at a little longer: what is shown of it changes once more, and each look helps it along. */
function getPollInterval(job: JobResponse | undefined, fetchedAtMs: number): number | false {
  if (!job) return false;
  if (job.nextPollMs !== null) return job.nextPollMs;
  const isArchiving = job.status === 'succeeded' && job.videoUrl !== null && job.savedAt === null;
  const sinceMs = fetchedAtMs - Date.parse(job.updatedAt);
  return isArchiving && sinceMs < ARCHIVE_POLL_TIMEOUT_MS && ARCHIVE_POLL_MS[sinceMs < SLOW_POLL_AFTER_MS ? 'soon' : 'later'];
}

/**
 * One job, asked about when its last answer says so (`nextPollMs`), and by itself no more once that is `null` and nothing more can change.
 * A hidden tab does not ask, unless its editor wants to be told there, and asks at once when it is looked at again.
 */
export function useJob(jobId: string, { inHiddenTab = false } = {}) {
  const api = useApi();
  const unlessTerminal = (job: JobResponse | undefined) => (job && isTerminal(job.status) ? false : 'always');
  return useQuery<JobResponse, ApiError>({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => api.readJob(jobId, { signal }),
    refetchInterval: (query) => getPollInterval(query.state.data, query.state.dataUpdatedAt),
    refetchIntervalInBackground: inHiddenTab,
    refetchOnMount: (query) => unlessTerminal(query.state.data),
    refetchOnWindowFocus: (query) => unlessTerminal(query.state.data),
    refetchOnReconnect: (query) => unlessTerminal(query.state.data),
  });
}

/** The passes of a finished job's piece of work. Not to be told is not to be shown them: the page is whole without. */
export function usePasses(jobId: string) {
  const api = useApi();
  return useQuery<PassesResponse, ApiError>({ queryKey: ['passes', jobId], queryFn: ({ signal }) => api.readPasses(jobId, { signal }) });
}

export const SPENDING_KEY = ['spending'] as const;

/** What was spent today; `initial` is what the server rendered the page with. */
export function spendingQuery(api: Api, initial: SpendingResponse | null) {
  return queryOptions<SpendingResponse, ApiError>({
    queryKey: SPENDING_KEY,
    queryFn: ({ signal }) => api.readSpending({ signal }),
    ...(initial ? { initialData: initial, staleTime: 60_000 } : {}),
  });
}

export function useSpending(initial: SpendingResponse | null) {
  return useQuery(spendingQuery(useApi(), initial));
}
