/** API requests of the owner's pages and share links. All are free, so a failed request can be repeated. */

import {
  type CreatedShareResponse,
  createdShareSchema,
  type SharedJobResponse,
  type SharesResponse,
  sharedJobResponseSchema,
  sharesResponseSchema,
} from '@/lib/contracts/share';
import { type CreatedInviteResponse, createdInviteSchema, type TeamResponse, teamResponseSchema } from '@/lib/contracts/team';
import { parseResponse as read, requestJson } from './request';

export interface OwnerApi {
  readTeam(): Promise<TeamResponse>;
  createInvite(label: string): Promise<CreatedInviteResponse>;
  relinkInvite(inviteId: string): Promise<CreatedInviteResponse>;
  revokeInvite(inviteId: string): Promise<void>;
  signOut(): Promise<void>;
  readShares(jobId: string): Promise<SharesResponse>;
  shareJob(jobId: string): Promise<CreatedShareResponse>;
  unshareJob(jobId: string): Promise<void>;
  readShared(token: string): Promise<SharedJobResponse>;
}

function createOwnerApi(deps: { readonly fetch: typeof fetch }): OwnerApi {
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => requestJson(deps.fetch, { method, path, body });
  const part = encodeURIComponent;
  return {
    readTeam: async () => read(teamResponseSchema, await call('GET', '/api/team')),
    createInvite: async (label) => read(createdInviteSchema, await call('POST', '/api/team/invites', { label })),
    relinkInvite: async (inviteId) => read(createdInviteSchema, await call('POST', `/api/team/invites/${part(inviteId)}/link`, {})),
    revokeInvite: async (inviteId) => void (await call('DELETE', `/api/team/invites/${part(inviteId)}`)),
    signOut: async () => void (await call('DELETE', '/api/access')),
    readShares: async (jobId) => read(sharesResponseSchema, await call('GET', `/api/advanced-lip-sync/${part(jobId)}/share`)),
    shareJob: async (jobId) => read(createdShareSchema, await call('POST', `/api/advanced-lip-sync/${part(jobId)}/share`, {})),
    unshareJob: async (jobId) => void (await call('DELETE', `/api/advanced-lip-sync/${part(jobId)}/share`)),
    readShared: async (token) => read(sharedJobResponseSchema, await call('GET', `/api/share/${part(token)}`)),
  };
}

/** The client for the browser; tests pass their own `fetch`. */
export function ownerApi(): OwnerApi {
  return createOwnerApi({ fetch: (input, init) => fetch(input, init) });
}
