import 'server-only';
import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Editor } from '@/lib/domain/editor';
import { type DatabaseClient, insertWhere } from './connection/client';
import type { Mode } from './records/records';
import { editorRowSchema, secretRowSchema } from './records/rows';
import { editors, invites, secrets, sessions } from './schema';

/** The owner is one editor on all devices. */
const OWNER_ID = 'owner';
const SECRET_BYTES = 32;

interface NewSession {
  readonly tokenHash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
}

export function createSessionQueries({ query, write }: DatabaseClient) {
  /** Prepared once, because every request runs it. A token has up to three hashes, one per kind of session. */
  const byHash = query
    .select({ editorId: editors.editorId, role: editors.role })
    .from(sessions)
    .innerJoin(editors, eq(editors.editorId, sessions.editorId))
    .where(
      and(
        inArray(sessions.tokenHash, [sql.placeholder('a'), sql.placeholder('b'), sql.placeholder('c')]),
        gt(sessions.expiresAtMs, sql.placeholder('nowMs')),
      ),
    )
    .prepare();

  async function findEditorBySession(tokenHash: string | readonly string[], nowMs: number): Promise<Editor | null> {
    const [a, b = a, c = a, ...more] = [tokenHash].flat();
    if (more.length > 0) throw new RangeError('a token has three hashes at most');
    const [row] = await byHash.execute({ a, b, c, nowMs });
    return row === undefined ? null : editorRowSchema.parse(row);
  }

  return {
    findSession: findEditorBySession,

    /** Creates the session and, for a visitor, its editor. Idempotent per token hash. */
    async openSession({ tokenHash, role, nowMs, expiresAtMs }: NewSession & { readonly role: Editor['role'] }): Promise<Editor> {
      const editorId = role === 'owner' ? OWNER_ID : randomUUID();
      const isNew = sql`not exists (select 1 from ${sessions} where ${sessions.tokenHash} = ${tokenHash} and ${sessions.expiresAtMs} > ${nowMs})`;
      await write([
        // An expired session is replaced under the same token; its editor and their data stay.
        sql`delete from ${sessions} where ${sessions.tokenHash} = ${tokenHash} and ${sessions.expiresAtMs} <= ${nowMs}`,
        sql`${insertWhere(editors, { editorId, role, createdAtMs: nowMs }, isNew)} on conflict do nothing`,
        insertWhere(sessions, { tokenHash, editorId, createdAtMs: nowMs, expiresAtMs }, isNew),
      ]);
      const editor = await findEditorBySession(tokenHash, nowMs);
      if (editor === null) throw new Error('a session ended in the moment that it was opened');
      return editor;
    },

    /** Opens a session for an invite's editor in one atomic write; `null` if the invite is not open. */
    async openInviteSession({
      inviteHash,
      mode,
      tokenHash,
      nowMs,
      expiresAtMs,
    }: NewSession & { readonly inviteHash: string; readonly mode: Mode }): Promise<Editor | null> {
      const isOpen = and(eq(invites.tokenHash, inviteHash), eq(invites.mode, mode), isNull(invites.revokedAtMs));
      const [row] = await query.select({ editorId: invites.editorId }).from(invites).where(isOpen);
      if (row === undefined) return null;
      const { editorId } = row;
      // Checked again in the write, because the invite may be revoked concurrently.
      const [inserted] = await write([
        insertWhere(
          sessions,
          { tokenHash, editorId, createdAtMs: nowMs, expiresAtMs },
          sql`exists (select 1 from ${invites} where ${isOpen})`,
        ),
        query.update(invites).set({ lastUsedAtMs: nowMs }).where(isOpen),
      ]);
      return inserted === 1 ? { editorId, role: 'editor' } : null;
    },

    async closeSession(tokenHash: string | readonly string[]): Promise<void> {
      await write([query.delete(sessions).where(inArray(sessions.tokenHash, [tokenHash].flat()))]);
    },

    /** A random secret of 32 bytes, created once per database and name. */
    async secret(name: string): Promise<Uint8Array> {
      const newSecret = randomBytes(SECRET_BYTES).toString('hex');
      const [row] = await query.select({ hex: secrets.hex }).from(secrets).where(eq(secrets.name, name));
      if (row !== undefined) return fromHex(row);
      await write([query.insert(secrets).values({ name, hex: newSecret }).onConflictDoNothing()]);
      const [storedSecret] = await query.select({ hex: secrets.hex }).from(secrets).where(eq(secrets.name, name));
      return fromHex(storedSecret);
    },
  };
}

function fromHex(row: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(secretRowSchema.parse(row).hex, 'hex'));
}
