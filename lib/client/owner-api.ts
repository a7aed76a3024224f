/** What the owner and share links ask of our API. All of it is free, so a call that got no answer may simply be made again. */

import {
  type MadeShareAnswer,
  madeShareSchema,
  type SharedJobAnswer,
  type SharesAnswer,
  sharedJobAnswerSchema,
  sharesAnswerSchema,
} from '@/lib/contracts/share';
import { type MadeInviteAnswer, madeInviteSchema, type TeamAnswer, teamAnswerSchema } from '@/lib/contracts/team';
import { freeCall, readAnswer as read } from './free-call';

export interface OwnerApi {
  readTeam(): Promise<TeamAnswer>;
  makeInvite(label: string): Promise<MadeInviteAnswer>;
  relinkInvite(inviteId: string): Promise<MadeInviteAnswer>;
  revokeInvite(inviteId: string): Promise<void>;
  signOut(): Promise<void>;
  readShares(jobId: string): Promise<SharesAnswer>;
  shareJob(jobId: string): Promise<MadeShareAnswer>;
  unshareJob(jobId: string): Promise<void>;
  readShared(token: string): Promise<SharedJobAnswer>;
}

function createOwnerApi(deps: { readonly fetch: typeof fetch }): OwnerApi {
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => freeCall(deps.fetch, { method, path, body });
  const part = encodeURIComponent;
  return {
    readTeam: async () => read(teamAnswerSchema, await call('GET', '/api/team')),
    makeInvite: async (label) => read(madeInviteSchema, await call('POST', '/api/team/invites', { label })),
    relinkInvite: async (inviteId) => read(madeInviteSchema, await call('POST', `/api/team/invites/${part(inviteId)}/link`, {})),
    revokeInvite: async (inviteId) => void (await call('DELETE', `/api/team/invites/${part(inviteId)}`)),
    signOut: async () => void (await call('DELETE', '/api/access')),
    readShares: async (jobId) => read(sharesAnswerSchema, await call('GET', `/api/advanced-lip-sync/${part(jobId)}/share`)),
    shareJob: async (jobId) => read(madeShareSchema, await call('POST', `/api/advanced-lip-sync/${part(jobId)}/share`, {})),
    unshareJob: async (jobId) => void (await call('DELETE', `/api/advanced-lip-sync/${part(jobId)}/share`)),
    readShared: async (token) => read(sharedJobAnswerSchema, await call('GET', `/api/share/${part(token)}`)),
  };
}

/** The page's own. */
export function ownerApi(): OwnerApi {
  return createOwnerApi({ fetch: (input, init) => fetch(input, init) });
}
