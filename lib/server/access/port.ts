import 'server-only';

/** A person as the ledger knows them. Practice visitors are editors too, anonymous ones. */
export interface Editor {
  readonly editorId: string;
  readonly role: 'owner' | 'editor' | 'visitor';
}

/** Sessions live in the ledger; only a token's SHA-256 is stored. Implemented by `lib/server/ledger`. */
export interface SessionStore {
  findSession(tokenHash: string, nowMs: number): Promise<Editor | null>;
  /** Makes the session and, for a visitor, its editor too; a second call with the same hash changes nothing. */
  openSession(session: {
    readonly tokenHash: string;
    readonly role: Editor['role'];
    readonly nowMs: number;
    readonly expiresAtMs: number;
  }): Promise<Editor>;
  /** A random secret of 32 bytes, made once for this database, by name. */
  secret(name: string): Promise<Uint8Array>;
}

/** Who a request comes from, and the cookie to hand them (a whole `Set-Cookie` value), if any. */
interface Admission {
  /** `null`: not let in. */
  readonly editor: Editor | null;
  readonly setCookie: string | null;
}

/** What `route.ts` asks of access for every route that is not open. Implemented in this folder. */
export interface Access {
  /** Finds the session of a request. In practice mode a caller without one gets an anonymous visitor's. Never throws for bad cookies. */
  admit(request: Request): Promise<Admission>;
  /** Opens a session for whoever knows the code. @throws {AppError} `wrong-code`, `not-configured`. */
  enter(code: string, request: Request): Promise<{ readonly setCookie: string }>;
}
