/** API requests of the library. */

import {
  type ListJobsQuery,
  type ListJobsResponse,
  listJobsResponseSchema,
  type RenamedJob,
  renamedJobSchema,
} from '@/lib/contracts/library';
import { parseResponse, requestJson } from './request';

export interface LibraryApi {
  listJobs(query: ListJobsQuery, options?: { readonly signal?: AbortSignal }): Promise<ListJobsResponse>;
  /** `null` restores the video's name. */
  renameJob(jobId: string, name: string | null): Promise<RenamedJob>;
  deleteJob(jobId: string): Promise<void>;
  restoreJob(jobId: string): Promise<void>;
}

export function createLibraryApi({ fetch }: { readonly fetch: typeof globalThis.fetch }): LibraryApi {
  const getJobPath = (jobId: string) => `/api/advanced-lip-sync/${encodeURIComponent(jobId)}`;
  return {
    async listJobs(query, { signal } = {}) {
      const searchParams = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
      const path = `/api/advanced-lip-sync?${new URLSearchParams(searchParams)}`;
      return parseResponse(listJobsResponseSchema, await requestJson(fetch, { method: 'GET', path, signal }));
    },
    async renameJob(jobId, name) {
      return parseResponse(renamedJobSchema, await requestJson(fetch, { method: 'PATCH', path: getJobPath(jobId), body: { name } }));
    },
    async deleteJob(jobId) {
      await requestJson(fetch, { method: 'DELETE', path: getJobPath(jobId) });
    },
    async restoreJob(jobId) {
      await requestJson(fetch, { method: 'POST', path: `${getJobPath(jobId)}/restore`, body: {} });
    },
  };
}
