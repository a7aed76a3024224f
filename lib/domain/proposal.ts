/** What is proposed when a clip's faces were found anew: the face that was meant before, and the voice where it was. */

import { fixPlacement } from './best-placement';
import { type Face, isUsable } from './face';
import { isLegal, type Placement, type PlacementGround } from './placement';
import { overlapMs, type TimeRange } from './time';

/** The face that was chosen, as it was known before. */
export interface FormerFace {
  readonly faceId: string;
  readonly window: TimeRange;
}

/**
 * The usable face whose time holds most of the former one's; of equals the one with its id, then the first. Ids alone say nothing: upstream
 * gives them out anew each time. `null` where none shares any time with it.
 */
export function proposeFace<AFace extends Face>(faces: readonly AFace[], former: FormerFace): AFace | null {
  let best: AFace | null = null;
  let most = 0;
  for (const face of faces) {
    if (!isUsable(face)) continue;
    const shared = overlapMs(face.window, former.window);
    const isBetter = shared > most || (shared === most && shared > 0 && face.faceId === former.faceId);
    if (!isBetter) continue;
    best = face;
    most = shared;
  }
  return best;
}

/** The former placement where it is legal, else the nearest that is; `null` where nothing is. */
export function proposePlacement(former: Placement, ground: PlacementGround): Placement | null {
  return isLegal(former, ground) ? former : fixPlacement(former, ground);
}
