import 'server-only';
import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Invite, InviteStore } from '@/lib/server/auth/types';
import { type DatabaseClient, insertWhere } from './connection/client';
import { inviteRowSchema } from './records/rows';
import { editors, invites, sessions } from './schema';

/** Invites in the database. One that is revoked stays as a name beside what its editor spent. */
export function createInviteQueries({ query, write }: DatabaseClient): InviteStore {
  async function find(condition: SQL | undefined): Promise<Invite | null> {
    const [row] = await query.select().from(invites).where(condition);
    return row === undefined ? null : inviteRowSchema.parse(row);
  }

  return {
    async insertInvite({ inviteId, editorId, label, tokenHash, mode, nowMs, limit }) {
      const count = sql`select count(*) from ${invites} where ${invites.mode} = ${mode} and ${invites.revokedAtMs} is null`;
      const isBelowLimit = sql`(${count}) < ${limit}`;
      const [, inserted] = await write([
        insertWhere(editors, { editorId, role: 'editor', createdAtMs: nowMs }, isBelowLimit),
        insertWhere(invites, { inviteId, editorId, mode, label, tokenHash, createdAtMs: nowMs, linkedAtMs: nowMs }, isBelowLimit),
      ]);
      return inserted === 1;
    },

    async listInvites(mode) {
      const rows = await query.select().from(invites).where(eq(invites.mode, mode)).orderBy(desc(invites.createdAtMs), invites.inviteId);
      return rows.map((row) => inviteRowSchema.parse(row));
    },

    async relinkInvite(inviteId, mode, tokenHash, nowMs) {
      const isOpen = and(eq(invites.inviteId, inviteId), eq(invites.mode, mode), isNull(invites.revokedAtMs));
      const [changed] = await write([query.update(invites).set({ tokenHash, linkedAtMs: nowMs }).where(isOpen)]);
      return changed === 1 ? find(eq(invites.inviteId, inviteId)) : null;
    },

    async revokeInvite(inviteId, mode, nowMs) {
      const matchesInvite = and(eq(invites.inviteId, inviteId), eq(invites.mode, mode));
      const inviteEditor = sql`select ${invites.editorId} from ${invites} where ${matchesInvite}`;
      const [changed] = await write([
        query
          .update(invites)
          .set({ revokedAtMs: nowMs })
          .where(and(matchesInvite, isNull(invites.revokedAtMs))),
        sql`delete from ${sessions} where ${sessions.editorId} = (${inviteEditor})`,
      ]);
      // Revoking twice is as good as once.
      return changed === 1 || (await find(matchesInvite)) !== null;
    },
  };
}

/** Asked again in the very write that spends: whoever was let in may be shown out while their request is on its way. */
export function canStillSpend(editorId: string): SQL {
  return sql`not exists (select 1 from ${invites} where ${invites.editorId} = ${editorId} and ${invites.revokedAtMs} is not null)`;
}
