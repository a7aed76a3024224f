import 'server-only';
import type { Editor, Invite, RateLimit } from '@/lib/domain/editor';

interface NewSession {
  readonly tokenHash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
}

/** Sessions live in the database; only a token's hash is stored. Implemented by `lib/server/db`. */
export interface SessionStore {
  /** Several hashes are one token's, as each kind of session keeps it. */
  findSession(tokenHash: string | readonly string[], nowMs: number): Promise<Editor | null>;
  /** Makes the session and, for a visitor, its editor too; a second call with the same hash changes nothing. */
  openSession(session: NewSession & { readonly role: Editor['role'] }): Promise<Editor>;
  /** The session of the editor whom this invite is for, in one atomic write; `null` where no such invite is open. */
  openInviteSession(session: NewSession & { readonly inviteHash: string; readonly mode: InviteMode }): Promise<Editor | null>;
  closeSession(tokenHash: string | readonly string[]): Promise<void>;
  /** A random secret of 32 bytes, made once for this database, by name. */
  secret(name: string): Promise<Uint8Array>;
}

type InviteMode = 'practice' | 'live';

/** Implemented by `lib/server/db`. Each change is one atomic write and answers whether it took place. */
export interface InviteStore {
  /** Makes the editor and the invite; `false` where `limit` open ones are there already. */
  insertInvite(invite: {
    readonly inviteId: string;
    readonly editorId: string;
    readonly label: string;
    readonly tokenHash: string;
    readonly mode: InviteMode;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<boolean>;
  /** Newest first, the revoked ones with them. */
  listInvites(mode: InviteMode): Promise<Invite[]>;
  /** Another link for the same editor: the one before opens nothing more. */
  relinkInvite(inviteId: string, mode: InviteMode, tokenHash: string, nowMs: number): Promise<Invite | null>;
  /** Ends the invite and every session that came by it. */
  revokeInvite(inviteId: string, mode: InviteMode, nowMs: number): Promise<boolean>;
}

/** Limits that hold over every process on one database. Implemented by `lib/server/db`. */
export interface RateLimitStore {
  /** Takes one, in one atomic write, where there is one left. `busyUntilMs`: until when all that was taken counts. */
  consume(key: string, pace: RateLimit, nowMs: number): Promise<{ readonly isAllowed: boolean; readonly busyUntilMs: number }>;
  /** A mark that holds until then. */
  mark(key: string, untilMs: number): Promise<void>;
  hasMark(key: string, nowMs: number): Promise<boolean>;
  remove(key: string): Promise<void>;
}

/** Who a request comes from, and the cookie to hand them (a whole `Set-Cookie` value), if any. */
interface Admission {
  /** `null`: not let in. */
  readonly editor: Editor | null;
  readonly setCookie: string | null;
}

/** What `route.ts` asks of access for every route that is not open. Implemented in this folder. */
export interface Auth {
  /**
   * Finds the session of a request. In practice mode a caller without one is an anonymous visitor, who gets a session with the first thing
   * they do: whoever only looks leaves nothing behind. Never throws for bad cookies.
   * @throws {AppError} `rate-limited` where one address brings visitors without end.
   */
  authenticate(request: Request): Promise<Admission>;
  /** Opens a session for whoever knows the passcode or holds an invite. @throws {AppError} `invalid-credentials`, `rate-limited`, `not-configured`. */
  signIn(code: string, request: Request): Promise<{ readonly setCookie: string }>;
  /** Ends the session of a request, if it has one. */
  signOut(request: Request): Promise<{ readonly setCookie: string }>;
  /** Whether this editor may see the owner's pages: the owner, or anybody where nobody is the owner (practice without a passcode). */
  isOwner(editor: Editor): boolean;
  /** Whether the browser came over https, as far as our own proxies may be believed. */
  isHttps(request: Request): boolean;
}

/** What an editor may do only so often. */
export type RateLimitedAction = 'identify' | 'create' | 'upload' | 'manage';

export interface RateLimiter {
  /** @throws {AppError} `rate-limited`, with when there will be one again. */
  consume(what: RateLimitedAction, editor: Editor): Promise<void>;
}

/** What may be on its way at the same moment: files' bytes by the request, JSON bodies of some length by the byte. */
export type ConcurrentAction = 'upload' | 'large-body';

export interface ConcurrencySlot {
  /** Takes more of the same. @throws {AppError} `rate-limited`, and then what was taken before stays taken. */
  add(amount: number): void;
  release(): void;
}

/** Limits of this process alone, on what holds its disk and its memory. */
export interface ConcurrencyLimiter {
  /** @throws {AppError} `rate-limited` where there is no room now. */
  acquire(what: ConcurrentAction, editor: Editor, amount: number): ConcurrencySlot;
  /** One of at most `limit` by this name. @throws {AppError} `rate-limited`. */
  acquireKey(key: string, limit: number): ConcurrencySlot;
}

/** An invite with the token of its link, which is never seen again. */
export interface MadeInvite {
  readonly invite: Invite;
  readonly token: string;
}

/** What the owner does with invites. Implemented in this folder. */
export interface Invites {
  /** @throws {AppError} `validation-failed` where there are too many. */
  create(label: string): Promise<MadeInvite>;
  list(): Promise<Invite[]>;
  /** @throws {AppError} `not-found`, also for one that was revoked. */
  relink(inviteId: string): Promise<MadeInvite>;
  /** @throws {AppError} `not-found`. */
  revoke(inviteId: string): Promise<void>;
}
