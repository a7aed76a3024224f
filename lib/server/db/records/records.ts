import 'server-only';
import type { Charged, ErrorCode, Issue } from '@/lib/contracts/error';
import type { Editor } from '@/lib/domain/editor';
import type { JobStatus } from '@/lib/domain/job';
import type { Placement } from '@/lib/domain/placement';
import type { MilliPtc } from '@/lib/domain/price';
import type { Milliseconds } from '@/lib/domain/time';
import type { VideoFacts } from '@/lib/domain/video';

/** A file that a browser is uploading or has uploaded. Its storage key is `inputs/{uploadId}`. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly editorId: string;
  /** The editor's file name; for display only, never used as a path. */
  readonly fileName: string;
  readonly byteSize: number;
  readonly contentType: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Measured by the server once the file is complete; `null` until then. */
  readonly facts: VideoFacts | null;
  /**
   * The store's reference of a multipart upload and the size of each part but the last; `null` for a single
   * request.
   */
  readonly parts: { readonly reference: string; readonly byteSize: number } | null;
}

/** The database's uploads, as the use cases around `create-upload.ts` need them. */
export interface UploadRecords {
  insertUpload(upload: Omit<UploadRecord, 'facts'>): Promise<void>;
  findUpload(uploadId: string): Promise<UploadRecord | null>;
  /** Only the first completion counts, and only while the file is needed; returns whether this call completed it. */
  completeUpload(uploadId: string, facts: VideoFacts, nowMs: number): Promise<boolean>;
  /** Ends an incomplete upload, so that no more bytes are accepted. Returns whether this call ended it. */
  deleteUpload(uploadId: string, nowMs: number): Promise<boolean>;
  /** Uploads that ended incomplete and whose parts may still be in the store. */
  findExpiredMultipartUploads(nowMs: number, limit: number): Promise<UploadRecord[]>;
  /** Records that the parts are deleted. */
  clearMultipartReference(uploadId: string): Promise<void>;
}

/** Practice rows never count as money; live rows do. Every video, job and charge has a mode. */
export type Mode = 'practice' | 'live';

/**
 * A reservation of money. It counts as spent until released, which requires that upstream confirmed no charge or
 * cannot have received the request.
 */
export interface ChargeRecord {
  readonly chargeId: string;
  readonly editorId: string;
  readonly mode: Mode;
  readonly kind: 'identify' | 'lip-sync' | 'upload';
  readonly milliPtc: MilliPtc;
  readonly state: 'reserved' | 'spent' | 'released';
  /** The budget's UTC day, `YYYY-MM-DD`. */
  readonly day: string;
}

/** What a paid step reserves, and the daily budget that applies (`null`: none). */
export interface Reservation {
  readonly chargeId: string;
  readonly milliPtc: MilliPtc;
  readonly budgetMilliPtc: MilliPtc | null;
}

/** The recorded failure of a paid step, returned unchanged to retries with the same key and to concurrent callers. */
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
  /** Index in upstream's list; part of the thumbnail's storage key. */
  readonly position: number;
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
  readonly hasThumbnail: boolean;
}

/** One `identify-face` call and its outcome. `lost`: no valid response was received, so it counts as spent. */
export interface VideoRecord {
  readonly videoId: string;
  readonly editorId: string;
  readonly mode: Mode;
  readonly status: 'identifying' | 'identified' | 'failed' | 'lost';
  readonly sourceKey: string;
  readonly uploadId: string | null;
  /** The job whose result is this video; `null` for an upload or a pasted link. */
  readonly sourceJobId: string | null;
  readonly name: string | null;
  readonly durationMs: Milliseconds | null;
  /** Upstream's session id; never leaves the server. */
  readonly sessionId: string | null;
  /** Why the call failed or was lost; `null` if the process ended during it. */
  readonly error: RecordedError | null;
  readonly expiresAtMs: number;
  readonly leaseUntilMs: number;
  readonly createdAtMs: number;
  readonly faces: readonly FaceRecord[];
}

