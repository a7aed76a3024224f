import 'server-only';
import type { Editor } from '@/lib/domain/editor';
import type { JobFilter, JobStatus } from '@/lib/domain/job';
import type { Placement } from '@/lib/domain/placement';
import type { ChargeRecord, JobRecord, Mode } from './records';

/** Lists from the database: jobs for the library, charges for the report. */

/** The last job of a page; the next page contains older ones. */
export interface JobCursor {
  readonly createdAtMs: number;
  /** `''`: everything created before that time. */
  readonly jobId: string;
}

/** A job in a list. */
export interface ListedJob extends Pick<JobRecord, 'jobId' | 'editorId' | 'mode' | 'videoId' | 'videoName' | 'videoDurationMs' | 'faceId'> {
  readonly name: string | null;
  /** The job whose result is this job's source video. */
  readonly sourceJobId: string | null;
  readonly placement: Placement;
  readonly status: JobStatus;
  readonly recognised: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly resultUrl: string | null;
  readonly succeededAtMs: number | null;
  readonly archive: Pick<JobRecord['archive'], 'archivedAtMs'>;
  readonly resultDeletedAtMs: number | null;
  readonly deletedAtMs: number | null;
  readonly charge: Pick<ChargeRecord, 'milliPtc' | 'state'>;
  readonly hasThumbnail: boolean;
  readonly role: Editor['role'];
  /** The invite's label; `null` for the owner and for visitors. */
  readonly label: string | null;
}

/** One editor's jobs, or all jobs of one mode plus the requesting editor's own jobs of the other. */
export type JobScope = { readonly editorId: string } | { readonly allEditorsIn: Mode; readonly alsoEditorId: string };

export interface JobListRequest {
  readonly scope: JobScope;
  /** Case-folded search terms; the name must contain all of them. */
  readonly terms: readonly string[];
  /** `null`: all jobs that are not deleted. */
  readonly filter: JobFilter | null;
  /** Of deleted jobs, only those that can still be restored. */
  readonly deletedAfterMs: number;
  /** Upstream has deleted results older than this. */
  readonly upstreamKeepsAfterMs: number;
  readonly after: JobCursor | null;
  readonly limit: number;
  /** Maximum number of jobs that a search scans per call. */
  readonly maxRowsScanned: number;
}

/** An editor who has jobs. */
export interface EditorLabel {
  readonly editorId: string;
  readonly role: Editor['role'];
  readonly label: string | null;
}

/** The library: lists of jobs and the actions on one job. */
export interface LibraryRecords {
  /**
   * Newest first. `next` continues the list, also when nothing matched yet but jobs remain to be scanned; `null` at
   * the end.
   */
  listJobs(request: JobListRequest): Promise<{ readonly jobs: ListedJob[]; readonly next: JobCursor | null }>;
  /** Editors with jobs in this mode, by label. */
  listEditors(mode: Mode, limit: number): Promise<EditorLabel[]>;
  /** `null` removes the name. Only for jobs that are not deleted. */
  renameJob(job: Pick<JobRecord, 'jobId' | 'videoName'>, name: string | null): Promise<boolean>;
  /** Marks a job as deleted, unless it is already. */
  deleteJob(jobId: string, nowMs: number): Promise<boolean>;
  /** Restores a job deleted after `deletedAfterMs`. */
  restoreJob(jobId: string, deletedAfterMs: number): Promise<boolean>;
}

/** One charge in the report. */
export interface ChargeEntry extends Pick<ChargeRecord, 'chargeId' | 'editorId' | 'mode' | 'kind' | 'milliPtc' | 'state' | 'day'> {
  readonly createdAtMs: number;
  readonly role: Editor['role'];
  readonly label: string | null;
  /** Name of the job or the clip. */
  readonly name: string | null;
  /** Set for lip-sync charges. */
  readonly jobId: string | null;
  readonly jobStatus: JobStatus | null;
}

export interface ChargeReport {
  /**
   * Charges of a mode from one time (inclusive) to another (exclusive), oldest first; the next page starts after
   * the last `chargeId`.
   */
  listCharges(request: {
    readonly mode: Mode;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly after: { readonly createdAtMs: number; readonly chargeId: string } | null;
    readonly limit: number;
  }): Promise<ChargeEntry[]>;
}
