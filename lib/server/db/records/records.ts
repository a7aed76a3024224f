import 'server-only';
import type { Charged, ErrorCode, Issue } from '@/lib/contracts/error';
import type { Editor } from '@/lib/domain/editor';
import type { JobStatus } from '@/lib/domain/job';
import type { Placement } from '@/lib/domain/placement';
import type { MilliPtc } from '@/lib/domain/price';
import type { Milliseconds } from '@/lib/domain/time';
import type { VideoFacts } from '@/lib/domain/video';

/** One file that a browser sends or has sent. Its storage key is `inputs/{uploadId}`. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly editorId: string;
  /** The editor's own name for it; shown back to them, never used as a path. */
  readonly fileName: string;
  readonly byteSize: number;
  readonly contentType: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** What the server measured once the bytes were whole; `null` while it waits for them. */
  readonly facts: VideoFacts | null;
  /** How the store knows the parts that it is sent in, and how large each but the last is; `null` where it comes in one piece. */
  readonly parts: { readonly reference: string; readonly byteSize: number } | null;
}

/** The database's uploads, as the use cases around `open-upload.ts` need them. */
export interface UploadRecords {
  insertUpload(upload: Omit<UploadRecord, 'facts'>): Promise<void>;
  findUpload(uploadId: string): Promise<UploadRecord | null>;
  /** Only the first completion counts, and only while the file is wanted; answers whether this was it. */
  completeUpload(uploadId: string, facts: VideoFacts, nowMs: number): Promise<boolean>;
  /** Ends an upload that is not whole: nothing can be sent any more. Answers whether it was ended by this. */
  deleteUpload(uploadId: string, nowMs: number): Promise<boolean>;
  /** Uploads that have ended without becoming whole, and whose parts may still lie in the store. */
  expiredMultipartUploads(nowMs: number, limit: number): Promise<UploadRecord[]>;
  /** Their parts are gone. */
  clearMultipartReference(uploadId: string): Promise<void>;
}

/** Practice rows never count as money; live ones do. Every video, job and charge carries its mode. */
export type Mode = 'practice' | 'live';

/**
 * A reservation of money. It counts as spent from the moment it is written until it is released, which happens only
 * when upstream said, or could not have heard, that nothing was charged.
 */
export interface ChargeRecord {
  readonly chargeId: string;
  readonly editorId: string;
  readonly mode: Mode;
  readonly kind: 'identify' | 'lip-sync' | 'upload';
  readonly milliPtc: MilliPtc;
  readonly state: 'reserved' | 'spent' | 'released';
  /** UTC, `YYYY-MM-DD`: the budget's day. */
  readonly day: string;
}

/** What a paid step wants to reserve, and under which daily budget (`null`: none applies). */
export interface Reservation {
  readonly chargeId: string;
  readonly milliPtc: MilliPtc;
  readonly budgetMilliPtc: MilliPtc | null;
}

