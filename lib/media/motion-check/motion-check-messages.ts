/** Messages between the page and the worker that compares two videos. */

import type { ComparedFramePair } from '@/lib/domain/motion-check';
import type { Milliseconds } from '@/lib/domain/time';

export interface MotionCheckRequest {
  /** Absolute URLs, because a worker resolves relative ones against its script. */
  readonly before: string;
  readonly after: string;
  readonly spokenMs: readonly Milliseconds[];
  readonly quietMs: readonly Milliseconds[];
  /** After this time, the response contains the moments compared so far. */
  readonly limitMs: Milliseconds;
}

/** Why the comparison failed. */
export type ComparisonFault = 'unreadable' | 'other-shape';

export type MotionCheckResponse =
  | { readonly kind: 'compared'; readonly moments: readonly ComparedFramePair[]; readonly columns: number; readonly rows: number }
  | { readonly kind: 'fault'; readonly fault: ComparisonFault };
