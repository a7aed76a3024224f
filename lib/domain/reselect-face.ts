/** What is proposed when a clip's faces were found anew: the face that was meant before, and the voice where it was. */

import { fixPlacement } from './best-placement';
import { type Face, isUsable } from './face';
import { isLegal, type Placement, type PlacementContext } from './placement';
import { getOverlapMs, type TimeRange } from './time';

/** The face that was chosen, as it was known before. */
export interface PreviousFace {
  readonly faceId: string;
  readonly window: TimeRange;
}

/**
 * The usable face whose time holds most of the former one's; of equals the one with its id, then the first. Ids alone say nothing: upstream
 * gives them out anew each time. `null` where none shares any time with it.
 */
export function reselectFace<AFace extends Face>(faces: readonly AFace[], previous: PreviousFace): AFace | null {
  let best: AFace | null = null;
  let most = 0;
  for (const face of faces) {
    if (!isUsable(face)) continue;
    const shared = getOverlapMs(face.window, previous.window);
    const isBetter = shared > most || (shared === most && shared > 0 && face.faceId === previous.faceId);
    if (!isBetter) continue;
    best = face;
    most = shared;
  }
  return best;
}

/** The former placement where it is legal, else the nearest that is; `null` where nothing is. */
export function reselectPlacement(previous: Placement, ground: PlacementContext): Placement | null {
  return isLegal(previous, ground) ? previous : fixPlacement(previous, ground);
}
