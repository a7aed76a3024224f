/** What the edges of a voice are drawn to while it is dragged: the places that decide whether it fits. */

import { applyGuards } from '@/lib/domain/best-placement';
import { PLACEMENT_LIMITS, type Placement, type PlacementContext, type PlacementHandle } from '@/lib/domain/placement';
import { type Milliseconds, toWholeMs } from '@/lib/domain/time';
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
export function getSnapTargets(edge: Edge, context: PlacementContext, playheadMs: Milliseconds): Milliseconds[] {
  const { minOverlapMs } = PLACEMENT_LIMITS;
  const targets = [0, toWholeMs(context.video.durationMs), playheadMs];
  for (const window of [context.face.window, ...(context.otherWindows ?? [])]) {
    const { startMs, endMs } = applyGuards({ ...context, face: { window } }).face.window;
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
  context: PlacementContext,
  toMs: Milliseconds,
  playheadMs: Milliseconds,
  bypass: boolean,
): SnappedHandle {
  let snapped: SnappedHandle = { toMs, guideMs: null };
  for (const edge of bypass ? [] : EDGES[handle]) {
    const byMs = getEdgeMs(edge, handle, placement);
    const { ms, targetMs } = snap(scale, toMs + byMs, getSnapTargets(edge, context, playheadMs));
    const isNearer = snapped.guideMs === null || Math.abs(ms - byMs - toMs) < Math.abs(snapped.toMs - toMs);
    if (targetMs !== null && isNearer) snapped = { toMs: targetMs - byMs, guideMs: targetMs };
  }
  return snapped;
}

/** What to add to a handle's value to get its edge in the clip's time. */
function getEdgeMs(edge: Edge, handle: PlacementHandle, { insertAtMs, trimStartMs, trimEndMs }: Placement): Milliseconds {
  if (handle === 'insert') return edge === 'start' ? 0 : trimEndMs - trimStartMs;
  return insertAtMs - trimStartMs;
}
