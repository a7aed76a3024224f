import 'server-only';
import type { Editor } from '@/lib/domain/editor';
import type { JobFilter, JobStatus } from '@/lib/domain/job';
import type { Placement } from '@/lib/domain/placement';
import type { ChargeRecord, JobRecord, Mode } from './records';

/** The database's lists: jobs for the library, charges for the books. */

/** Where a page of jobs ended: the next begins with what is older. */
export interface JobCursor {
  readonly createdAtMs: number;
  /** `''`: whatever was created before that moment. */
  readonly jobId: string;
}

/** A job as a list shows it. */
export interface ListedJob extends Pick<JobRecord, 'jobId' | 'editorId' | 'mode' | 'videoId' | 'videoName' | 'videoDurationMs' | 'faceId'> {
  readonly name: string | null;
  /** The job whose result its video is. */
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
  /** The invite's; `null` for the owner and for visitors. */
  readonly label: string | null;
}

/** Whose jobs: one editor's, or everybody's of one mode, with the asker's own of the other. */
export type JobScope = { readonly editorId: string } | { readonly allEditorsIn: Mode; readonly alsoEditorId: string };

export interface JobListRequest {
  readonly scope: JobScope;
  /** Folded words, each of which the name must hold. */
  readonly terms: readonly string[];
  /** `null`: all that are not deleted. */
  readonly filter: JobFilter | null;
  /** Of deleted jobs, only those that can still be brought back. */
  readonly deletedAfterMs: number;
  /** What succeeded before then is no longer at upstream. */
  readonly upstreamKeepsAfterMs: number;
  readonly after: JobCursor | null;
  readonly limit: number;
  /** Where something is looked for, among how many jobs. */
  readonly maxRowsScanned: number;
}

/** A person whose jobs there are. */
export interface EditorLabel {
  readonly editorId: string;
  readonly role: Editor['role'];
  readonly label: string | null;
}

/** The library: lists of jobs, and what is done with one of them there. */
export interface LibraryRecords {
  /** Newest first. `next`: where to go on, also where nothing was found so far but not all was looked at; `null` at the end. */
  listJobs(wanted: JobListRequest): Promise<{ readonly jobs: ListedJob[]; readonly next: JobCursor | null }>;
  /** Everybody with jobs in this mode, by their label. */
  listEditors(mode: Mode, limit: number): Promise<EditorLabel[]>;
  /** `null` takes the name away again. Of a job that is not deleted. */
  renameJob(job: Pick<JobRecord, 'jobId' | 'videoName'>, name: string | null): Promise<boolean>;
  /** Puts a job away that is not put away already. */
  deleteJob(jobId: string, nowMs: number): Promise<boolean>;
  /** Brings back what was put away after that moment. */
  restoreJob(jobId: string, deletedAfterMs: number): Promise<boolean>;
}

/** One line of the books. */
export interface ChargeEntry extends Pick<ChargeRecord, 'chargeId' | 'editorId' | 'mode' | 'kind' | 'milliPtc' | 'state' | 'day'> {
  readonly createdAtMs: number;
  readonly role: Editor['role'];
  readonly label: string | null;
  /** The job's or the clip's. */
  readonly name: string | null;
  /** Of a lip-sync. */
  readonly jobId: string | null;
  readonly jobStatus: JobStatus | null;
}

export interface ChargeReport {
  /** Every charge of a mode from one moment until before another, oldest first; the next page begins after the last one's `chargeId`. */
  listCharges(wanted: {
    readonly mode: Mode;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly after: { readonly createdAtMs: number; readonly chargeId: string } | null;
    readonly limit: number;
  }): Promise<ChargeEntry[]>;
}
