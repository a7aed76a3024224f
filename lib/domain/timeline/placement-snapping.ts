/** Snap targets for the edges of a dragged voice: the times that decide whether a placement is legal. */

import { applyGuards } from '@/lib/domain/best-placement';
import { PLACEMENT_LIMITS, type Placement, type PlacementContext, type PlacementHandle } from '@/lib/domain/placement';
import { type Milliseconds, toWholeMs } from '@/lib/domain/time';
import { snap, type TimelineScale } from './timeline-scale';

type Edge = 'start' | 'end';

/** The edges of the voice that each handle moves. */
const EDGES: Record<PlacementHandle, readonly Edge[]> = {
  insert: ['start', 'end'],
  'trim-start': ['start'],
  'trim-end': ['end'],
};

/**
 * Returns clip times: the clip's start and end, the playhead, the edges of the windows (the end minus its guard), and for this edge the last time
 * with enough overlap in each window.
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
  /** The handle's value as `moveHandle` takes it. */
  readonly toMs: Milliseconds;
  /** Clip time of the guide line; `null` if nothing snapped. */
  readonly guideMs: Milliseconds | null;
}

/** Snaps a handle from `toMs` to the nearest target of any of its edges; `bypass` turns snapping off. */
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
    const byMs = getEdgeOffsetMs(edge, handle, placement);
    const { ms, targetMs } = snap(scale, toMs + byMs, getSnapTargets(edge, context, playheadMs));
    const isNearer = snapped.guideMs === null || Math.abs(ms - byMs - toMs) < Math.abs(snapped.toMs - toMs);
    if (targetMs !== null && isNearer) snapped = { toMs: targetMs - byMs, guideMs: targetMs };
  }
  return snapped;
}

/** Offset from a handle's value to the clip time of its edge. */
function getEdgeOffsetMs(edge: Edge, handle: PlacementHandle, { insertAtMs, trimStartMs, trimEndMs }: Placement): Milliseconds {
  if (handle === 'insert') return edge === 'start' ? 0 : trimEndMs - trimStartMs;
  return insertAtMs - trimStartMs;
}
