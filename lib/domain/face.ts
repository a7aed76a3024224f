/** A face that upstream found in a video, and the window in which it can be made to speak. */

import { PLACEMENT_LIMITS } from './placement';
import { getLengthMs, type TimeRange } from './time';

export interface Face {
  /** Upstream's id, a string even where a gateway sends a number. */
  readonly faceId: string;
  /** As upstream gave it; its end is reported a few milliseconds late (specification). */
  readonly window: TimeRange;
}

/** A window shorter than the needed overlap can never hold a legal placement. */
export function isUsable(face: Face): boolean {
  return getLengthMs(face.window) >= PLACEMENT_LIMITS.minOverlapMs;
}
