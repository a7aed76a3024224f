import 'server-only';

/** File records: copying, keeping and deleting. */

/** Upstream files that are copied for a job: its result, and its source video if that came by a link. */
export type CopyKind = 'result' | 'original';

/**
 * One copy at a time. A lease is identified by its expiry time; each later step names that time and has no effect
 * if another process has taken over.
 */
export interface CopyRecords {
  /** Claims a due copy and registers its file. */
  claimCopy(claim: {
    readonly kind: CopyKind;
    readonly jobId: string;
    readonly key: string;
    readonly nowMs: number;
    readonly untilMs: number;
  }): Promise<boolean>;
  /** Also schedules the retry after a failed copy. */
  renewCopyLease(kind: CopyKind, jobId: string, heldUntilMs: number, untilMs: number): Promise<boolean>;
  /** Releases all leases at the start of a single-server (embedded) database, whose previous process has ended. */
  releaseCopies(nowMs: number): Promise<void>;
  /** `false`: another process has taken over, or the copy is no longer needed. */
  recordCopy(copy: {
    readonly kind: CopyKind;
    readonly jobId: string;
    readonly heldUntilMs: number;
    readonly key: string;
    readonly byteSize: number;
    readonly nowMs: number;
  }): Promise<boolean>;
}

/** Owner id of the simulator's files, which belong to no upload, job or video. */
export const SIMULATOR_OWNER_ID = 'simulator';

/** The store's `StorageKey`. */
export type FileKey = `${'inputs' | 'originals' | 'voices' | 'thumbnails' | 'results'}/${string}`;

export type FileKind = 'input' | 'original' | 'voice' | 'result' | 'thumbnail';

/**
 * Files that we keep. Each is registered before its first byte is written and recorded once complete, so that every
 * stored file has a row. Inputs, results and thumbnails are recorded together with their upload, job or video.
 */
export interface FileRecords {
  /** `false` if the file is kept already or pending deletion. */
  registerFile(file: { readonly key: string; readonly kind: FileKind; readonly ownerId: string; readonly nowMs: number }): Promise<boolean>;
  /** `false` if the file is no longer needed; the writer then deletes it. */
  recordFile(key: string, byteSize: number, nowMs: number): Promise<boolean>;
}

/** Cut-off times; items older than these are unused. */
export interface RetentionCutoffs {
  readonly nowMs: number;
  /** Results made before this time expire; `null`: results are kept until deleted. */
  readonly resultsFromMs: number | null;
  /** Jobs deleted before this time can no longer be restored. */
  readonly deletedMs: number;
  /** Sessions that ended before this time: their video and failed jobs cannot be continued. */
  readonly sessionsMs: number;
  /** Upload tickets that expired before this time: no bytes of an unfinished upload are accepted. */
  readonly ticketsMs: number;
  /** Jobs started before this time have no result, because upstream has deleted it. */
  readonly runningMs: number;
  /** Files registered before this time and still incomplete: their writer has ended. */
  readonly unfinishedMs: number;
}

/**
 * Deletes unneeded files: first marked in the database, then deleted from the store, then removed from the
 * database.
 */
export interface RetentionRecords {
  /**
   * Claims the round that is due `everyMs` after the last. Returns how long rounds have run without a gap over
   * `gapMs` and without the clock moving back; `null` if none is due.
   */
  beginRound(round: { readonly nowMs: number; readonly everyMs: number; readonly gapMs: number }): Promise<number | null>;
  /**
   * Expires results that are too old or whose jobs were deleted too long ago, at most `limit` of each. Returns the
   * count.
   */
  endResults(cutoffs: RetentionCutoffs, limit: number): Promise<number>;
  /** Deletes at most `limit` expired sessions, and their visitors if those own nothing. Returns the count. */
  forgetSessions(nowMs: number, limit: number): Promise<number>;
  /**
   * Checks up to `limit` files not checked since `beforeMs`, oldest check first, and marks unneeded ones for
   * deletion, in one atomic write, so that a concurrent use of a file either precedes the mark or fails. Returns
   * how many were checked and marked.
   */
  markFilesForDeletion(
    cutoffs: RetentionCutoffs,
    beforeMs: number,
    limit: number,
  ): Promise<{ readonly checked: number; readonly marked: number }>;
  /** Files marked for deletion whose next attempt is due. */
  findFilesPendingDeletion(nowMs: number, limit: number): Promise<FileKey[]>;
  /** Schedules the next attempt after a failed deletion. */
  postponeDeletion(key: string, untilMs: number): Promise<void>;
  /** Removes the row of a file that was deleted from the store. Has no effect on files not marked for deletion. */
  forgetFile(key: string): Promise<void>;
  /** Stored files by kind, according to the database. */
  countFilesByKind(): Promise<readonly { readonly kind: FileKind; readonly files: number; readonly byteSize: number }[]>;
  /** Number of files waiting for deletion. */
  countPendingDeletion(): Promise<number>;
}
