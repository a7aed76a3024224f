/** What the library asks of our API. */

import { type ListJobsAnswer, type ListJobsQuery, listJobsAnswerSchema, type RenamedJob, renamedJobSchema } from '@/lib/contracts/library';
import { freeCall, readAnswer } from './free-call';

export interface LibraryApi {
  listJobs(query: ListJobsQuery, options?: { readonly signal?: AbortSignal }): Promise<ListJobsAnswer>;
  /** `null` gives the job its clip's name back. */
  renameJob(jobId: string, name: string | null): Promise<RenamedJob>;
  deleteJob(jobId: string): Promise<void>;
  restoreJob(jobId: string): Promise<void>;
}

export function createLibraryApi({ fetch }: { readonly fetch: typeof globalThis.fetch }): LibraryApi {
  const pathOf = (jobId: string) => `/api/advanced-lip-sync/${encodeURIComponent(jobId)}`;
  return {
    async listJobs(query, { signal } = {}) {
      const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
      const path = `/api/advanced-lip-sync?${new URLSearchParams(asked)}`;
      return readAnswer(listJobsAnswerSchema, await freeCall(fetch, { method: 'GET', path, signal }));
    },
    async renameJob(jobId, name) {
      return readAnswer(renamedJobSchema, await freeCall(fetch, { method: 'PATCH', path: pathOf(jobId), body: { name } }));
    },
    async deleteJob(jobId) {
      await freeCall(fetch, { method: 'DELETE', path: pathOf(jobId) });
    },
    async restoreJob(jobId) {
      await freeCall(fetch, { method: 'POST', path: `${pathOf(jobId)}/restore`, body: {} });
    },
  };
}
