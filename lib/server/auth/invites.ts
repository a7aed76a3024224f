import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { Env } from '@/lib/server/config/env';
import { AppError } from '@/lib/server/http/app-error';
import type { CreatedInvite, InviteStore, Invites } from './types';

/**
 * Invite links, one per editor, so that jobs, charges and revocation are separate for each. The token is in the URL
 * fragment, which browsers neither send to servers nor log.
 */

/** 32 random bytes in Base64URL; the contract requires at least 128 bits. */
const TOKEN = /^[\w-]{43}$/;
/** Larger than any team that shares one passcode; stops a runaway script. */
const MAX_OPEN_INVITES = 500;

/** Returns whether a code has the form of an invite token rather than a passcode. */
export function looksLikeInvite(code: string): boolean {
  return TOKEN.test(code);
}

/** A plain hash is enough, because tokens have 256 random bits. */
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
    async create(label): Promise<CreatedInvite> {
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
