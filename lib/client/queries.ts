'use client';

import { QueryClient, useQuery } from '@tanstack/react-query';
import type { SpendingAnswer } from '@/lib/contracts/access';
import type { JobAnswer } from '@/lib/contracts/job';
import { isTerminal } from '@/lib/domain/job';
import { ApiError } from './api-error';
import { useApi } from './api-provider';

/** What is asked again by itself: only what a moment may heal. Everything here is free to ask. */
const PASSING = new Set([
  'no-answer',
  'strange-answer',
  'upstream-silent',
  'upstream-down',
  'upstream-busy',
  'upstream-unreachable',
  'slow-down',
]);
const MAX_RETRIES = 4;
const MAX_RETRY_DELAY_MS = 30_000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiError && PASSING.has(error.code),
        retryDelay: (failures, error) => {
          const asked = error instanceof ApiError ? error.retryAfterMs : null;
          return asked ?? Math.min(MAX_RETRY_DELAY_MS, 1_000 * 2 ** failures);
        },
      },
    },
  });
}

/**
 * One job, asked about when its last answer says so (`nextPollMs`), and by itself no more once that is `null`.
 * A hidden tab does not ask, and asks at once when it is looked at again. A job at its end is never asked about again.
 */
export function useJob(jobId: string) {
  const api = useApi();
  const unlessAtItsEnd = (job: JobAnswer | undefined) => (job && isTerminal(job.status) ? false : 'always');
  return useQuery<JobAnswer, ApiError>({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => api.readJob(jobId, { signal }),
    refetchInterval: (query) => query.state.data?.nextPollMs ?? false,
    refetchIntervalInBackground: false,
    refetchOnMount: (query) => unlessAtItsEnd(query.state.data),
    refetchOnWindowFocus: (query) => unlessAtItsEnd(query.state.data),
    refetchOnReconnect: (query) => unlessAtItsEnd(query.state.data),
  });
}

/** What was spent today; `initial` is what the server rendered the page with. */
export function useSpending(initial: SpendingAnswer | null) {
  const api = useApi();
  return useQuery<SpendingAnswer, ApiError>({
    queryKey: ['spending'],
    queryFn: ({ signal }) => api.readSpending({ signal }),
    ...(initial ? { initialData: initial, staleTime: 60_000 } : {}),
  });
}
