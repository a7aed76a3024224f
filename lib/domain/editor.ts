/** A person who uses the app. In practice mode every visitor is an anonymous editor. */
export interface Editor {
  readonly editorId: string;
  readonly role: 'owner' | 'editor' | 'visitor';
  /** Hash of a visitor's network address, so that a visitor who drops the cookie keeps the same rate limits. Absent for other roles. */
  readonly addressHash?: string;
}

/** An editor's invite, as the owner sees it. Its token is shown once, when the link is created. */
export interface Invite {
  readonly inviteId: string;
  readonly editorId: string;
  readonly label: string;
  readonly createdAtMs: number;
  /** When the current link was created. */
  readonly linkedAtMs: number;
  /** When a device last signed in with the link. */
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** A token bucket: `capacity` requests at once, then one every `everyMs`. */
export interface RateLimit {
  readonly capacity: number;
  readonly everyMs: number;
}
