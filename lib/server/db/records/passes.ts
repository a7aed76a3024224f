import 'server-only';
import type { ChargeRecord, JobRecord } from './records';

/** A job of a piece of work, with the cost of identifying its clip's faces. */
export interface PassRecord {
  readonly job: JobRecord;
  readonly hasThumbnail: boolean;
  readonly identify: Pick<ChargeRecord, 'milliPtc' | 'state'>;
  readonly upload: Pick<ChargeRecord, 'milliPtc' | 'state'> | null;
}

export interface PassRecords {
  /**
   * All jobs linked to this one through results used as source videos, oldest first, without failed and deleted
   * jobs.
   */
  listPasses(jobId: string): Promise<PassRecord[]>;
}
