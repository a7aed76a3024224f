import 'server-only';
import type { Editor, Invite, RateLimit } from '@/lib/domain/editor';

interface NewSession {
  readonly tokenHash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
}

/** Session storage; only token hashes are stored. Implemented by `lib/server/db`. */
export interface SessionStore {
  /** Accepts several hashes, because each kind of session hashes a token differently. */
  findSession(tokenHash: string | readonly string[], nowMs: number): Promise<Editor | null>;
  /** Creates the session and, for a visitor, its editor. Idempotent per token hash. */
  openSession(session: NewSession & { readonly role: Editor['role'] }): Promise<Editor>;
  /** Opens a session for the invite's editor in one atomic write; `null` if no such invite is open. */
  openInviteSession(session: NewSession & { readonly inviteHash: string; readonly mode: InviteMode }): Promise<Editor | null>;
  closeSession(tokenHash: string | readonly string[]): Promise<void>;
  /** Returns a random 32-byte secret, created once per database and name. */
  secret(name: string): Promise<Uint8Array>;
}

type InviteMode = 'practice' | 'live';

/** Implemented by `lib/server/db`. Each change is one atomic write; a boolean result says whether it took effect. */
export interface InviteStore {
  /** Creates the editor and the invite; `false` if `limit` open invites exist. */
  insertInvite(invite: {
    readonly inviteId: string;
    readonly editorId: string;
    readonly label: string;
    readonly tokenHash: string;
    readonly mode: InviteMode;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<boolean>;
  /** Newest first, including revoked invites. */
  listInvites(mode: InviteMode): Promise<Invite[]>;
  /** Replaces the editor's link; the previous link stops working. */
  relinkInvite(inviteId: string, mode: InviteMode, tokenHash: string, nowMs: number): Promise<Invite | null>;
  /** Ends the invite and every session opened with it. */
  revokeInvite(inviteId: string, mode: InviteMode, nowMs: number): Promise<boolean>;
}

/** Rate limits shared by all processes on one database. Implemented by `lib/server/db`. */
export interface RateLimitStore {
  /** Takes one use in one atomic write, if one is left. `busyUntilMs`: when all uses so far have expired. */
  consume(key: string, rateLimit: RateLimit, nowMs: number): Promise<{ readonly isAllowed: boolean; readonly busyUntilMs: number }>;
  /** Sets a flag that expires at `untilMs`. */
  mark(key: string, untilMs: number): Promise<void>;
  hasMark(key: string, nowMs: number): Promise<boolean>;
  remove(key: string): Promise<void>;
}

/** The editor of a request, and the `Set-Cookie` value to send, if any. */
interface AuthResult {
  /** `null`: access denied. */
  readonly editor: Editor | null;
  readonly setCookie: string | null;
}

/** Access checks that `route.ts` runs for every route that is not open. Implemented in this folder. */
export interface Auth {
  /**
   * Finds the request's session. In practice mode a caller without one is an anonymous visitor, who gets a session
   * with the first change, so that reading stores nothing. Never throws for bad cookies.
   * @throws {AppError} `rate-limited` if one address creates too many visitors.
   */
  authenticate(request: Request): Promise<AuthResult>;
  /**
   * Opens a session for a correct passcode or invite token.
   * @throws {AppError} `invalid-credentials`, `rate-limited`, `not-configured`.
   */
  signIn(code: string, request: Request): Promise<{ readonly setCookie: string }>;
  /** Ends the request's session, if it has one. */
  signOut(request: Request): Promise<{ readonly setCookie: string }>;
  /**
   * Returns whether the editor may see the owner's pages: the owner, or everyone in practice mode without a
   * passcode.
   */
  isOwner(editor: Editor): boolean;
  /** Returns whether the browser used https, according to trusted proxies only. */
  isHttps(request: Request): boolean;
}

export type RateLimitedAction = 'identify' | 'create' | 'upload' | 'manage';

export interface RateLimiter {
  /** @throws {AppError} `rate-limited`, with the time until the next use is allowed. */
  consume(action: RateLimitedAction, editor: Editor): Promise<void>;
}

/** Actions with a concurrency limit: uploads counted by request, large JSON bodies by byte. */
export type ConcurrentAction = 'upload' | 'large-body';

export interface ConcurrencySlot {
  /**
   * Adds to the acquired amount.
   * @throws {AppError} `rate-limited`; the amount acquired before stays acquired.
   */
  add(amount: number): void;
  release(): void;
}

/** Per-process concurrency limits for disk and memory. */
export interface ConcurrencyLimiter {
  /** @throws {AppError} `rate-limited` if the limit is reached. */
  acquire(action: ConcurrentAction, editor: Editor, amount: number): ConcurrencySlot;
  /**
   * Acquires one of at most `limit` slots for this key.
   * @throws {AppError} `rate-limited`.
   */
  acquireKey(key: string, limit: number): ConcurrencySlot;
}

/** A new invite with its link's token, which cannot be retrieved later. */
export interface CreatedInvite {
  readonly invite: Invite;
  readonly token: string;
}

/** The owner's operations on invites. Implemented in this folder. */
export interface Invites {
  /** @throws {AppError} `validation-failed` if there are too many open invites. */
  create(label: string): Promise<CreatedInvite>;
  list(): Promise<Invite[]>;
  /** @throws {AppError} `not-found`, also for a revoked invite. */
  relink(inviteId: string): Promise<CreatedInvite>;
  /** @throws {AppError} `not-found`. */
  revoke(inviteId: string): Promise<void>;
}
