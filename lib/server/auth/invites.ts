import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { Env } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import type { InviteStore, Invites, MadeInvite } from './types';

/**
 * Invite links: one for each editor, so that each has their own jobs and their own line in the bill, and each can be shown out alone.
 * The token travels in the link's fragment, which browsers send to no server and write into no log.
 */

/** 32 random bytes in Base64URL; the contract asks for 128 bits at least. */
const TOKEN = /^[\w-]{43}$/;
/** More editors than any team that shares one passcode; a script that makes invites without end stops here. */
const MAX_OPEN_INVITES = 500;

/** Whether a code can be an invite's token at all, rather than a passcode. */
export function looksLikeInvite(code: string): boolean {
  return TOKEN.test(code);
}

/** Tokens are too random to be guessed from a plain hash. */
export function hashInviteToken(token: string): string {
  return createHash('sha256').update(`invite ${token}`).digest('hex');
}

export interface InvitesOptions {
  readonly store: InviteStore;
  readonly env: Pick<Env, 'mode'>;
  readonly now: () => number;
}

export function createInvites({ store, env, now }: InvitesOptions): Invites {
  const { mode } = env;
  const notFound = () => new AppError('not-found', 'there is no such invite');

  return {
    async create(label): Promise<MadeInvite> {
      const token = randomBytes(32).toString('base64url');
      const nowMs = now();
      const inviteId = randomBytes(16).toString('base64url');
      const editorId = randomBytes(16).toString('base64url');
      const isCreated = await store.insertInvite({
        ...{ inviteId, editorId, label, mode, nowMs },
        tokenHash: hashInviteToken(token),
        limit: MAX_OPEN_INVITES,
      });
      if (!isCreated) {
        throw new AppError('validation-failed', 'there are too many open invites: revoke some', {
          issues: [{ code: 'too-many-invites', severity: 'error', limit: MAX_OPEN_INVITES }],
        });
      }
      const invite = { inviteId, editorId, label, createdAtMs: nowMs, linkedAtMs: nowMs, lastUsedAtMs: null, revokedAtMs: null };
      return { invite, token };
    },

    list: () => store.listInvites(mode),

    async relink(inviteId) {
      const token = randomBytes(32).toString('base64url');
      const invite = await store.relinkInvite(inviteId, mode, hashInviteToken(token), now());
      if (invite === null) throw notFound();
      return { invite, token };
    },

    async revoke(inviteId) {
      if (!(await store.revokeInvite(inviteId, mode, now()))) throw notFound();
    },
  };
}
