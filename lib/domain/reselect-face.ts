/** Selects the face and the placement again after a new face search. */

import { fixPlacement } from './best-placement';
import { type Face, isUsable } from './face';
import { isLegal, type Placement, type PlacementContext } from './placement';
import { getOverlapMs, type TimeRange } from './time';

/** The face that was chosen before the new search. */
export interface PreviousFace {
  readonly faceId: string;
  readonly window: TimeRange;
}

/**
 * Returns the usable face whose window overlaps most with the previous one; on a tie the one with the same id, then the first. Ids alone are not
 * sufficient, because upstream reassigns them. Returns `null` if no face overlaps.
 */
export function reselectFace<AFace extends Face>(faces: readonly AFace[], previous: PreviousFace): AFace | null {
  let best: AFace | null = null;
  let maxOverlapMs = 0;
  for (const face of faces) {
    if (!isUsable(face)) continue;
    const sharedMs = getOverlapMs(face.window, previous.window);
    const isBetter = sharedMs > maxOverlapMs || (sharedMs === maxOverlapMs && sharedMs > 0 && face.faceId === previous.faceId);
    if (!isBetter) continue;
    best = face;
    maxOverlapMs = sharedMs;
  }
  return best;
}

/** Returns the previous placement if it is legal, else the nearest legal one, or `null` if no placement is legal. */
export function reselectPlacement(previous: Placement, context: PlacementContext): Placement | null {
  return isLegal(previous, context) ? previous : fixPlacement(previous, context);
}
