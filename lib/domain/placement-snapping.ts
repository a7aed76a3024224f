/** What the edges of a voice are drawn to while it is dragged: the places that decide whether it fits. */

import { guardedGround } from './best-placement';
import { PLACEMENT_LIMITS, type Placement, type PlacementGround, type PlacementHandle } from './placement';
import { type Milliseconds, wholeMs } from './time';
import { snap, type TimelineScale } from './timeline-scale';

type Edge = 'start' | 'end';

/** Both edges of the voice move with its body, one with each handle. */
const EDGES: Record<PlacementHandle, readonly Edge[]> = {
  insert: ['start', 'end'],
  'trim-start': ['start'],
  'trim-end': ['end'],
};

/**
 * In the clip's time: its beginning and end, the playhead, the edges of the windows (each kept off its end by the guard, which is reported
 * late), and for this edge the limit of the needed overlap in each.
 */
export function snapTargets(edge: Edge, ground: PlacementGround, playheadMs: Milliseconds): Milliseconds[] {
  const { minOverlapMs } = PLACEMENT_LIMITS;
  const targets = [0, wholeMs(ground.video.durationMs), playheadMs];
  for (const window of [ground.face.window, ...(ground.otherWindows ?? [])]) {
    const { startMs, endMs } = guardedGround({ ...ground, face: { window } }).face.window;
    targets.push(startMs, endMs);
    if (endMs - startMs >= minOverlapMs) targets.push(edge === 'start' ? endMs - minOverlapMs : startMs + minOverlapMs);
  }
  return targets;
}

export interface SnappedHandle {
  /** The handle's own value, as `moveHandle` takes it. */
  readonly toMs: Milliseconds;
  /** Where the guide line stands, in the clip's time; `null` when nothing caught it. */
  readonly guideMs: Milliseconds | null;
}

/** Draws a handle that is being put to `targetMs` to the nearest target of any of its edges; `bypass` lets it go where it is put. */
export function snapHandle(
  scale: TimelineScale,
  handle: PlacementHandle,
  placement: Placement,
  ground: PlacementGround,
  toMs: Milliseconds,
  playheadMs: Milliseconds,
  bypass: boolean,
): SnappedHandle {
  let caught: SnappedHandle = { toMs, guideMs: null };
  for (const edge of bypass ? [] : EDGES[handle]) {
    const byMs = edgeOf(edge, handle, placement);
    const { ms, targetMs } = snap(scale, toMs + byMs, snapTargets(edge, ground, playheadMs));
    const isNearer = caught.guideMs === null || Math.abs(ms - byMs - toMs) < Math.abs(caught.toMs - toMs);
    if (targetMs !== null && isNearer) caught = { toMs: targetMs - byMs, guideMs: targetMs };
  }
  return caught;
}

/** What to add to a handle's value to get its edge in the clip's time. */
function edgeOf(edge: Edge, handle: PlacementHandle, { insertAtMs, trimStartMs, trimEndMs }: Placement): Milliseconds {
  if (handle === 'insert') return edge === 'start' ? 0 : trimEndMs - trimStartMs;
  return insertAtMs - trimStartMs;
}
