/** A face that upstream found in a video, and the time range in which it can speak. */

import { PLACEMENT_LIMITS } from './placement';
import { getLengthMs, type TimeRange } from './time';

export interface Face {
  /** Upstream's id, a string even if a gateway sends a number. */
  readonly faceId: string;
  /** As upstream reported it. The end is reported a few milliseconds late (specification). */
  readonly window: TimeRange;
}

/** A shorter window cannot contain a legal placement. */
export function isUsable(face: Face): boolean {
  return getLengthMs(face.window) >= PLACEMENT_LIMITS.minOverlapMs;
}
