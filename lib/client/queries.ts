'use client';

import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { JobResponse } from '@/lib/contracts/job';
import type { PassesResponse } from '@/lib/contracts/passes';
import { isTerminal } from '@/lib/domain/job';
import { useApi } from './api-provider';
import type { Api } from './requests/api';
import { ApiError } from './requests/api-error';

/** Errors that can be temporary. Every query is free, so retrying is safe. */
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

/** Poll intervals until a finished result is saved, and when they end. */
const ARCHIVE_POLL_MS = { soon: 2_500, later: 10_000 } as const;
const SLOW_POLL_AFTER_MS = 20_000;
const ARCHIVE_POLL_TIMEOUT_MS = 10 * 60_000;

/** A finished result is polled until it is saved, because the displayed state changes once more and each request advances the copy. */
function getPollInterval(job: JobResponse | undefined, fetchedAtMs: number): number | false {
  if (!job) return false;
  if (job.nextPollMs !== null) return job.nextPollMs;
  const isArchiving = job.status === 'succeeded' && job.videoUrl !== null && job.savedAt === null;
  const sinceMs = fetchedAtMs - Date.parse(job.updatedAt);
  return isArchiving && sinceMs < ARCHIVE_POLL_TIMEOUT_MS && ARCHIVE_POLL_MS[sinceMs < SLOW_POLL_AFTER_MS ? 'soon' : 'later'];
}

/**
 * Polls one job at the interval that the server sets (`nextPollMs`) until its data is final. A hidden tab polls only with `inHiddenTab`, and
 * refetches when it becomes visible.
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

/** The passes of a finished job. The page is usable without them, so an error is not shown. */
export function usePasses(jobId: string) {
  const api = useApi();
  return useQuery<PassesResponse, ApiError>({ queryKey: ['passes', jobId], queryFn: ({ signal }) => api.readPasses(jobId, { signal }) });
}

export const SPENDING_KEY = ['spending'] as const;

/** Today's spending; `initial` is the server-rendered value. */
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
