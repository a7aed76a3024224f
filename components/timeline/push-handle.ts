import {
  limitsOf,
  moveHandle,
  type Placement,
  type PlacementGround,
  type PlacementHandle,
  type PlacementStop,
} from '@/lib/domain/placement';

export interface Push {
  /** As near to what was asked as the rules let it; the same object when nothing moved. */
  readonly placement: Placement;
  /** Where and why it stopped short; `null` when it did not. */
  readonly stop: { readonly atMs: number; readonly stoppedBy: PlacementStop } | null;
}

/** Moves a handle as far as the rules let it, and says which rule it met: one path for dragging, sliders and typing. */
export function pushHandle(handle: PlacementHandle, placement: Placement, ground: PlacementGround, toMs: number): Push {
  const limits = limitsOf(handle, placement, ground);
  const moved = moveHandle(handle, placement, ground, toMs);
  if (limits === null) return { placement: moved, stop: null };
  if (toMs > limits.latest.atMs) return { placement: moved, stop: limits.latest };
  if (toMs < limits.earliest.atMs) return { placement: moved, stop: limits.earliest };
  return { placement: moved, stop: null };
}