/** How a paid step ended, word for word: for the same key's next try, and for whoever waited for the same call. */
export interface RecordedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly charged: Charged;
  readonly issues?: readonly Issue[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

export interface FaceRecord {
  /** Upstream's id. */
  readonly faceId: string;
  /** Its place in upstream's list; part of its thumbnail's storage key. */
  readonly position: number;
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
  readonly hasThumbnail: boolean;
}

/** One call of `identify-face` and what came of it. `lost`: no answer was believed, so it counts as spent. */
export interface VideoRecord {
  readonly videoId: string;
  readonly editorId: string;
  readonly mode: Mode;
  readonly status: 'identifying' | 'identified' | 'failed' | 'lost';
  readonly sourceKey: string;
  readonly uploadId: string | null;
  /** The job whose result it is; `null` for an upload and a pasted link. */
  readonly sourceJobId: string | null;
  readonly name: string | null;
  readonly durationMs: Milliseconds | null;
  /** Upstream's session; never leaves the server. */
  readonly sessionId: string | null;
  /** Why it failed or was lost; `null` where a process died over it. */
  readonly error: RecordedError | null;
  readonly expiresAtMs: number;
  readonly leaseUntilMs: number;
  readonly createdAtMs: number;
  readonly faces: readonly FaceRecord[];
}

/** The database's videos, as `identify-face.ts` needs them. */
export interface VideoRecords {
  /**
   * In one atomic write: ends what stands in the way of this editor's same source (an expired session, a lease that ran out: `lost`),
   * then, where nothing does, reserves the money and inserts the video as `identifying`.
   * Answers the video that now holds the source; `claimed` says whether it is this call's. `over-budget`, `unauthorized` where the
   * editor's invite is revoked, or `gone` where the upload is no longer kept: nothing was written.
   */
  claimVideo(claim: {
    readonly video: Omit<VideoRecord, 'status' | 'sessionId' | 'error' | 'faces'>;
    readonly identify: Reservation;
    /** Where the store that publishes the input is paid. */
    readonly upload: Reservation | null;
    readonly nowMs: number;
  }): Promise<{ readonly claimed: boolean; readonly video: VideoRecord } | 'over-budget' | 'unauthorized' | 'gone'>;
  /** The same lease for longer, and `true`; `false` where it ran out meanwhile, and another press may be at it. */
  extendClaim(videoId: string, leaseUntilMs: number): Promise<boolean>;
  /** Until when others leave the video to this call, and wait for it. */
  renewLease(videoId: string, leaseUntilMs: number): Promise<void>;
  findVideo(videoId: string): Promise<VideoRecord | null>;
  /** Records a paid answer, whatever was thought of it meanwhile. */
  recordFaces(video: {
    readonly videoId: string;
    readonly sessionId: string;
    readonly faces: readonly FaceRecord[];
    /** Others wait until then for the thumbnails. */
    readonly leaseUntilMs: number;
  }): Promise<void>;
  /** Ends a claim without an answer and says what became of its two charges. `failureError`: refused or never sent; `lost`: perhaps done. */
  failClaim(end: {
    readonly videoId: string;
    readonly status: 'failed' | 'lost';
    readonly error: RecordedError;
    readonly identify: 'spent' | 'released';
    readonly upload: 'spent' | 'released';
  }): Promise<void>;
  /** Every claim whose lease ran out, or that was begun up to then by a process that is gone: `lost`. */
  expireClaims(nowMs: number, startedUntilMs: number): Promise<void>;
  markThumbnails(
    videoId: string,
    thumbnails: readonly { readonly position: number; readonly key: string; readonly byteSize: number }[],
    nowMs: number,
  ): Promise<void>;
  /** An input's public address that was paid for, kept so that a second press does not pay for a second upload. */
  recordPublished(uploadId: string, published: { readonly url: string; readonly atMs: number }): Promise<void>;
  /** Forgets an address that was recorded by `untilMs`. */
  clearPublished(uploadId: string, untilMs: number): Promise<void>;
  findPublished(uploadId: string): Promise<{ readonly url: string; readonly atMs: number } | null>;
}

/** How the copying of something from upstream stands. */
export interface CopyRecord {
  readonly attempts: number;
  readonly leaseUntilMs: number | null;
  readonly archivedAtMs: number | null;
}

export interface JobRecord {
  readonly jobId: string;
  readonly editorId: string;
  readonly mode: Mode;
  readonly idempotencyKey: string;
  /** SHA-256 of everything that makes it this job, the voice's bytes included. */
  readonly paramsHash: string;
  readonly videoId: string;
  readonly videoName: string | null;
  readonly videoDurationMs: Milliseconds | null;
  /** The upload that the video came as; `null` for a pasted link, and for the result of another job. */
  readonly uploadId: string | null;
  /** The job whose result the video is. */
  readonly sourceJobId: string | null;
  /** How the video's source is named in `VideoRecord.sourceKey`. */
  readonly sourceKey: string;
  readonly sessionExpiresAtMs: number;
  readonly faceId: string;
  readonly faceWindow: { readonly startMs: Milliseconds; readonly endMs: Milliseconds };
  readonly placement: Placement;
  readonly voiceDurationMs: Milliseconds;
  readonly replaces: string | null;
  /** What its editor calls it; `null`: what the clip is called. */
  readonly name: string | null;
  readonly status: JobStatus;
  /** Whether the last status upstream gave was one of its four known words; `true` where it gave none. */
  readonly recognised: boolean;
  readonly message: string | null;
  readonly error: RecordedError | null;
  /** Ours, sent to upstream; the only thread to a job whose answer was lost. */
  readonly externalTaskId: string;
  readonly taskId: string | null;
  readonly resultUrl: string | null;
  /** As upstream says. */
  readonly resultDurationMs: Milliseconds | null;
  /** Where upstream shows the video that the job was made of; only where that came by a link, so that a copy of it is wanted. */
  readonly parentVideoUrl: string | null;
  /** When upstream was done, never later than we heard of it: it deletes the result 30 days after. */
  readonly succeededAtMs: number | null;
  readonly resultDeletedAtMs: number | null;
  readonly charge: ChargeRecord;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly lastPolledAtMs: number | null;
  /** Look-ups by `externalTaskId` so far, and when the next is due. */
  readonly lookups: number;
  readonly nextLookupAtMs: number | null;
  readonly unknownSinceMs: number | null;
  readonly archive: CopyRecord;
  /** Of the original; only wanted where there is a `parentVideoUrl`. */
  readonly originalCopy: CopyRecord;
  /** What is kept of what it was made of: the upload itself, or our copy of a pasted link's video; and the voice as it was sent. */
  readonly kept: { readonly original: boolean; readonly voice: boolean };
  /** Since when it is put away: for everybody it is as if it were not there, until it is brought back. */
  readonly deletedAtMs: number | null;
}

/** What a look at upstream taught us about a job. */
export interface JobUpdate {
  readonly status: JobStatus;
  readonly recognised: boolean;
  readonly message: string | null;
  readonly resultUrl: string | null;
  readonly resultDurationMs: Milliseconds | null;
  readonly parentVideoUrl: string | null;
  readonly succeededAtMs: number | null;
}

/** The database's jobs, as the create protocol needs them. Every change is one conditional write; each answers whether it took place. */
export interface JobRecords {
  /**
   * In one atomic write, where the key is new, the money is there and `replaces` (if any) is this editor's own `unknown` job that nothing
   * else replaces yet, by an editor whose invite is not revoked: reserves the charge and inserts the job as `submitting`.
   */
  insertJob(
    job: Pick<
      JobRecord,
      | 'jobId'
      | 'editorId'
      | 'mode'
      | 'idempotencyKey'
      | 'paramsHash'
      | 'videoId'
      | 'videoName'
      | 'faceId'
      | 'placement'
      | 'voiceDurationMs'
      | 'replaces'
      | 'externalTaskId'
      | 'createdAtMs'
    >,
    reservation: Reservation,
  ): Promise<'inserted' | 'key-taken' | 'unauthorized' | 'over-budget' | 'not-replaceable'>;
  findJob(jobId: string): Promise<JobRecord | null>;
  findJobByKey(key: { readonly editorId: string; readonly mode: Mode; readonly idempotencyKey: string }): Promise<JobRecord | null>;
  /** Upstream took it: the task's id, its state, and the charge spent. From `submitting` and `unknown` alone. */
  recordTask(jobId: string, taskId: string, update: JobUpdate, nowMs: number): Promise<boolean>;
  /** Upstream refused it, or never heard of it. */
  recordRefusal(jobId: string, error: RecordedError, charge: 'spent' | 'released', nowMs: number): Promise<boolean>;
  /** No answer was believed: the charge stays. From `submitting` alone. */
  markUnknown(jobId: string, nowMs: number, nextLookupAtMs: number): Promise<boolean>;
  /** Every `submitting` job created up to then, as `markUnknown`; answers how many. */
  markAllUnknown(createdUntilMs: number, nowMs: number, nextLookupAtMs: number): Promise<number>;
  /** Takes the one question that may be asked of upstream since `polledBeforeMs`. */
  claimPoll(jobId: string, nowMs: number, polledBeforeMs: number): Promise<boolean>;
  /** Takes the look-up that is due, and names the next. */
  claimLookup(jobId: string, nowMs: number, nextLookupAtMs: number): Promise<boolean>;
  /** A step in a running job's life; only from the state that was read. */
  recordUpdate(jobId: string, from: JobStatus, update: JobUpdate, nowMs: number): Promise<boolean>;
  /** Where upstream says, by now, that a result and its clip lie. Only of a job that succeeded. */
  refreshUrls(jobId: string, urls: Pick<JobUpdate, 'resultUrl' | 'parentVideoUrl'>): Promise<boolean>;
  /** How long the last jobs of this mode that succeeded took, newest first. */
  findRecentJobTimes(mode: Mode, limit: number): Promise<Milliseconds[]>;
  /** Jobs of this mode that upstream should be asked about, longest unasked first: look-ups due, running and unasked. */
  findDueJobs(due: {
    readonly mode: Mode;
    readonly nowMs: number;
    /** Running ones that nobody asked about since. */
    readonly polledBeforeMs: number;
    /** Older jobs are left alone: upstream has deleted what came of them. */
    readonly createdAfterMs: number;
    /** Running ones that are older are no longer looked at by themselves. */
    readonly runningSinceMs: number;
    /** The same for those whose status is in no known word. */
    readonly unrecognisedSinceMs: number;
    readonly limit: number;
  }): Promise<string[]>;
  /** Jobs of this mode of which something can be copied now, longest succeeded first. What succeeded before `sinceMs` is gone at upstream. */
  findDueCopies(due: { readonly mode: Mode; readonly nowMs: number; readonly sinceMs: number; readonly limit: number }): Promise<string[]>;
}

export interface Charges {
  /** All that is reserved or spent on a day (UTC, `YYYY-MM-DD`), 1/1000 PTC. */
  spentOn(day: string, mode: Mode): Promise<MilliPtc>;
}

/** Links by which anybody may watch one job. */
export interface ShareRecords {
  /** `false` where the job has `limit` of them already. */
  insertShare(share: {
    readonly tokenHash: string;
    readonly jobId: string;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<boolean>;
  countShares(jobId: string): Promise<number>;
  /** Revokes all links of a job. */
  deleteShares(jobId: string): Promise<void>;
  /** The job behind a link that is open. */
  findShared(tokenHash: string): Promise<string | null>;
}

/** What one editor spent; reservations count until they are released. */
export interface Spender {
  readonly editorId: string;
  readonly role: Editor['role'];
  /** What the owner calls them; `null` for the owner and for visitors. */
  readonly label: string | null;
  readonly todayMilliPtc: MilliPtc;
  readonly totalMilliPtc: MilliPtc;
  readonly jobs: number;
}

export interface UnknownJob {
  readonly jobId: string;
  readonly role: Editor['role'];
  readonly label: string | null;
  readonly sinceMs: number;
  readonly lookups: number;
  readonly milliPtc: MilliPtc;
}

/** For the owner's pages. */
export interface AdminQueries {
  /** Everybody who spent anything in this mode. */
  spenders(mode: Mode, day: string): Promise<Spender[]>;
  /** One editor's, or with `null` everybody's; oldest first. */
  unknownJobs(wanted: { readonly mode: Mode; readonly editorId: string | null; readonly limit: number }): Promise<UnknownJob[]>;
  jobCounts(mode: Mode): Promise<{ readonly running: number; readonly unknown: number }>;
  /** Results since then that lie at upstream alone, of which `failures` could not be copied at the last try. */
  archiveBacklog(
    mode: Mode,
    sinceMs: number,
  ): Promise<{ readonly waiting: number; readonly failing: number; readonly oldestMs: number | null }>;
}