/** The database's videos, as `identify-face.ts` needs them. */
export interface VideoRecords {
  /**
   * In one atomic write: ends expired claims on this editor's source (an expired session, or a lease that ran out:
   * `lost`), then, unless a video still claims the source, reserves the money and inserts the video as
   * `identifying`. Returns the video that claims the source; `claimed` is true if this call inserted it.
   * `over-budget`, `unauthorized` (the invite is revoked) and `gone` (the upload is no longer kept) write nothing.
   */
  claimVideo(claim: {
    readonly video: Omit<VideoRecord, 'status' | 'sessionId' | 'error' | 'faces'>;
    readonly identify: Reservation;
    /** Set if publishing the input to upstream costs money. */
    readonly upload: Reservation | null;
    readonly nowMs: number;
  }): Promise<{ readonly claimed: boolean; readonly video: VideoRecord } | 'over-budget' | 'unauthorized' | 'gone'>;
  /** Extends the lease; `false` if it expired, in which case another request may have claimed the source. */
  extendClaim(videoId: string, leaseUntilMs: number): Promise<boolean>;
  /** Sets until when other requests wait for this call. */
  renewLease(videoId: string, leaseUntilMs: number): Promise<void>;
  findVideo(videoId: string): Promise<VideoRecord | null>;
  /** Records a paid response, even if the claim expired before. */
  recordFaces(video: {
    readonly videoId: string;
    readonly sessionId: string;
    readonly faces: readonly FaceRecord[];
    /** Until when other requests wait for the thumbnails. */
    readonly leaseUntilMs: number;
  }): Promise<void>;
  /**
   * Ends a claim without a response and settles its two charges. `failed`: refused or never sent; `lost`:
   * possibly executed.
   */
  failClaim(end: {
    readonly videoId: string;
    readonly status: 'failed' | 'lost';
    readonly error: RecordedError;
    readonly identify: 'spent' | 'released';
    readonly upload: 'spent' | 'released';
  }): Promise<void>;
  /**
   * Marks as `lost` every claim with an expired lease or started until `startedUntilMs` by a process that has
   * ended.
   */
  expireClaims(nowMs: number, startedUntilMs: number): Promise<void>;
  markThumbnails(
    videoId: string,
    thumbnails: readonly { readonly position: number; readonly key: string; readonly byteSize: number }[],
    nowMs: number,
  ): Promise<void>;
  /** Stores an input's paid public URL, so that a second request does not pay for another upload. */
  recordPublished(uploadId: string, published: { readonly url: string; readonly atMs: number }): Promise<void>;
  /** Deletes a URL recorded until `untilMs`. */
  clearPublished(uploadId: string, untilMs: number): Promise<void>;
  findPublished(uploadId: string): Promise<{ readonly url: string; readonly atMs: number } | null>;
}

/** State of the copy of one upstream file. */
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
  /** SHA-256 of all job parameters, including the voice's bytes. */
  readonly paramsHash: string;
  readonly videoId: string;
  readonly videoName: string | null;
  readonly videoDurationMs: Milliseconds | null;
  /** The source upload; `null` for a pasted link or another job's result. */
  readonly uploadId: string | null;
  /** The job whose result is the source video. */
  readonly sourceJobId: string | null;
  /** The source, in the format of `VideoRecord.sourceKey`. */
  readonly sourceKey: string;
  readonly sessionExpiresAtMs: number;
  readonly faceId: string;
  readonly faceWindow: { readonly startMs: Milliseconds; readonly endMs: Milliseconds };
  readonly placement: Placement;
  readonly voiceDurationMs: Milliseconds;
  readonly replaces: string | null;
  /** The editor's name for the job; `null`: the clip's name. */
  readonly name: string | null;
  readonly status: JobStatus;
  /** Whether upstream's last status was one of the four known values; `true` if it sent none. */
  readonly recognised: boolean;
  readonly message: string | null;
  readonly error: RecordedError | null;
  /** Our id, sent to upstream; the only way to find a job whose response was lost. */
  readonly externalTaskId: string;
  readonly taskId: string | null;
  readonly resultUrl: string | null;
  /** As reported by upstream. */
  readonly resultDurationMs: Milliseconds | null;
  /** Upstream's URL of the source video; set only for pasted links, whose video is to be copied. */
  readonly parentVideoUrl: string | null;
  /** When upstream finished, at the latest when we received the status; upstream deletes the result 30 days later. */
  readonly succeededAtMs: number | null;
  readonly resultDeletedAtMs: number | null;
  readonly charge: ChargeRecord;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly lastPolledAtMs: number | null;
  /** Number of look-ups by `externalTaskId` so far, and the time of the next. */
  readonly lookups: number;
  readonly nextLookupAtMs: number | null;
  readonly unknownSinceMs: number | null;
  readonly archive: CopyRecord;
  /** Copy of the source video; only needed if `parentVideoUrl` is set. */
  readonly originalCopy: CopyRecord;
  /** Which inputs are kept: the source video (the upload, or our copy of a pasted link's video) and the voice. */
  readonly kept: { readonly original: boolean; readonly voice: boolean };
  /** When the job was deleted; it is hidden from everyone until it is restored. */
  readonly deletedAtMs: number | null;
}

/** New facts about a job from an upstream response. */
export interface JobUpdate {
  readonly status: JobStatus;
  readonly recognised: boolean;
  readonly message: string | null;
  readonly resultUrl: string | null;
  readonly resultDurationMs: Milliseconds | null;
  readonly parentVideoUrl: string | null;
  readonly succeededAtMs: number | null;
}

