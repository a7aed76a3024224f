import 'server-only';
import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Invite } from '@/lib/domain/editor';
import { type DatabaseClient, insertWhere } from './connection/client';
import type { Mode } from './records/records';
import { inviteRowSchema } from './records/rows';
import { editors, invites, sessions } from './schema';

/** Invites in the database. A revoked invite stays, to label its editor's charges. */
interface NewInvite {
  readonly inviteId: string;
  readonly editorId: string;
  readonly label: string;
  readonly tokenHash: string;
  readonly mode: Mode;
  readonly nowMs: number;
  /** Maximum number of open invites. */
  readonly limit: number;
}

export function createInviteQueries({ query, write }: DatabaseClient) {
  async function find(condition: SQL | undefined): Promise<Invite | null> {
    const [row] = await query.select().from(invites).where(condition);
    return row === undefined ? null : inviteRowSchema.parse(row);
  }

  return {
    /** Creates the editor and the invite; `false` if `limit` open invites exist. */
    async insertInvite({ inviteId, editorId, label, tokenHash, mode, nowMs, limit }: NewInvite): Promise<boolean> {
      const count = sql`select count(*) from ${invites} where ${invites.mode} = ${mode} and ${invites.revokedAtMs} is null`;
      const isBelowLimit = sql`(${count}) < ${limit}`;
      const [, inserted] = await write([
        insertWhere(editors, { editorId, role: 'editor', createdAtMs: nowMs }, isBelowLimit),
        insertWhere(invites, { inviteId, editorId, mode, label, tokenHash, createdAtMs: nowMs, linkedAtMs: nowMs }, isBelowLimit),
      ]);
      return inserted === 1;
    },

    /** Newest first, revoked ones included. */
    async listInvites(mode: Mode): Promise<Invite[]> {
      const rows = await query.select().from(invites).where(eq(invites.mode, mode)).orderBy(desc(invites.createdAtMs), invites.inviteId);
      return rows.map((row) => inviteRowSchema.parse(row));
    },

    /** Replaces the invite's link; the previous one stops working. */
    async relinkInvite(inviteId: string, mode: Mode, tokenHash: string, nowMs: number): Promise<Invite | null> {
      const isOpen = and(eq(invites.inviteId, inviteId), eq(invites.mode, mode), isNull(invites.revokedAtMs));
      const [changed] = await write([query.update(invites).set({ tokenHash, linkedAtMs: nowMs }).where(isOpen)]);
      return changed === 1 ? find(eq(invites.inviteId, inviteId)) : null;
    },

    /** Ends the invite and every session opened with it. Idempotent. */
    async revokeInvite(inviteId: string, mode: Mode, nowMs: number): Promise<boolean> {
      const matchesInvite = and(eq(invites.inviteId, inviteId), eq(invites.mode, mode));
      const inviteEditor = sql`select ${invites.editorId} from ${invites} where ${matchesInvite}`;
      const [changed] = await write([
        query
          .update(invites)
          .set({ revokedAtMs: nowMs })
          .where(and(matchesInvite, isNull(invites.revokedAtMs))),
        sql`delete from ${sessions} where ${sessions.editorId} = (${inviteEditor})`,
      ]);
      // Revoking is idempotent.
      return changed === 1 || (await find(matchesInvite)) !== null;
    },
  };
}

/** Checked again in the write that spends, because the invite may be revoked during the request. */
export function isNotRevoked(editorId: string): SQL {
  return sql`not exists (select 1 from ${invites} where ${invites.editorId} = ${editorId} and ${invites.revokedAtMs} is not null)`;
}
