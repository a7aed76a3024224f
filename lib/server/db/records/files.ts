import 'server-only';

/** Files in the database: copied, kept, and deleted when their time is over. */

/** What is copied from upstream for a job: its result, and the video that it was made of where that came by a link. */
export type CopyKind = 'result' | 'original';

/**
 * One copy at a time. Whoever holds the lease is known by the moment until which it holds it: every later step names that moment, and does
 * nothing where another has taken over.
 */
export interface CopyRecords {
  /** Takes a copy that is due, and announces its file. */
  claimCopy(claim: {
    readonly kind: CopyKind;
    readonly jobId: string;
    readonly key: string;
    readonly nowMs: number;
    readonly untilMs: number;
  }): Promise<boolean>;
  /** Also to say when a copy that failed is to be tried again. */
  renewCopyLease(kind: CopyKind, jobId: string, heldUntilMs: number, untilMs: number): Promise<boolean>;
  /** For the one server of an embedded database, as it starts: whoever held a copy then is gone. */
  releaseCopies(nowMs: number): Promise<void>;
  /** `false`: another has taken over, or it is no longer wanted. */
  recordCopy(copy: {
    readonly kind: CopyKind;
    readonly jobId: string;
    readonly heldUntilMs: number;
    readonly key: string;
    readonly byteSize: number;
    readonly nowMs: number;
  }): Promise<boolean>;
}

/** The owner of what the simulator keeps as upstream would: no upload's, no job's and no video's. */
export const SIMULATOR_FOLDERS = 'simulator';

/** As the store's own `StorageKey`. */
export type FileKey = `${'inputs' | 'originals' | 'voices' | 'thumbnails' | 'results'}/${string}`;

export type FileKind = 'input' | 'original' | 'voice' | 'result' | 'thumbnail';

/**
 * The files that we keep. Each is announced before its first byte and recorded once it is whole, so that nothing lies in a store
 * without a row that says so. Inputs, results and thumbnails are recorded by what records their upload, job or video.
 */
export interface FileRecords {
  /** `false` where the file is kept already, or is being deleted. */
  registerFile(file: { readonly key: string; readonly kind: FileKind; readonly ownerId: string; readonly nowMs: number }): Promise<boolean>;
  /** `false` where it is no longer wanted: then whoever wrote it deletes it. */
  recordFile(key: string, byteSize: number, nowMs: number): Promise<boolean>;
}

/** Until when things are needed, in moments of the past: what ended before is not needed any more. */
export interface RetentionCutoffs {
  readonly nowMs: number;
  /** Results that were made before; `null`: they are kept until somebody deletes them. */
  readonly resultsFromMs: number | null;
  /** Jobs that were put away before: too late to bring them back. */
  readonly deletedMs: number;
  /** Sessions that ended before: nobody goes on with their video, and nobody tries a job of theirs again that failed. */
  readonly sessionsMs: number;
  /** Tickets that ended before: no byte of an unfinished upload comes any more, and no finished one is waited for. */
  readonly ticketsMs: number;
  /** Jobs that were begun before: nothing can come of them any more, for upstream has deleted it. */
  readonly runningMs: number;
  /** Files that were announced before and are not whole: whoever wrote them is gone. */
  readonly unfinishedMs: number;
}

/** What is no longer needed goes: said in the database first, done in the store, and then forgotten in the database. */
export interface RetentionRecords {
  /**
   * Takes the round that is due, `everyMs` after the last. Answers for how long rounds have now followed each other without a gap of more
   * than `gapMs` and without the clock going back; `null` where none is due.
   */
  beginRound(round: { readonly nowMs: number; readonly everyMs: number; readonly gapMs: number }): Promise<number | null>;
  /** Ends the results that are too old, or whose jobs were put away too long ago; of each so many and no more. Answers how many. */
  endResults(cutoffs: RetentionCutoffs, limit: number): Promise<number>;
  /** Forgets sessions whose time is over, so many and no more, with those visitors of theirs who have left nothing. Answers how many. */
  forgetSessions(nowMs: number, limit: number): Promise<number>;
  /**
   * Looks at the files that were not looked at since `beforeMs`, longest first, and dooms those that nothing needs; so many and no more.
   * In one atomic write, so that whoever is about to use one either has it or not. Answers how many were looked at and doomed.
   */
  markFilesForDeletion(
    cutoffs: RetentionCutoffs,
    beforeMs: number,
    limit: number,
  ): Promise<{ readonly checked: number; readonly marked: number }>;
  /** Doomed ones whose turn it is. */
  filesPendingDeletion(nowMs: number, limit: number): Promise<FileKey[]>;
  /** When one could not be deleted: not again before then. */
  postponeDeletion(key: string, untilMs: number): Promise<void>;
  /** Gone from the store: gone from the database. Of one that is not doomed nothing is forgotten. */
  forgetFile(key: string): Promise<void>;
  /** By kind: what lies in the store, by what the database noted of it. */
  countFilesByKind(): Promise<readonly { readonly kind: FileKind; readonly files: number; readonly byteSize: number }[]>;
  /** How many wait to be deleted. */
  countPendingDeletion(): Promise<number>;
}
