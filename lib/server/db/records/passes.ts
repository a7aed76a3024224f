import 'server-only';
import type { ChargeRecord, JobRecord } from './records';

/** One job of a piece of work, with what its clip's faces cost. */
export interface PassRecord {
  readonly job: JobRecord;
  readonly hasThumbnail: boolean;
  readonly identify: Pick<ChargeRecord, 'milliPtc' | 'state'>;
  readonly upload: Pick<ChargeRecord, 'milliPtc' | 'state'> | null;
}

export interface PassRecords {
  /** All jobs that are connected with this one because one's result is the other's video, oldest first; failed and deleted ones are left out. */
  listPasses(jobId: string): Promise<PassRecord[]>;
}