/**
 * The database's jobs, as the create protocol needs them. Every change is one conditional write and returns whether
 * it took effect.
 */
export interface JobRecords {
  /**
   * In one atomic write, reserves the charge and inserts the job as `submitting`, if the key is new, the budget
   * suffices, the invite is not revoked, and `replaces` (if any) is this editor's own `unknown` job without a
   * replacement.
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
  /**
   * Records that upstream accepted the job: task id, status, and the charge as spent. Only from `submitting` and
   * `unknown`.
   */
  recordTask(jobId: string, taskId: string, update: JobUpdate, nowMs: number): Promise<boolean>;
  /** Records that upstream refused the job or never received it. */
  recordRefusal(jobId: string, error: RecordedError, charge: 'spent' | 'released', nowMs: number): Promise<boolean>;
  /** Marks the job as unknown when no valid response was received; the charge stays. Only from `submitting`. */
  markUnknown(jobId: string, nowMs: number, nextLookupAtMs: number): Promise<boolean>;
  /** `markUnknown` for every `submitting` job created until `createdUntilMs`; returns the count. */
  markAllUnknown(createdUntilMs: number, nowMs: number, nextLookupAtMs: number): Promise<number>;
  /** Claims a status poll, if none was made since `polledBeforeMs`. */
  claimPoll(jobId: string, nowMs: number, polledBeforeMs: number): Promise<boolean>;
  /** Claims the due look-up and schedules the next. */
  claimLookup(jobId: string, nowMs: number, nextLookupAtMs: number): Promise<boolean>;
  /** Updates a running job; only from the status that was read. */
  recordUpdate(jobId: string, from: JobStatus, update: JobUpdate, nowMs: number): Promise<boolean>;
  /** Updates upstream's current URLs of the result and its source. Only for succeeded jobs. */
  refreshUrls(jobId: string, urls: Pick<JobUpdate, 'resultUrl' | 'parentVideoUrl'>): Promise<boolean>;
  /** Durations of the latest succeeded jobs of this mode, newest first. */
  findRecentJobTimes(mode: Mode, limit: number): Promise<Milliseconds[]>;
  /** Jobs of this mode to poll, longest unpolled first: due look-ups and running jobs. */
  findDueJobs(due: {
    readonly mode: Mode;
    readonly nowMs: number;
    /** Running jobs not polled since this time. */
    readonly polledBeforeMs: number;
    /** Older jobs are excluded, because upstream has deleted their results. */
    readonly createdAfterMs: number;
    /** Running jobs started before this time are no longer polled in the background. */
    readonly runningSinceMs: number;
    /** The same limit for jobs with an unrecognised status. */
    readonly unrecognisedSinceMs: number;
    readonly limit: number;
  }): Promise<string[]>;
  /**
   * Jobs of this mode with a due copy, longest succeeded first. Upstream has deleted what succeeded before
   * `sinceMs`.
   */
  findDueCopies(due: { readonly mode: Mode; readonly nowMs: number; readonly sinceMs: number; readonly limit: number }): Promise<string[]>;
}

export interface Charges {
  /** Amount reserved or spent on a UTC day (`YYYY-MM-DD`), in 1/1000 PTC. */
  spentOn(day: string, mode: Mode): Promise<MilliPtc>;
}

/** Links that let anyone watch one job's result. */
export interface ShareRecords {
  /** `false` if the job has `limit` links already. */
  insertShare(share: {
    readonly tokenHash: string;
    readonly jobId: string;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<boolean>;
  countShares(jobId: string): Promise<number>;
  /** Revokes all links of a job. */
  deleteShares(jobId: string): Promise<void>;
  /** Returns the job of a link that is not revoked. */
  findShared(tokenHash: string): Promise<string | null>;
}

/** Amounts spent by one editor; reservations count until they are released. */
export interface Spender {
  readonly editorId: string;
  readonly role: Editor['role'];
  /** The owner's label for the editor; `null` for the owner and for visitors. */
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

/** Queries for the owner's pages. */
export interface AdminQueries {
  /** All editors who spent anything in this mode. */
  listSpenders(mode: Mode, day: string): Promise<Spender[]>;
  /** Unknown jobs of one editor, or of all with `null`; oldest first. */
  listUnknownJobs(wanted: { readonly mode: Mode; readonly editorId: string | null; readonly limit: number }): Promise<UnknownJob[]>;
  countJobs(mode: Mode): Promise<{ readonly running: number; readonly unknown: number }>;
  /** Results since then that only upstream has; `failures` counts those whose last copy attempt failed. */
  getArchiveBacklog(
    mode: Mode,
    sinceMs: number,
  ): Promise<{ readonly waiting: number; readonly failing: number; readonly oldestMs: number | null }>;
}
