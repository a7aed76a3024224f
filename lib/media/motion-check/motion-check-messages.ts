/** What the page asks of the worker that compares two videos, and what comes back. */

import type { ComparedFramePair } from '@/lib/domain/motion-check';
import type { Milliseconds } from '@/lib/domain/time';

export interface MotionCheckRequest {
  /** Addresses of both videos, as a worker can fetch them. */
  readonly before: string;
  readonly after: string;
  readonly spokenMs: readonly Milliseconds[];
  readonly quietMs: readonly Milliseconds[];
  /** Whatever has been compared by then is the answer. */
  readonly limitMs: Milliseconds;
}

/** Why the two could not be compared at all. */
export type ComparisonFault = 'unreadable' | 'other-shape';

export type MotionCheckResponse =
  | { readonly kind: 'compared'; readonly moments: readonly ComparedFramePair[]; readonly columns: number; readonly rows: number }
  | { readonly kind: 'fault'; readonly fault: ComparisonFault };
