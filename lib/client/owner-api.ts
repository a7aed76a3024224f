/** What the owner and share links ask of our API. All of it is free, so a call that got no answer may simply be made again. */

import type { ZodType } from 'zod';
import { errorBodySchema } from '@/lib/contracts/error';
import {
  type MadeShareAnswer,
  madeShareSchema,
  type SharedJobAnswer,
  type SharesAnswer,
  sharedJobAnswerSchema,
  sharesAnswerSchema,
} from '@/lib/contracts/share';
import { type MadeInviteAnswer, madeInviteSchema, type TeamAnswer, teamAnswerSchema } from '@/lib/contracts/team';
import { ApiError } from './api-error';

const TIMEOUT_MS = 30_000;

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
  /** Answers the JSON, or `undefined` where there is none. */
  async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await deps.fetch(path, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      text = await response.text();
    } catch (cause) {
      throw new ApiError('no-answer', { cause });
    }
    const json = parseJson(text);
    if (response.ok) return json;
    const refusal = errorBodySchema.safeParse(json);
    if (!refusal.success) throw new ApiError('strange-answer', { cause: refusal.error });
    const { code, ...details } = refusal.data.error;
    throw new ApiError(code, details);
  }

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

function read<T>(schema: ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ApiError('strange-answer', { cause: parsed.error });
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
