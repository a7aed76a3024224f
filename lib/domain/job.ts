/** A job's life: what states it has, which may follow which, and how often to look. */

/**
 * `submitting`: recorded here, perhaps not yet sent. `unknown`: sent, and no answer believed; it may have been charged.
 * The rest are upstream's `submitted`, `processing`, `succeed` and `failed`.
 */
export const JOB_STATUSES = ['submitting', 'unknown', 'submitted', 'processing', 'succeeded', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const NEXT: Record<JobStatus, readonly JobStatus[]> = {
  submitting: ['unknown', 'submitted', 'processing', 'succeeded', 'failed'],
  unknown: ['submitted', 'processing', 'succeeded', 'failed'],
  submitted: ['processing', 'succeeded', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export function canBecome(from: JobStatus, to: JobStatus): boolean {
  return NEXT[from].includes(to);
}

/** A terminal job is never asked about again. */
export function isTerminal(status: JobStatus): boolean {
  return NEXT[status].length === 0;
}
